import type { Figures } from '../common/rounds';
import { catalog, type RowInfo, type RowKey } from './catalog';

/** A figure of every row in its unit; null: not measured. */
export type RuntimeFigures = Figures<RowKey>;

/** The rows that Dask has as well. */
export const daskRows = [
  'tasksSync',
  'tasksAsync',
  'actorSync',
  'actorAsync',
  'putSmall',
  'getSmall',
  'putGBps',
  'getLargeFirstMicros',
  'startMs',
] as const satisfies readonly RowKey[];
export type DaskRow = (typeof daskRows)[number];

/** Dask's figures on this machine; all null where there is no Dask. */
export interface DaskFigures extends Record<DaskRow, number | null> {
  version: string | null;
}

/** The rows that `--json` writes, in its order. */
const reported = [
  'tasksSync',
  'tasksSyncInWorker',
  'tasksAsync',
  'actorSync',
  'actorAsync',
  'putSmall',
  'getSmall',
  'putGBps',
  'allocSealMicros',
  'getLargeFirstMicros',
  'getLargeCachedMicros',
  'wait1k',
  'startMs',
  'cancelMs',
  'rawRoundTrip',
  'comlinkAsync1000',
  'sharedSetGBps',
  'clone100MBms',
  'busyWithBlockedMainPercent',
] as const satisfies readonly RowKey[];

export type RuntimeReport = Record<(typeof reported)[number], number | null> & { dask: DaskFigures };

export const noDask: DaskFigures = {
  version: null,
  tasksSync: null,
  tasksAsync: null,
  actorSync: null,
  actorAsync: null,
  putSmall: null,
  getSmall: null,
  putGBps: null,
  getLargeFirstMicros: null,
  startMs: null,
};

export function runtimeReport(figures: RuntimeFigures, dask: DaskFigures): RuntimeReport {
  const rows = Object.fromEntries(reported.map((key) => [key, figures[key]]));
  return { ...(rows as Omit<RuntimeReport, 'dask'>), dask };
}

export type Verdict = 'met' | 'missed' | null;

/** Whether a row reaches its goal; null without a figure or a goal. */
export function goalVerdict(key: RowKey, value: number | null): Verdict {
  const { goal } = catalog[key];
  if (goal === undefined || value === null) return null;
  return (moreIsBetter(catalog[key]) ? value >= goal : value <= goal) ? 'met' : 'missed';
}

/** How many times as fast as its peer a row is in this run, and whether that is enough; null without both figures. */
export function gateVerdict(
  key: RowKey,
  figures: RuntimeFigures,
): { readonly ratio: number; readonly verdict: Verdict } | null {
  const { gate } = catalog[key];
  const own = figures[key];
  const peer = gate && figures[gate.peer];
  if (!gate || own === null || peer === null || peer === undefined) return null;
  const ratio = moreIsBetter(catalog[key]) ? own / peer : seconds(gate.peer, peer) / seconds(key, own);
  return { ratio, verdict: ratio >= gate.atLeast ? 'met' : 'missed' };
}

export function moreIsBetter({ unit }: RowInfo): boolean {
  return unit === '/s' || unit === 'GB/s' || unit === '%';
}

function seconds(key: RowKey, value: number): number {
  return value / (catalog[key].unit === 'ms' ? 1e3 : 1e6);
}
