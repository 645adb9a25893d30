import type { Contender, EngineName, ForestKind } from './engine';
import type { Schedule } from './schedule';
import type { TableFile } from './table';

export interface FitRequest {
  readonly table: TableFile;
  readonly kind: ForestKind;
  readonly engine: Contender;
  readonly trees: number;
  readonly seed: number;
}

export interface PredictRequest {
  readonly table: TableFile;
  /** The forest that this engine trained last predicts. */
  readonly engine: Contender;
  readonly repeats: number;
}

export interface Predicted {
  /** For one prediction of the whole table. */
  readonly seconds: number;
  readonly mse: number;
}

export interface MemoryUse {
  /** WebAssembly memory after the fit; null without WebAssembly. */
  readonly bytes: number | null;
  readonly seconds: number | null;
  /** The error with which the fit ended, if it did. */
  readonly refusal: string | null;
}

export interface JobRequest {
  readonly train: TableFile;
  readonly test: TableFile;
  readonly engine: Contender;
  readonly schedule: Schedule;
  readonly workers: number;
  /** Trees of each forest. */
  readonly sizes: readonly number[];
}

export interface JobResult {
  /** From the first submit until the predictions of every forest are there. */
  readonly seconds: number;
  /** Mean squared error of each forest. */
  readonly mses: readonly number[];
}

/** What the worker that trains can do; one worker serves the whole benchmark, so that it stays warm. */
export interface Trainer {
  engines(): Promise<Record<Contender, EngineName | null>>;
  /** Seconds that `fit` took. */
  fit(request: FitRequest): Promise<number>;
  predict(request: PredictRequest): Promise<Predicted>;
  /** Fits once and tells the memory; for a worker that has not done anything yet. */
  memory(request: FitRequest): Promise<MemoryUse>;
}

/** What the bench page offers to the program that drives it. */
export interface BenchPage extends Trainer {
  /** Starts a cluster, warms it up, and trains and scores the forests on it. */
  job(request: JobRequest): Promise<JobResult>;
}

declare global {
  interface Window {
    bench: BenchPage;
  }
}
