import type { Command } from './command.js';

/** A command that goes on running, and how to reach what it started. */
export interface PartCommand extends Command {
  /** How to send a signal where the process that matters is not a child of ours (a container). */
  readonly signalWith?: (signal: NodeJS.Signals) => Command;
}

/** What a part needs to be given from outside. */
export interface PartPlace {
  readonly dataFolder: string;
  readonly port: number;
}

/**
 * One part as found in one place: installed, as a container image, or downloaded.
 * @typeParam Tool the programs the part is made of
 */
interface PartProgram<Tool extends string> {
  /** For messages, such as "redis-server on PATH". */
  readonly origin: string;
  /** What the part binds to so that 127.0.0.1 reaches it and nothing else does. */
  readonly listenHost: string;
  command(tool: Tool, args: readonly string[], place: PartPlace): PartCommand;
}

/**
 * One way to obtain a part.
 * @typeParam Found what having it means
 */
export interface Source<Found> {
  readonly name: 'installed' | 'docker' | 'downloaded';
  /**
   * @returns the part, ready to run
   * @throws Error saying why it cannot be had this way
   */
  obtain(log: (line: string) => void): Promise<Found>;
}

/** One way to obtain a part that is served, made of these programs. */
export type PartSource<Tool extends string> = Source<PartProgram<Tool>>;
