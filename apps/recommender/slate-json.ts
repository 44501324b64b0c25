import type { Slate, SlateItem } from '#libs/contracts';
import { JsonBytes } from './json-bytes.js';

const json = new JsonBytes();

/** @returns the body of `GET /recommendations`: what JSON.stringify writes, scores to six digits after the point. */
export function slateJson(slate: Slate): string {
  json.anew().raw('{"site":').text(slate.site);
  json.raw(',"session":').text(slate.session);
  json.raw(',"slate":').text(slate.slate);
  json.raw(',"strategy":').text(slate.strategy);
  json.raw(',"items":[');
  for (let at = 0; at < slate.items.length; at++) addItem(slate.items[at], at);
  json.raw('],"experiments":').value(slate.experiments);
  json.raw(',"experimentsRevision":').text(slate.experimentsRevision);
  json.raw(',"tables":').text(slate.tables);
  json.raw(',"sessionEvents":').number(slate.sessionEvents);
  json.raw(',"asOf":').text(slate.asOf);
  json.raw(',"degraded":');
  if (slate.degraded.length === 0) json.raw('[]');
  else json.value(slate.degraded);
  if (slate.after !== undefined) json.raw(',"after":').value(slate.after);
  if (slate.forced !== undefined) json.raw(',"forced":').text(slate.forced);
  return json.raw('}').take();
}

function addItem(item: SlateItem | undefined, at: number): void {
  if (!item) return;
  json.raw(at === 0 ? '{"item":' : ',{"item":').text(item.item);
  json.raw(',"score":').number(item.score);
  json.raw(',"because":').text(item.because);
  json.raw(',"source":').text(item.source);
  if (item.team !== undefined) json.raw(',"team":').text(item.team);
  json.raw('}');
}
