import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shutdown } from '../../../src/runtime';
import { collectEvents } from '../../browser/runtime/cluster';
import { evaluate, randomGraph } from '../../browser/runtime/graphs/graph';
import { runGraph, startGraphCluster } from '../../browser/runtime/graphs/run';

const SEEDS = Array.from({ length: 50 }, (_, index) => index + 1);

describe('10,000 tasks on two workers, one graph after another', () => {
  let log: ReturnType<typeof collectEvents>;

  beforeAll(async () => {
    log = collectEvents();
    await startGraphCluster();
  });
  afterAll(async () => {
    log.stop();
    await shutdown();
  });

  test.each(SEEDS)('give what one thread calculates, whatever depends on what: seed %i', async (seed) => {
    const graph = randomGraph(seed, 10_000);
    log.events.length = 0;
    expect(await runGraph(graph)).toEqual(evaluate(graph));
    const ends = new Map<string, number>();
    for (const { taskId, state } of log.tasks()) {
      if (state === 'FINISHED' || state === 'FAILED') ends.set(taskId, (ends.get(taskId) ?? 0) + 1);
    }
    const nested = graph.filter(({ kind }) => kind === 'nested').length;
    expect(ends.size).toBe(graph.length + nested);
    expect(new Set(ends.values())).toEqual(new Set([1]));
  });
});
