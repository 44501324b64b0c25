import { IsBoolean } from 'class-validator';
import { IsNumberBetween, IsWholeNumber, LIMITS } from '#libs/contracts';
import { AreAddressRanges, AreItems, AreOrigins } from './configuration.validators.js';

const DAY_SECONDS = 86_400;

/**
 * The sections of config/freshet.yaml. What a field starts with is its default; a field that holds another section is a
 * nested mapping. Every key that is not declared here is a mistake.
 */
class SiteFilters {
  /** Leave out items that the session has turned to already. */
  @IsBoolean({ message: '$property must be true or false' })
  seen = false;

  /** Leave out the item being viewed. */
  @IsBoolean({ message: '$property must be true or false' })
  current = false;

  /** Items that are never recommended. */
  @AreItems()
  exclude: readonly string[] = [];
}

export class SiteSettings {
  /** Origins whose pages may send and ask, `https://www.example.org`; empty: any. */
  @AreOrigins()
  origins: readonly string[] = [];

  /** The last rung: what is answered when nothing else can be, best first. */
  @AreItems()
  fixed: readonly string[] = [];

  filters = new SiteFilters();
}

class CollectorLimits {
  /** Events a second from one address (IPv6: one /64). */
  @IsWholeNumber(1, 1e9)
  addressEventsPerSecond = 20_000;

  /** Events a second of one site, from everywhere. */
  @IsWholeNumber(1, 1e9)
  siteEventsPerSecond = 200_000;

  /** Seconds' worth of events that may come at once after a pause. */
  @IsWholeNumber(1, 3600)
  burstSeconds = 2;
}

class CollectorSettings {
  /** Longest a sender waits for the log before it is refused and told to come again, milliseconds. */
  @IsWholeNumber(10, 60_000)
  deadlineMs = 2000;

  /** Events that may wait for the log at once; more are refused. */
  @IsWholeNumber(LIMITS.batchEventsMax, 10_000_000)
  inFlightEventsMax = 50_000;

  limits = new CollectorLimits();

  /** CIDR ranges of the proxies in front, whose X-Forwarded-For is believed. */
  @AreAddressRanges()
  trustedProxies: readonly string[] = [];
}

class LogSettings {
  /** How long the log keeps a record, hours. */
  @IsWholeNumber(1, 24 * 365)
  retentionHours = 72;

  /** Bytes at which the embedded log lets go of its oldest records. */
  @IsWholeNumber(16 * 1024 ** 2, 2 ** 44)
  embeddedBytesMax = 4 * 1024 ** 3;

  /** Partitions of a topic when it is created. */
  @IsWholeNumber(1, 1024)
  partitions = 32;

  /** Copies of a topic on Kafka when it is created. */
  @IsWholeNumber(1, 9)
  replicationFactor = 1;

  /** How long records are gathered into one request, milliseconds. */
  @IsWholeNumber(0, 1000)
  lingerMs = 1;

  /** A consumer that says nothing for so long is taken for dead, milliseconds. */
  @IsWholeNumber(1_000, 300_000)
  sessionTimeoutMs = 6_000;
}

class SessionSettings {
  /** A session is forgotten this long after its last event, hours by the server's clock. */
  @IsWholeNumber(1, 24 * 30)
  ttlHours = 2;

  /** How far back the log is read again after the store lost its memory, hours. */
  @IsWholeNumber(1, 24 * 30)
  refoldHours = 24;
}

class ArchiverSettings {
  /** History is written at least this often, seconds. */
  @IsWholeNumber(1, 3600)
  flushSeconds = 5;

  /** Days of archived history that are kept; imported files stay until they are removed by hand. */
  @IsWholeNumber(1, 36_500)
  retentionDays = 400;
}

class RecommenderSettings {
  /** Time one answer may take, milliseconds; what is missing by then is left out. */
  @IsWholeNumber(1, 10_000)
  budgetMs = 50;

  /** Longest wait for the session store, milliseconds. */
  @IsWholeNumber(1, 10_000)
  storeTimeoutMs = 35;

  /** How often a newly published table version is looked for, milliseconds. */
  @IsWholeNumber(10, DAY_SECONDS * 1000)
  tablesPollMs = 250;
}

/** How much an interaction counts, a view being 1. */
class InteractionSettings {
  @IsNumberBetween(0, 10)
  view = 1;

  /** A watch that was left at once. */
  @IsNumberBetween(0, 10)
  watch = 0.5;

  /** Added to a watch for the share played. */
  @IsNumberBetween(0, 10)
  progress = 1;

  @IsNumberBetween(0, 10)
  cart = 1.5;

  @IsNumberBetween(0, 10)
  purchase = 2;
}

class TablesSettings {
  /** Neighbours an item keeps. */
  @IsWholeNumber(1, 10_000)
  neighboursMax = 300;

  /** Distinct sessions a pair needs before it counts. */
  @IsWholeNumber(1, 1_000_000)
  minSessions = 1;

  /** Published versions that are kept for a rollback. */
  @IsWholeNumber(2, 1000)
  keepVersions = 5;

  interactions = new InteractionSettings();
}

/** Everything in the file but the sites, which are a mapping of any names. */
export class FileSettings {
  collector = new CollectorSettings();
  log = new LogSettings();
  session = new SessionSettings();
  archiver = new ArchiverSettings();
  recommender = new RecommenderSettings();
  tables = new TablesSettings();
}
