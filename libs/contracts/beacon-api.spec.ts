import { describe, expectTypeOf, it } from 'vitest';
import type * as api from '../beacon/api.js';
import type { ClickstreamEvent, EventType, Slate } from './index.js';

/** What the beacon tells pages of events and slates is what the service takes and answers; the type check holds it. */
describe('The types that pages see', () => {
  it('are those of the events that the service takes', () => {
    expectTypeOf<api.BeaconEvent['type']>().toEqualTypeOf<EventType>();
    expectTypeOf<keyof api.BeaconEvent>().toEqualTypeOf<keyof ClickstreamEvent>();
  });

  it('are those of the slates that the service answers', () => {
    expectTypeOf<api.Slate>().toEqualTypeOf<Slate>();
  });
});
