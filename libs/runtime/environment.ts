import { resolve } from 'node:path';
import { IsIn, Matches, validateSync, ValidateBy, ValidateIf } from 'class-validator';
import { IsWholeNumber, nearestOf, SITE_PATTERN } from '#libs/contracts';
import { AreAddressRanges } from './configuration.validators.js';
import type { Problem } from './read-section.js';

const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the environment says, read once. */
export interface Environment {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host: string;
  /** Absolute path of FRESHET_DATA. */
  readonly dataFolder: string;
  /** Site of a request that names none. */
  readonly defaultSite: string;
  /** Asked of DELETE, /metrics and /docs once it is set. */
  readonly adminToken?: string;
  /** `host:port` of each bootstrap broker; absent: the embedded log. */
  readonly kafkaBrokers?: readonly string[];
  /** Absent: the embedded store. */
  readonly redisUrl?: string;
  /** Origin of the service that the demo film site embeds; absent: its own, as behind a front door. */
  readonly serviceUrl?: string;
  /** Proxies in front of this process, as CIDR ranges, besides those of the configuration file. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: LogLevel;
  readonly experimentsFile: {
    /** Absolute. */
    readonly path: string;
    /** By FRESHET_EXPERIMENTS; the default one may be missing. */
    readonly isNamed: boolean;
  };
}

const EXPERIMENTS_FILE_DEFAULT = 'config/experiments.yaml';

const isGiven = (_: unknown, value: unknown): boolean => value !== undefined;
const ORIGIN = /^https?:\/\/[^\s/;,'"]+$/;
const BROKERS = /^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/;

/** The variables by their names, so that a problem names what to change. */
class EnvironmentVariables {
  @IsWholeNumber(0, 65_535, 'must be a whole number from 0 (which takes a free port) to 65535')
  PORT = 3000;

  @Matches(/^\S+$/, { message: 'must be a host name or an address' })
  HOST = '0.0.0.0';

  @Matches(/\S/, { message: 'must be a folder' })
  FRESHET_DATA = './.freshet';

  @Matches(SITE_PATTERN, { message: 'must be a site: 1 to 32 of a-z 0-9 -, not starting with -' })
  FRESHET_DEFAULT_SITE = 'demo';

  @ValidateIf(isGiven)
  @Matches(/^[\x21-\x7e]{8,}$/, { message: 'must be at least 8 visible ASCII characters' })
  FRESHET_ADMIN_TOKEN: string | undefined = undefined;

  @ValidateIf(isGiven)
  @Matches(BROKERS, { message: 'must be host:port, several with a comma between' })
  FRESHET_KAFKA_BROKERS: string | undefined = undefined;

  @ValidateIf(isGiven)
  @IsRedisUrl()
  FRESHET_REDIS_URL: string | undefined = undefined;

  @ValidateIf(isGiven)
  @Matches(ORIGIN, { message: 'must be an origin, such as https://freshet.example.org' })
  FRESHET_SERVICE_URL: string | undefined = undefined;

  @AreAddressRanges()
  FRESHET_TRUSTED_PROXIES: readonly string[] = [];

  @ValidateIf(isGiven)
  @Matches(/\S/, { message: 'must be a file' })
  FRESHET_EXPERIMENTS: string | undefined = undefined;

  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  FRESHET_LOG_LEVEL = 'info' as LogLevel;
}

/** Read elsewhere: by the configuration's loader, where parts are obtained, and by tests. */
const KNOWN_ELSEWHERE = /^FRESHET_(CONFIG$|CACHE$|TEST_)/;

/** @returns the environment, complete with defaults, and everything that is wrong with it. No value is repeated: one may be a secret. */
export function readEnvironment(env: NodeJS.ProcessEnv): { environment: Environment; problems: Problem[] } {
  const variables = new EnvironmentVariables();
  const target = variables as unknown as Record<string, unknown>;
  for (const name of Object.keys(variables)) {
    const text = env[name];
    // An empty variable is how compose files and shells say that it is not set.
    if (text === undefined || text === '') continue;
    target[name] = READERS[name]?.(text) ?? text;
  }
  const invalid = validateSync(variables).map(({ property, constraints }) => ({
    path: property,
    message: Object.values(constraints ?? {}).join('; '),
  }));
  return {
    environment: environmentOf(variables),
    problems: [...invalid, ...misspelt(env, Object.keys(variables))],
  };
}

function environmentOf(variables: EnvironmentVariables): Environment {
  return {
    port: variables.PORT,
    host: variables.HOST,
    dataFolder: resolve(variables.FRESHET_DATA),
    defaultSite: variables.FRESHET_DEFAULT_SITE,
    trustedProxies: variables.FRESHET_TRUSTED_PROXIES,
    logLevel: variables.FRESHET_LOG_LEVEL,
    experimentsFile: {
      path: resolve(variables.FRESHET_EXPERIMENTS ?? EXPERIMENTS_FILE_DEFAULT),
      isNamed: variables.FRESHET_EXPERIMENTS !== undefined,
    },
    ...(variables.FRESHET_ADMIN_TOKEN !== undefined && { adminToken: variables.FRESHET_ADMIN_TOKEN }),
    ...(variables.FRESHET_KAFKA_BROKERS !== undefined && {
      kafkaBrokers: variables.FRESHET_KAFKA_BROKERS.split(','),
    }),
    ...(variables.FRESHET_SERVICE_URL !== undefined && { serviceUrl: variables.FRESHET_SERVICE_URL }),
    ...(variables.FRESHET_REDIS_URL !== undefined && { redisUrl: variables.FRESHET_REDIS_URL }),
  };
}

/** A variable that looks like one of ours and is none would otherwise be a setting that silently does nothing. */
function misspelt(env: NodeJS.ProcessEnv, known: readonly string[]): Problem[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('FRESHET_') && !known.includes(name) && !KNOWN_ELSEWHERE.test(name))
    .flatMap((name) => {
      const nearest = nearestOf(name, [...known, 'FRESHET_CONFIG']);
      return nearest === undefined
        ? []
        : [{ path: name, message: `is not a variable. Did you mean ${nearest}?` }];
    });
}

/** Variables that are more than a text. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  PORT: wholeNumber,
  FRESHET_TRUSTED_PROXIES: (text) => text.split(','),
};

function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

function IsRedisUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isRedisUrl',
    validator: {
      validate: (text: unknown) =>
        typeof text === 'string' && URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol),
      defaultMessage: () => 'must be redis://host:port or rediss://host:port',
    },
  });
}
