import type { RowKey } from '../catalog';

/** How long a row is measured in one round. */
export interface Effort {
  /** Calls before the clock starts: compilers are done with the hot code by then. */
  readonly warmUpMs: number;
  /** A row of many calls counts them for so long. */
  readonly timedMs: number;
  /** A row of few long calls makes so many. */
  readonly samples: number;
}

/** What the bench page offers to the program that drives it. */
export interface RuntimeBenchPage {
  /** The rows that the runtime has no functions for yet, and which it lacks. */
  missing(): Promise<Partial<Record<RowKey, string>>>;
  /** Measures a row once and answers in the row's unit. */
  measure(key: RowKey, effort: Effort): Promise<number>;
}

declare global {
  interface Window {
    runtimeBench: RuntimeBenchPage;
  }
}
