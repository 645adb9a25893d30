import { alloc, free, get, put, remote } from '../../../../../src/runtime';
import { LARGE_BYTES } from '../large';
import type { Row } from '../row';
import type * as tasks from '../tasks';
import { medianOf } from '../timing';

const ELEMENTS = [1, 1e3, 1e5, LARGE_BYTES / 8];

/** Allocations of one figure: the clock has steps of 5 µs. At 100 MB they must fit the store of the row. */
const ALLOCATIONS = 4;

const smallValue = remote<typeof tasks.smallValue>('smallValue');

/** A put without a copy: memory of the store is allocated, written in place (not timed) and sealed. The slowest size counts. */
export const allocSealMicros: Row = {
  cluster: 'own',
  async measure({ samples }) {
    const micros: number[] = [];
    for (const elements of ELEMENTS) micros.push(await medianOf(samples, () => allocate(elements)));
    return Math.max(...micros);
  },
};

async function allocate(elements: number): Promise<number> {
  const start = performance.now();
  const refs = Array.from({ length: ALLOCATIONS }, () => put(alloc('float64', elements)));
  const micros = ((performance.now() - start) * 1000) / ALLOCATIONS;
  free(refs);
  // The head has given the memory back when the next task has ended.
  await get(smallValue.remote());
  return micros;
}
