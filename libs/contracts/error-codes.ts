/** The error catalogue: the HTTP status each code answers with (500 where a code never crosses HTTP) and what to do. */
export const ERROR_CATALOGUE = {
  FRESHET_BODY_UNREADABLE: {
    status: 400,
    remedy: 'Send one JSON object, UTF-8, without __proto__ or constructor.prototype keys.',
  },
  FRESHET_BATCH_INVALID: {
    status: 400,
    remedy: 'Send {"site", "sentAt", "events": [...]}; details name each field.',
  },
  FRESHET_EVENT_INVALID: {
    status: 400,
    remedy: 'Correct the fields that the message names; the rest of the batch stands.',
  },
  FRESHET_EVENT_TIME_INVALID: {
    status: 400,
    remedy:
      "Send ts and sentAt by one clock, in milliseconds since 1970: together they are beyond a clock's error.",
  },
  FRESHET_QUERY_INVALID: { status: 400, remedy: 'Correct the query parameters that details name.' },
  FRESHET_SITE_UNKNOWN: {
    status: 404,
    remedy: 'Add the site to config/freshet.yaml or import something for it.',
  },
  FRESHET_ROUTE_UNKNOWN: { status: 404, remedy: 'See /docs for the paths this service answers.' },
  FRESHET_REQUEST_UNREADABLE: { status: 400, remedy: 'Send HTTP/1.1.' },
  FRESHET_HEADERS_TOO_LARGE: { status: 431, remedy: 'Send at most 16 KiB of headers.' },
  FRESHET_REQUEST_TIMEOUT: { status: 408, remedy: 'Send the request again, faster.' },
  FRESHET_BODY_TOO_LARGE: { status: 413, remedy: 'Send at most 100 events and 256 KiB a batch.' },
  FRESHET_MEDIA_TYPE: { status: 415, remedy: 'Send application/json or text/plain.' },
  FRESHET_ORIGIN_REFUSED: {
    status: 403,
    remedy: "Add the page's origin to the site in config/freshet.yaml.",
  },
  FRESHET_UNAUTHORIZED: { status: 401, remedy: 'Send Authorization: Bearer with FRESHET_ADMIN_TOKEN.' },
  FRESHET_RATE_LIMITED: { status: 429, remedy: 'Send the batch again after Retry-After seconds.' },
  FRESHET_OVERLOADED: {
    status: 503,
    remedy: 'Send the same batch again after Retry-After seconds: the log is slower than what arrives.',
  },
  FRESHET_DEADLINE_PASSED: {
    status: 503,
    remedy:
      'Send the same batch again after Retry-After seconds: it may have arrived, and ids make it count once.',
  },
  FRESHET_LOG_UNAVAILABLE: {
    status: 503,
    remedy: 'Send the same batch again after Retry-After seconds: ids make it count once.',
  },
  FRESHET_STORE_UNAVAILABLE: {
    status: 503,
    remedy:
      'Ask again after Retry-After seconds. Look at the session store: recommendations go on without it and say so.',
  },
  FRESHET_APP_UNAVAILABLE: {
    status: 503,
    remedy:
      'Ask again after Retry-After seconds. Look at the log of the app that answers this path behind the front door.',
  },
  FRESHET_INTERNAL: { status: 500, remedy: 'Report it with the log line of the same time.' },
  FRESHET_PORT_UNAVAILABLE: { status: 500, remedy: 'Stop what listens on the port, or set PORT.' },
  FRESHET_CONFIG_INVALID: { status: 500, remedy: 'Correct every problem that is listed, then start again.' },
  FRESHET_DATA_IN_USE: {
    status: 500,
    remedy: 'Stop the other service, or give this one a FRESHET_DATA of its own.',
  },
  FRESHET_RECORD_INVALID: {
    status: 500,
    remedy: 'Look at the dead-letter topic for the record and its reason.',
  },
  FRESHET_STATE_UNREADABLE: { status: 500, remedy: 'The session is folded again from the log.' },
  FRESHET_TABLES_CORRUPT: { status: 500, remedy: 'Build again, or roll back to the version before.' },
  FRESHET_TABLES_MISSING: { status: 500, remedy: 'Import history, then build and publish.' },
  FRESHET_HISTORY_UNREADABLE: { status: 500, remedy: 'Move the named file away and import it again.' },
  FRESHET_IMPORT_INVALID: { status: 500, remedy: 'Correct the file as the message says.' },
  FRESHET_PUBLISH_REFUSED: { status: 500, remedy: 'Read why, correct it, or publish with --force.' },
  FRESHET_EXPERIMENTS_INVALID: {
    status: 500,
    remedy: 'Correct every problem that is listed; services go on with the file as it was before.',
  },
  FRESHET_EXPERIMENT_UNKNOWN: { status: 500, remedy: 'Name an experiment of the experiments file.' },
  FRESHET_PART_UNAVAILABLE: { status: 500, remedy: 'Run the one command that the message names.' },
} as const satisfies Record<`FRESHET_${string}`, { status: number; remedy: string }>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** The body of every error. */
export interface ErrorAnswer {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly details: readonly unknown[];
  };
}
