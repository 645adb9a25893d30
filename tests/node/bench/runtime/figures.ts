import { rowKeys, type RowKey } from '../../../bench/runtime/catalog';
import type { RuntimeFigures } from '../../../bench/runtime/report';

/** The figures of a run in which only some rows were measured. */
export function figuresOf(measured: Partial<Record<RowKey, number>>): RuntimeFigures {
  return Object.fromEntries(rowKeys.map((key) => [key, measured[key] ?? null])) as RuntimeFigures;
}
