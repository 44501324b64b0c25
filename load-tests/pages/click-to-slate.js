/**
 * Times a click: from the beacon making its event to the new slate in the document, and to the frame that shows it. The page
 * turns to the clicked item itself, as a page that navigates by script does.
 */
let left;
let isReady = false;

document.addEventListener('freshet:event', ({ detail: { id, type, item } }) => {
  if (type === 'click') left = { at: performance.now() };
  if (type === 'view' && item !== undefined && left) left.view = id;
});

document.addEventListener('freshet:slate', ({ detail: { slate } }) => {
  if (!isReady) {
    isReady = true;
    void globalThis.report({ session: slate.session, items: slate.items.length });
  } else if (left && slate.after?.included && slate.after.id === left.view) {
    const { at } = left;
    const slateMs = performance.now() - at;
    left = undefined;
    afterNextFrame(() => void globalThis.report({ slateMs, renderedMs: performance.now() - at }));
  }
});

document.addEventListener('click', (event) => {
  const card = event.target.closest('[data-freshet-item]');
  if (!card) return;
  event.preventDefault();
  globalThis.freshet('view', card.dataset.freshetItem);
});

document.addEventListener('DOMContentLoaded', () => {
  document.querySelector('freshet-slate').items = (items) =>
    Object.fromEntries(items.map((item) => [item, { name: item, link: `/${encodeURIComponent(item)}` }]));
});

/** A message sent in a frame's callback arrives once that frame is drawn. */
function afterNextFrame(act) {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = act;
    port2.postMessage(undefined);
  });
}

/** The control: what an answer takes that waits for nothing. */
globalThis.timeAnswer = async (address) => {
  const askedAt = performance.now();
  await (await fetch(address, { credentials: 'omit' })).json();
  return performance.now() - askedAt;
};
