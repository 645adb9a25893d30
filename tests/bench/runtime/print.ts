import type { Hardware } from '../common/machine';
import { aligned, figure } from '../common/text';
import { catalog, type RowInfo, type RowKey } from './catalog';
import type { Measured } from './measure';
import {
  daskRows,
  gateVerdict,
  goalVerdict,
  moreIsBetter,
  type DaskFigures,
  type RuntimeFigures,
} from './report';

/** A run as people are shown it. */
export interface RuntimeRun {
  /** The rows that were asked for, in the order of a round. */
  readonly rows: readonly RowKey[];
  readonly figures: RuntimeFigures;
  readonly dask: DaskFigures;
  readonly absent: Measured['absent'];
  readonly browser: string;
  readonly hardware: Hardware;
  readonly rounds: number;
}

/** The run as a table: a line for each row, then why rows are empty, then where it was measured. */
export function runtimeLines(run: RuntimeRun): string[] {
  const { rows, absent, browser, hardware, rounds, dask } = run;
  const { cores, cpu, platform } = hardware;
  return [
    ...aligned([
      ['row', 'unit', 'Ray (64 cores)', 'Dask here', 'here', 'goal', '', 'gate in this run', ''],
      ...rows.map((key) => cells(key, run)),
    ]),
    ...[...absent].map(([key, { kind, reason }]) => `${catalog[key].title}: ${kind}, ${reason}`),
    "Ray's figures are those of Ray 2.x on another machine, a server of 64 cores; goals are absolute, gates are within this run.",
    `Chromium ${browser}, ${dask.version === null ? 'Dask not measured' : `Dask distributed ${dask.version}`}, ` +
      `${cores} cores (${cpu}, ${platform}), medians of ${rounds} rounds`,
  ];
}

function cells(key: RowKey, { figures, dask, absent }: RuntimeRun): string[] {
  const info = catalog[key];
  const value = figures[key];
  const gate = gateVerdict(key, figures);
  const [daskRow] = daskRows.filter((row) => row === key);
  return [
    info.peer === undefined ? info.title : `(${info.title})`,
    info.unit,
    info.ray ?? '–',
    amount(daskRow === undefined ? null : dask[daskRow]),
    absent.get(key)?.kind ?? amount(value),
    goalText(info),
    goalVerdict(key, value) ?? '',
    info.gate
      ? `${figure(gate?.ratio ?? null)} × ${catalog[info.gate.peer].peer ?? ''}, needs ${info.gate.atLeast}`
      : '',
    gate?.verdict ?? '',
  ];
}

function goalText(info: RowInfo): string {
  if (info.goal === undefined) return '';
  return `${moreIsBetter(info) ? '≥' : '≤'} ${amount(info.goal)}`;
}

/** Three digits that matter, and thousands that can be read. */
function amount(value: number | null): string {
  return value !== null && value >= 1000
    ? Math.round(Number(value.toPrecision(3))).toLocaleString('en')
    : figure(value);
}
