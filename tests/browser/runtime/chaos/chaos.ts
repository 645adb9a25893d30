import { expect } from 'vitest';
import type { Dataset } from '../../../../src/datasets';
import { counters, listObjects, listTasks, shutdown, subscribe } from '../../../../src/runtime';
import { collectEvents } from '../cluster';
import { Killer, type KillerPlan } from './killer';
import { startLesson, trainForests, trainings } from './lesson';

export interface Chaos extends Pick<KillerPlan, 'seed' | 'kills' | 'losses'> {
  readonly workers: number;
}

/** The lesson's errors when nothing goes wrong. */
export async function trainUndisturbed(dataset: Dataset, workers: number): Promise<number[]> {
  await startLesson(workers);
  const errors = await trainForests(dataset, workers);
  await shutdown();
  return errors;
}

/** Trains while workers are ended and objects lost, and checks that the cluster has forgotten nothing and keeps nothing. */
export async function trainInChaos(dataset: Dataset, { workers, ...plan }: Chaos): Promise<number[]> {
  const killer = new Killer({ ...plan, prey: 'trainTrees', runs: trainings });
  const log = collectEvents();
  const stopKiller = subscribe(killer.watch);
  try {
    await startLesson(workers);
    const errors = await trainForests(dataset, workers);
    expect(killer.kills).toBe(plan.kills);
    expect(killer.lost.length).toBe(plan.losses);
    const deaths = log.of('worker').filter(({ state }) => state === 'DEAD');
    expect(deaths.map(({ reason }) => reason)).toEqual(deaths.map(() => 'it was killed by killWorker()'));
    expect(deaths).toHaveLength(plan.kills);
    expectEveryTaskOnce(log, killer.lost);
    await expectEmpty();
    return errors;
  } finally {
    stopKiller();
    log.stop();
    await shutdown();
  }
}

/** Every task has run to completion, once; if its result was lost and needed, once more for each time. */
function expectEveryTaskOnce(log: ReturnType<typeof collectEvents>, lost: readonly string[]): void {
  const completions = new Map<string, number>();
  for (const { taskId, state } of log.tasks()) {
    completions.set(taskId, (completions.get(taskId) ?? 0) + (state === 'FINISHED' ? 1 : 0));
  }
  let rebuilt = 0;
  for (const [taskId, times] of completions) {
    const losses = lost.filter((id) => id === taskId).length;
    expect(times, `${taskId} has run to completion`).toBeGreaterThan(0);
    expect(times, `${taskId} was lost ${losses} times`).toBeLessThanOrEqual(1 + losses);
    rebuilt += times - 1;
  }
  // Most are lost before somebody has needed them; else nothing was tried.
  if (lost.length > 0) expect(rebuilt).toBeGreaterThan(0);
}

/** No task is left, no object, no byte of the store and no reference. */
async function expectEmpty(): Promise<void> {
  expect(
    await listTasks({
      filters: [
        ['state', '!=', 'FINISHED'],
        ['state', '!=', 'FAILED'],
      ],
    }),
  ).toEqual([]);
  await expect
    .poll(
      async () => {
        globalThis.gc!();
        const { objects, storeBytes } = await counters();
        return { objects, storeBytes, known: await listObjects() };
      },
      { timeout: 20_000 },
    )
    .toEqual({ objects: 0, storeBytes: 0, known: [] });
}
