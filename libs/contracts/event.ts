import { Allow, IsIn, Matches, ValidateIf } from 'class-validator';
import { ID_PATTERN, SITE_PATTERN } from './identifiers.js';
import { IsItem, IsText } from './item.validator.js';
import { LIMITS } from './limits.js';
import { MayBeMissing } from './may-be-missing.validator.js';
import { IsNumberBetween, IsWholeNumber } from './number.validators.js';

export const EVENT_TYPES = ['view', 'impression', 'click', 'watch', 'cart', 'purchase', 'custom'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Types that name an item the visitor turned to: they extend the session's interactions. */
export const INTERACTION_TYPES = [
  'view',
  'watch',
  'cart',
  'purchase',
] as const satisfies readonly EventType[];
export type InteractionType = (typeof INTERACTION_TYPES)[number];

const ID_MESSAGE = '$property must be 8 to 64 of A-Z a-z 0-9 _ -';
const TIME_MESSAGE = `$property must be milliseconds since 1970: a whole number from ${LIMITS.timestampMsMin} to ${LIMITS.timestampMsMax}`;
const needsItem = (event: ClickstreamEvent): boolean =>
  event.item !== undefined || (event.type !== 'view' && event.type !== 'custom');
const namesSlate = (event: ClickstreamEvent): boolean =>
  event.slate !== undefined || event.type === 'click' || event.type === 'impression';

/** One thing a visitor did, as a sender tells it. A field that is missing stays missing: null is not a value. */
export class ClickstreamEvent {
  /** Made by the sender, unique in its session: however often the event arrives, it counts once. */
  @Matches(ID_PATTERN, { message: ID_MESSAGE })
  id!: string;

  @Matches(ID_PATTERN, { message: ID_MESSAGE })
  session!: string;

  /** Anonymous device id; a login never changes it. */
  @MayBeMissing()
  @Matches(ID_PATTERN, { message: ID_MESSAGE })
  visitor?: string;

  /**
   * Who the visitor is to the site, once logged in: a hash that the sender makes, never the login itself. The beacon's is
   * SHA-256(site, a line feed, login) in 64 hexadecimal digits.
   */
  @MayBeMissing()
  @Matches(ID_PATTERN, { message: ID_MESSAGE })
  user?: string;

  @IsIn(EVENT_TYPES, { message: `type must be one of ${EVENT_TYPES.join(', ')}` })
  type!: EventType;

  /** May be missing for view and custom only. */
  @ValidateIf(needsItem)
  @IsItem()
  item?: string;

  /** Milliseconds since 1970 by the sender's clock. */
  @IsWholeNumber(LIMITS.timestampMsMin, LIMITS.timestampMsMax, TIME_MESSAGE)
  ts!: number;

  /** The slate that was seen or clicked. */
  @ValidateIf(namesSlate)
  @Matches(ID_PATTERN, { message: ID_MESSAGE })
  slate?: string;

  /** Where in the slate, from 0. */
  @ValidateIf((event: ClickstreamEvent) => event.position !== undefined || namesSlate(event))
  @IsWholeNumber(0, LIMITS.slatePositionMax)
  position?: number;

  /** Share of the film that was played, 0 to 1. */
  @ValidateIf((event: ClickstreamEvent) => event.progress !== undefined || event.type === 'watch')
  @IsNumberBetween(0, 1)
  progress?: number;

  /** Worth of a cart or purchase, in the site's own currency. */
  @MayBeMissing()
  @IsNumberBetween(0, LIMITS.eventValueMax)
  value?: number;

  @MayBeMissing()
  @IsWholeNumber(1, LIMITS.eventQuantityMax)
  quantity?: number;

  /** What a custom event is called. */
  @ValidateIf((event: ClickstreamEvent) => event.name !== undefined || event.type === 'custom')
  @IsText(LIMITS.eventNameCharsMax)
  name?: string;

  @MayBeMissing()
  @IsText(LIMITS.urlCharsMax)
  page?: string;

  @MayBeMissing()
  @IsText(LIMITS.urlCharsMax)
  referrer?: string;
}

/** What a sender posts: the batch around its events. Each event is checked on its own, so one bad event refuses no other. */
export class EventBatch {
  @Matches(SITE_PATTERN, { message: 'site must be 1 to 32 of a-z 0-9 -, not starting with -' })
  site!: string;

  /** Milliseconds since 1970 by the sender's clock, at the moment of sending. */
  @IsWholeNumber(LIMITS.timestampMsMin, LIMITS.timestampMsMax, TIME_MESSAGE)
  sentAt!: number;

  /** State and answers as usual, but tables, readouts and statistics leave the batch out. */
  @MayBeMissing()
  @IsIn([true, false], { message: 'test must be true or false' })
  test?: boolean;

  /** Events that the sender had to drop, unsent, since its last accepted batch: its store was full. */
  @MayBeMissing()
  @IsWholeNumber(0, LIMITS.droppedEventsMax)
  dropped?: number;

  /** Checked by the collector: 1 to 100 events. */
  @Allow()
  events!: unknown[];
}
