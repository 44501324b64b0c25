const PATIENCE_MS = 5000;

/** @returns a process's metrics, by the admin's token where the environment has one. @throws Error where it does not tell them. */
export async function scrape(url: string): Promise<string> {
  const token = process.env['FRESHET_ADMIN_TOKEN'];
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/metrics`, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`${url}/metrics answers ${answer.status}.`);
  return answer.text();
}
