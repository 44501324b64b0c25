/** The least that a tracker does, each in a task of its own: what these cost, the browser costs. */
setTimeout(() => localStorage.getItem('key'));
setTimeout(() => navigator.locks?.request('name', () => undefined));
setTimeout(() =>
  fetch('/page-cost.css', { method: 'POST', body: 'text', keepalive: true }).catch(() => undefined),
);
