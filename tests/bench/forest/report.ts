import type { Section } from './options';
import type { Contender, EngineName } from './page/engine';
import type { Schedule } from './page/schedule';
import type { Hardware } from '../common/machine';
import type { Figures } from '../common/rounds';
import { ratio, smallest } from '../common/statistics';

/** A figure of scikit-learn and of each engine. */
export type ContenderFigures = Figures<'sklearn' | Contender>;

/** Milliseconds a tree, and how many times faster than scikit-learn an engine is. Null: not measured. */
export interface FitFigures {
  sklearnMs: number | null;
  exactMs: number | null;
  turboMs: number | null;
  exactRatio: number | null;
  turboRatio: number | null;
}

/** Nanoseconds to predict a row with a tree; `ratio` is scikit-learn's to the slower engine's. */
export interface PredictFigures {
  sklearnNs: number | null;
  exactNs: number | null;
  turboNs: number | null;
  ratio: number | null;
}

/** Mean squared errors on California's test rows, one for each seed. */
export interface MseFigures {
  seeds: readonly number[];
  sklearn: (number | null)[];
  exact: (number | null)[];
  turbo: (number | null)[];
}

/** Bytes of WebAssembly memory that a worker holds after training; null where no WebAssembly is involved. */
export interface MemoryFigures {
  california: { exactBytes: number | null; turboBytes: number | null };
  /** A turbo tree on 1,000,000 × 10 numbers: its memory, or the sentence with which the engine refused. */
  millionRows: { bytes: number | null; seconds: number | null; refusal: string | null };
}

/** The job of the lesson with one engine. `efficiency` is one worker's time over twice that of two workers. */
export interface JobFigures {
  oneWorkerSeconds: number;
  twoWorkersSeconds: number;
  efficiency: number;
  /** The best schedule, whose time `twoWorkersSeconds` is. */
  schedule: Schedule;
}

/** Another implementation on the California train rows, milliseconds a tree on one core. */
export interface PeerFigures {
  version: string;
  msPerTree: number;
  /** scikit-learn's time over this one's; below 1 it is slower than scikit-learn. */
  ratio: number | null;
  /** How the figure was found, where it was not simply measured. */
  note: string | null;
}

/** The report that `--json` writes. A part that was not measured is null. */
export interface BenchReport {
  california: FitFigures | null;
  growth: ({ rows: number } & FitFigures)[] | null;
  classes: ({ dataset: 'digits'; classes: 10 } & FitFigures) | null;
  features: ({ features: number } & FitFigures)[] | null;
  predict: PredictFigures | null;
  mse: MseFigures | null;
  memory: MemoryFigures | null;
  job: { exact: JobFigures | null; turbo: JobFigures | null } | null;
  peers: { ranger: PeerFigures | null; mlRandomForest: PeerFigures | null } | null;
  machine: MachineFigures;
}

export interface MachineFigures extends Hardware {
  browser: string;
  versions: { node: string; python: string | null; scikitLearn: string | null; numpy: string | null };
  /** What trained for each engine: itself, a stand-in, or null when nothing did. */
  engines: Readonly<Record<Contender, EngineName | null>>;
  quick: boolean;
  rounds: number;
}

/** The report before anything is measured. */
export function emptyReport(machine: MachineFigures): BenchReport {
  const nothing = {
    california: null,
    growth: null,
    classes: null,
    features: null,
    predict: null,
    mse: null,
    memory: null,
    job: null,
    peers: null,
  } satisfies Record<Section, null>;
  return { ...nothing, machine };
}

/** @param ms milliseconds a tree. */
export function fitFigures(ms: ContenderFigures): FitFigures {
  return {
    sklearnMs: ms.sklearn,
    exactMs: ms.exact,
    turboMs: ms.turbo,
    exactRatio: ratio(ms.sklearn, ms.exact),
    turboRatio: ratio(ms.sklearn, ms.turbo),
  };
}

/** @param ns nanoseconds a row and tree. */
export function predictFigures(ns: ContenderFigures): PredictFigures {
  return {
    sklearnNs: ns.sklearn,
    exactNs: ns.exact,
    turboNs: ns.turbo,
    ratio: smallest([ratio(ns.sklearn, ns.exact), ratio(ns.sklearn, ns.turbo)]),
  };
}

/**
 * @param oneWorkerSeconds the median of the lesson's own run on one worker.
 * @param twoWorkersSeconds medians by schedule.
 * @returns the figures of the best schedule; null if there is none.
 */
export function jobFigures(
  oneWorkerSeconds: number | null,
  twoWorkersSeconds: ReadonlyMap<Schedule, number>,
): JobFigures | null {
  const [best] = [...twoWorkersSeconds].sort(([, a], [, b]) => a - b);
  if (!best || oneWorkerSeconds === null) return null;
  const [schedule, seconds] = best;
  return {
    oneWorkerSeconds,
    twoWorkersSeconds: seconds,
    efficiency: oneWorkerSeconds / (2 * seconds),
    schedule,
  };
}
