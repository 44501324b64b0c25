/**
 * Specs against real parts that may run beside one another: they compute, or wait for what their Kafka or their browser has to do, and hold
 * nothing to a time that the other would stretch. Whatever measures, or kills or stops parts to see what becomes of it, is not among
 * them, and what is not named here runs alone.
 */
export const SIDE_BY_SIDE: string[] = [
  'apps/archiver/archiver.int-spec.ts',
  'apps/co-watch/*.int-spec.ts',
  'apps/session-state/test/kafka-and-redis.int-spec.ts',
  'apps/standalone/test/browser/{delivery,guest,privacy}.e2e-spec.ts',
  'libs/co-watch/*.int-spec.ts',
  'libs/duckdb/*.int-spec.ts',
  'libs/event-history/*.int-spec.ts',
  'libs/event-log/kafka-event-log.int-spec.ts',
  'libs/experiment-results/*.int-spec.ts',
  'libs/learning/**/*.int-spec.ts',
  'tools/freshet/test/{command-line,embed,online-equals-offline,rehearse}.e2e-spec.ts',
];
