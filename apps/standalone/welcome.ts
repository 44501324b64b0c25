/** Lines that a person sees when the service is up: the address, and three commands that show the loop when pasted. */
export function welcome(url: string): string {
  const ask = `curl -s '${url}/recommendations?site=demo&session=curl-session-1&limit=3'`;
  const post =
    `curl -s -X POST '${url}/v1/events' -H 'content-type: application/json' -d '{"site":"demo","sentAt":'$(date +%s000)',` +
    `"events":[{"id":"'$(date +%s%N)'","session":"curl-session-1","type":"view","item":"m-17","ts":'$(date +%s000)'}]}'`;
  return [
    '',
    `Freshet serves the demo film site at ${url}`,
    '',
    'What everybody gets, for a session that nobody has seen:',
    `  ${ask}`,
    'The visitor looks at a film:',
    `  ${post}`,
    'What this visitor gets now:',
    `  ${ask}`,
    '',
    '',
  ].join('\n');
}
