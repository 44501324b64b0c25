/** Adds up what moved on the page, and turns to an item without loading when one is clicked. */
globalThis.layoutShift = 0;

new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) globalThis.layoutShift += value;
}).observe({ type: 'layout-shift', buffered: true });

document.addEventListener('click', (event) => {
  const card = event.target.closest('[data-freshet-item]');
  if (!card?.closest('freshet-slate')) return;
  event.preventDefault();
  document.body.dataset.freshetItem = card.dataset.freshetItem;
  history.pushState(null, '', `/${encodeURIComponent(card.dataset.freshetItem)}`);
});

document.addEventListener('DOMContentLoaded', () => {
  document.querySelector('freshet-slate').items = (items) =>
    Object.fromEntries(items.map((item) => [item, { name: item, link: `/${encodeURIComponent(item)}` }]));
});
