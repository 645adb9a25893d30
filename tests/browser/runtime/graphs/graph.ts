/**
 * Random graphs of tasks that calculate with whole numbers, so that the result of each can be checked against an
 * evaluation without a cluster. Everything follows from the seed.
 */
import { randomIndex } from '../../../../src/runtime/simulator/random';

export interface GraphTask {
  /**
   * plain: calculates. nested: submits the calculation as a task of its own and waits for it. pair: returns its result
   * and the complement of it as two objects.
   */
  readonly kind: 'plain' | 'nested' | 'pair';
  readonly salt: number;
  /** What it is given: results of earlier tasks; of a pair, the second result where `isSecond`. */
  readonly inputs: readonly { readonly task: number; readonly isSecond: boolean }[];
}

const MAX_INPUTS = 4;

/** @param size how many tasks it has */
export function randomGraph(seed: number, size: number): GraphTask[] {
  const below = randomIndex(seed);
  // A narrow window makes deep graphs, a wide one flat ones.
  const window = 1 + below(size);
  const graph: GraphTask[] = [];
  for (let index = 0; index < size; index++) {
    const reach = Math.min(index, window);
    const count = reach === 0 ? 0 : below(MAX_INPUTS + 1);
    const inputs = Array.from({ length: count }, () => {
      const task = index - 1 - below(reach);
      return { task, isSecond: graph[task]!.kind === 'pair' && below(2) === 1 };
    });
    const draw = below(20);
    const kind = draw === 0 ? 'nested' : draw === 1 ? 'pair' : 'plain';
    graph.push({ kind, salt: below(2 ** 32), inputs });
  }
  return graph;
}

/** What a task calculates: a whole number of 32 bits, in which the order of the inputs tells. */
export function combine(salt: number, ...inputs: readonly number[]): number {
  let sum = salt | 0;
  for (const input of inputs) sum = (Math.imul(sum ^ input, 0x9e3779b1) + 1) | 0;
  return sum ^ (sum >>> 15);
}

/** The result of every task, calculated one after another; of a pair, the first one. */
export function evaluate(graph: readonly GraphTask[]): number[] {
  const results: number[] = [];
  for (const { salt, inputs } of graph) {
    const values = inputs.map(({ task, isSecond }) => (isSecond ? ~results[task]! : results[task]!));
    results.push(combine(salt, ...values));
  }
  return results;
}
