import { InvalidDataError } from '../errors';
import { MAX_NARROW_ROWS } from './kernel';
import type { TreePlan } from './tree-plan';

/** What WebAssembly addresses with 32 bits, less a margin for the nodes' values. */
const MAX_BYTES = 2 ** 32 - 2 ** 24;

/** The kernel's constants and stack, and what arrays take that do not depend on the table. */
const FIXED_BYTES = 167_000;
const REGRESSION_BYTES = 166_000;
const BYTES_PER_PENDING_NODE = 112;
/** Of a node of a tree without its values. Those of classes take room as nodes come: see `reserveTree` in ../kernel/tree/tree.ts. */
const BYTES_PER_NODE = 40;
const BYTES_PER_VALUE = 8;

/**
 * The bytes that the kernel reserves for a fit before the first tree grows, from the arrays in ../kernel that `reserve`
 * gives out. Where a bootstrap leaves rows out, it is about a third less.
 */
export function bytesNeeded(plan: TreePlan): number {
  const { nRows, nFeatures, nClasses, splitter, maxLeaves, isBestFirst } = plan;
  const pending = isBestFirst ? maxLeaves * (2 * BYTES_PER_PENDING_NODE + 17) : 128 * BYTES_PER_PENDING_NODE;
  const tree = (2 * maxLeaves - 1) * (BYTES_PER_NODE + (nClasses === 0 ? BYTES_PER_VALUE : 0));
  const fixed = FIXED_BYTES + (splitter === 'best' && nClasses === 0 ? REGRESSION_BYTES : 0);
  return fixed + nRows * (nFeatures * bytesPerValue(plan) + bytesPerRow(plan)) + pending + tree;
}

/** @throws InvalidDataError if the memory of WebAssembly is too small for the fit. */
export function checkMemory(plan: TreePlan): void {
  const bytes = bytesNeeded(plan);
  if (bytes > MAX_BYTES) throw tooLarge(plan, `would take ${(bytes / 1e9).toFixed(1)} GB`);
}

/** Runs what may need more memory than there is. */
export function withMemory<Result>(plan: TreePlan, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    // Where the kernel's memory cannot grow it executes `unreachable`, which it does nowhere else.
    if (error instanceof WebAssembly.RuntimeError && /unreachable/i.test(error.message)) {
      const gigabytes = (bytesNeeded(plan) / 1e9).toFixed(1);
      throw tooLarge(plan, `needs ${gigabytes} GB and more while trees grow, which were not to be had`);
    }
    throw error;
  }
}

function tooLarge({ nRows, nFeatures }: TreePlan, problem: string): InvalidDataError {
  return new InvalidDataError(
    `Training on ${nRows.toLocaleString('en')} rows × ${nFeatures.toLocaleString('en')} features ${problem}; ` +
      "WebAssembly has at most 4.3 GB. Use fewer rows or features, or the engine 'reference', which is slower.",
  );
}

/** Of a row number; see `Id` in ../kernel/id.d.ts. */
function bytesPerId({ nRows }: TreePlan): number {
  return nRows <= MAX_NARROW_ROWS ? 2 : 4;
}

/** Of what there is for each value of the table. */
function bytesPerValue(plan: TreePlan): number {
  const id = bytesPerId(plan);
  const value = 4;
  if (plan.splitter === 'random') return value;
  const sorted = value + 2 * id + 5;
  // Or less: features of few distinct values have codes of one byte, and where few are drawn there are no lists.
  if (plan.nClasses > 0) return sorted + 2 * id;
  const listsAndRowValues = 2 * id + 4;
  const blocks = 40 / 16;
  const ranks = 2 * id;
  const orders = plan.keepsOrder ? id : 0;
  return sorted + listsAndRowValues + blocks + ranks + orders;
}

/** Of what there is for each row. */
function bytesPerRow(plan: TreePlan): number {
  const id = bytesPerId(plan);
  const bag = 8 + id;
  const thresholds = 4 + 1 / 8;
  if (plan.nClasses > 0) {
    const samples = 4 + 5 * id;
    const sorting = 16 + id;
    const counting = 8;
    const partitions = 1 + id;
    return bag + samples + (plan.splitter === 'random' ? thresholds : sorting + counting + partitions);
  }
  const target = 8 + 64;
  if (plan.splitter === 'random') return bag + target + thresholds + 32 + (id === 2 ? 3 : 4) * id;
  const scoresAndContenders = 16 + 32;
  const samplesAndPartitions = 4 * id + 1 + 1 / 8;
  const smallSubtrees = 1;
  const compactSubtrees = 4 + id;
  const orders = plan.keepsOrder ? 16 + id + 4 + 18 * Math.min(1, 0x8000 / plan.nRows) : 0;
  return bag + target + scoresAndContenders + samplesAndPartitions + smallSubtrees + compactSubtrees + orders;
}
