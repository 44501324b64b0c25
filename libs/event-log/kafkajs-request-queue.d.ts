/** The part of kafkajs that `kafka-idle-timers.ts` corrects; kafkajs has no types for it. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    constructor(options: {
      readonly maxInFlightRequests: number | null;
      readonly requestTimeout: number;
      readonly clientId: string;
      readonly broker: string;
      readonly logger: Record<'debug' | 'warn', (message: string) => void>;
    });
    readonly pending: readonly unknown[];
    readonly throttleCheckTimeoutId: NodeJS.Timeout | null;
    scheduleCheckPendingRequests(): void;
    checkPendingRequests(): void;
    destroy(): void;
  }
}
