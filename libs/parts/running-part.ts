/** How a part is started. */
export interface PartOptions {
  /** Everything the part writes lives here; starting again with the same folder finds it again. */
  readonly dataFolder: string;
  /** Left out: a free one. */
  readonly port?: number;
  /** Further settings in the part's own words, such as `{ maxmemory: '64mb' }`; they win over the defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told what is being obtained and started, one line a step. */
  readonly log?: (line: string) => void;
}

export interface RestartOptions {
  /** True: as a replacement without the data, instead of the same one come back. */
  readonly emptied?: boolean;
}

/** A real part, listening on 127.0.0.1 only. It ends with the process that started it, however that one ends. */
export interface RunningPart {
  readonly port: number;
  /** Of the running process; another one after `restart`. */
  readonly pid: number;
  /** Where the program came from, for messages. */
  readonly origin: string;
  /** Ends it in the orderly way, or with the signal named; resolves once it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Ends it without giving it a chance to clean up; resolves once it is gone. */
  kill(): Promise<void>;
  /** Stops it if it still runs, starts it on the same port and data; resolves once it answers. */
  restart(options?: RestartOptions): Promise<void>;
  /** Stops it from answering while its connections stay open, until `thaw`. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

export interface RunningKafka extends RunningPart {
  /** As kafkajs takes them. */
  readonly brokers: readonly string[];
}

export interface RunningRedis extends RunningPart {
  /** As ioredis takes it. */
  readonly url: string;
}
