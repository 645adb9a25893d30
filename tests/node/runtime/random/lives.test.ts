import fc from 'fast-check';
import { expect, test } from 'vitest';
import { returnsOf } from '../../../../src/runtime/protocol';
import { groupBy } from '../trace/validate';
import { FakeTab } from './fake-tab';
import { anyLife, type Life } from './life';
import { Player } from './player';
import { sizesOf } from './sizes';

/** What is kept on purpose: how long functions take, what the state API tells of the past, and actors that are dead. */
const KEPT = /durations\.|history\.|roll\.|actors\.actors(\{\}\.creation\b.*)?$/;

function live(life: Life): Player {
  const player = new Player(life);
  player.play(life.steps);
  return player;
}

/** Whatever the driver, the workers and chance do. */
function always(check: (player: Player, life: Life) => void): void {
  fc.assert(
    fc.property(anyLife, (life) => {
      const player = live(life);
      check(player, life);
    }),
    { numRuns: 100 },
  );
}

test('every task ends exactly once, in its last attempt, and nothing is said of it afterwards', () => {
  always((player) => {
    player.finish();
    const log = groupBy(player.tab.events, ({ taskId }) => taskId);
    for (const { id } of player.submitted) {
      const events = log.get(id) ?? [];
      if (events.length === 0 && id.includes('.')) continue; // Its parent's thread died before it was submitted.
      const attempts = events.map(({ attempt }) => attempt);
      expect(attempts, id).toEqual([...attempts].sort((a, b) => a - b));
      for (let attempt = 0; attempt <= attempts.at(-1)!; attempt++) {
        const states = events.filter((event) => event.attempt === attempt).map(({ state }) => state);
        const ends = states.filter((state) => state === 'FINISHED' || state === 'FAILED');
        expect(ends, `${id}, attempt ${attempt}: ${states.join()}`).toHaveLength(1);
        expect(ends[0], id).toBe(states.at(-1));
      }
    }
  });
});

test('the driver is told once of each object that it waits for, and of those that it asks for', () => {
  always((player) => {
    player.finish();
    for (const task of player.submitted) {
      if (task.parent !== undefined) continue;
      for (const id of returnsOf(task)) {
        const told = player.tab.settled.get(id) ?? [];
        if (player.wanted.has(id)) expect(told.length, id).toBeGreaterThan(0);
        else expect(told.length, id).toBeLessThanOrEqual(1);
        if (!player.forgotten.has(id)) expect(told.length, id).toBeGreaterThan(0);
      }
    }
  });
});

test('a worker is given a task after everything that the task needs, and frees no block twice', () => {
  always((player) => {
    player.finish();
    expect(player.tab.allFaults()).toEqual([]);
  });
});

test('when all has ended and nobody holds a reference, nothing is left: no task, no object, no block', () => {
  always((player, { hasFlags }) => {
    player.finish();
    const { head, ledger, members } = player.tab;
    const fresh = new FakeTab(members.length, hasFlags).head;
    const leftBy = (each: object) =>
      Object.fromEntries([...sizesOf(each)].filter(([path]) => !KEPT.test(path)));
    expect(leftBy(head)).toEqual(leftBy(fresh));
    for (const { usedBytes, sealedBytes, state } of ledger.usage()) {
      expect({ usedBytes, sealedBytes, state }).toEqual({ usedBytes: 0, sealedBytes: 0, state: 'ALIVE' });
    }
  });
});

test('and every worker has room for a task again', () => {
  always((player) => {
    player.finish();
    expect(player.fill()).toEqual(player.tab.members.map(() => 1));
  });
});
