import { afterEach, describe, expect, test } from 'vitest';
import { shutdown } from '../../../../src/runtime';
import { evaluate, randomGraph } from './graph';
import { runGraph, startGraphCluster } from './run';

afterEach(() => shutdown());

describe.each([true, false])('1,000 tasks on two workers (sharedMemory: %s)', (sharedMemory) => {
  test.each([1, 2, 3])('give what one thread calculates, whatever depends on what: seed %i', async (seed) => {
    await startGraphCluster({ sharedMemory });
    const graph = randomGraph(seed, 1000);
    expect(await runGraph(graph)).toEqual(evaluate(graph));
  });
});
