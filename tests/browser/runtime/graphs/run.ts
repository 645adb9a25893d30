import { free, get, init, remote, type ObjectRef } from '../../../../src/runtime';
import type { GraphTask } from './graph';
import type { GraphTasks } from './graph.worker';
import worker from './graph.worker?worker&url';

export function startGraphCluster(options: { readonly sharedMemory?: boolean } = {}) {
  return init({ worker, numCpus: 2, ...options });
}

/** Submits every task at once, those it depends on by reference; resolves with the result of each, and frees them. */
export async function runGraph(graph: readonly GraphTask[]): Promise<number[]> {
  const refs: (readonly [ObjectRef<number>, ObjectRef<number>?])[] = [];
  for (const { kind, salt, inputs } of graph) {
    const args = inputs.map(({ task, isSecond }) => refs[task]![isSecond ? 1 : 0]!);
    if (kind === 'pair') {
      const [first, second] = remote<GraphTasks['pair']>('pair')
        .options({ numReturns: 2 })
        .remote(salt, ...args);
      refs.push([first!, second!]);
    } else refs.push([remote<GraphTasks['plain']>(kind).remote(salt, ...args)]);
  }
  const results = await get(refs.map(([first]) => first));
  free(refs.flatMap(([first, second]) => (second ? [first, second] : [first])));
  return results;
}
