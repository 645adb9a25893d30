import type { EngineName } from '../forest';
import type { LessonEngine, Schedule } from './settings';
import type { ScoredModel } from './tasks';

/** What became of one forest in one run. */
export type Outcome =
  | { readonly status: 'done'; readonly model: ScoredModel }
  | { readonly status: 'failed'; readonly error: string; readonly stack?: string }
  | { readonly status: 'cancelled' };

/** One run of the lesson: sequential or parallel. Outcomes are by forest, absent while a forest waits or trains. */
export interface Run {
  readonly mode: 'sequential' | 'parallel';
  /** What the forests are asked to be trained with. */
  readonly engine: LessonEngine;
  /** How it was cut into tasks; the sequential run is always the lesson's loop. */
  readonly schedule: Schedule;
  readonly workers: number;
  readonly sizes: readonly number[];
  readonly outcomes: readonly (Outcome | undefined)[];
  /** From the first submit to the last result; undefined unless every forest was trained. */
  readonly wallSeconds: number | undefined;
}

/** The results of both runs as other programs read them. Numbers have full precision; null means not measured. */
export interface Report {
  browser: string;
  cores: number;
  workers: number;
  isolated: boolean;
  /** The engine asked for. */
  engine: LessonEngine | null;
  /** The engines that really trained, without repetition. */
  trainedWith: EngineName[];
  /** How the parallel run was cut into tasks. */
  schedule: Schedule | null;
  models: {
    nEstimators: number;
    mse: number | null;
    sequentialSeconds: number | null;
    parallelSeconds: number | null;
    /** The worker of the parallel run that trained it; null if several shared it. */
    worker: number | null;
    workers: number[] | null;
  }[];
  sequentialWallSeconds: number | null;
  parallelWallSeconds: number | null;
  speedup: number | null;
  identical: boolean | null;
}

/** The model of forest `index` if that run finished it. */
export function modelOf(run: Run | undefined, index: number): ScoredModel | undefined {
  const outcome = run?.outcomes[index];
  return outcome?.status === 'done' ? outcome.model : undefined;
}

/** How many times faster the parallel run was by the wall clock; undefined unless both runs finished the same forests. */
export function speedup(sequential: Run | undefined, parallel: Run | undefined): number | undefined {
  if (!finished(sequential) || !finished(parallel) || !sameForests(sequential, parallel)) return undefined;
  return sequential.wallSeconds / parallel.wallSeconds;
}

/**
 * Whether both runs predicted the same: every prediction of every forest, compared bit for bit.
 * Undefined unless both runs finished the same forests.
 */
export function identicalPredictions(
  sequential: Run | undefined,
  parallel: Run | undefined,
): boolean | undefined {
  if (speedup(sequential, parallel) === undefined) return undefined;
  return forestRows(sequential, parallel).every(
    (row) => row.sequential && row.parallel && sameBits(row.sequential.predictions, row.parallel.predictions),
  );
}

/** Whether two runs train the same forests: of the same sizes, with the same engine. */
export function sameForests(a: Pick<Run, 'sizes' | 'engine'>, b: Pick<Run, 'sizes' | 'engine'>): boolean {
  return a.engine === b.engine && a.sizes.join() === b.sizes.join();
}

/** The engines that really trained the forests of some runs, without repetition. */
export function trainedWith(...runs: readonly (Run | undefined)[]): EngineName[] {
  const models = runs.flatMap((run) => run?.sizes.map((_, index) => modelOf(run, index)) ?? []);
  return [...new Set(models.flatMap((model) => model?.trainedWith ?? []))];
}

/** One forest in both runs; a model is undefined unless that run finished it. */
interface ForestRow {
  readonly nEstimators: number;
  readonly sequential: ScoredModel | undefined;
  readonly parallel: ScoredModel | undefined;
}

/** Both runs forest by forest. */
export function forestRows(sequential: Run | undefined, parallel: Run | undefined): ForestRow[] {
  const sizes = (parallel ?? sequential)?.sizes ?? [];
  return sizes.map((nEstimators, index) => ({
    nEstimators,
    sequential: modelOf(sequential, index),
    parallel: modelOf(parallel, index),
  }));
}

type Finished = Run & { readonly wallSeconds: number };

function finished(run: Run | undefined): run is Finished {
  return run?.wallSeconds !== undefined && run.outcomes.every((outcome) => outcome?.status === 'done');
}

/** Doubles as 64-bit patterns, so that 0 and -0 differ and equal NaNs do not. */
function sameBits(a: Float64Array, b: Float64Array): boolean {
  const bits = (values: Float64Array) => new BigUint64Array(values.buffer, values.byteOffset, values.length);
  const [x, y] = [bits(a), bits(b)];
  return x.length === y.length && x.every((pattern, i) => pattern === y[i]);
}

/** Puts both runs into one report. */
export function report(
  machine: Pick<Report, 'browser' | 'cores' | 'workers' | 'isolated'>,
  sequential: Run | undefined,
  parallel: Run | undefined,
): Report {
  return {
    ...machine,
    engine: (parallel ?? sequential)?.engine ?? null,
    trainedWith: trainedWith(sequential, parallel),
    schedule: parallel?.schedule ?? null,
    models: forestRows(sequential, parallel).map(
      ({ nEstimators, sequential: alone, parallel: together }) => ({
        nEstimators,
        mse: (together ?? alone)?.mse ?? null,
        sequentialSeconds: alone?.seconds ?? null,
        parallelSeconds: together?.seconds ?? null,
        worker: together?.workers.length === 1 ? together.workers[0]! : null,
        workers: together ? [...together.workers] : null,
      }),
    ),
    sequentialWallSeconds: sequential?.wallSeconds ?? null,
    parallelWallSeconds: parallel?.wallSeconds ?? null,
    speedup: speedup(sequential, parallel) ?? null,
    identical: identicalPredictions(sequential, parallel) ?? null,
  };
}
