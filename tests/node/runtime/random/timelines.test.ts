import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chromeTrace } from '../../../../src/runtime/trace/chrome-trace';
import { loadSpeedscope } from '../trace/speedscope';
import { faultsOf, groupBy } from '../trace/validate';
import { anyLife, type Life } from './life';
import { Player } from './player';

const warn = vi.fn();

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation(warn);
});
afterEach(() => {
  vi.restoreAllMocks();
  warn.mockClear();
});

/** The trace of a random life, to its end or as it stands. */
function traceOf(life: Life, toItsEnd: boolean) {
  const player = new Player(life);
  player.play(life.steps);
  if (toItsEnd) player.finish();
  return chromeTrace(player.tab.log);
}

test('the timeline of any life nests on its lanes: nested tasks, calls of actors, failures, retries, deaths', () => {
  fc.assert(
    fc.property(anyLife, fc.boolean(), (life, toItsEnd) => {
      expect(faultsOf(traceOf(life, toItsEnd))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('speedscope imports it, a profile for each lane, every slice once and without a warning', async () => {
  const importTrace = loadSpeedscope();
  await fc.assert(
    fc.asyncProperty(anyLife, async (life) => {
      const trace = traceOf(life, true);
      const slices = trace.filter((event) => event.ph === 'X');
      fc.pre(slices.length > 0);
      const lanes = [...groupBy(slices, ({ tid }) => tid)].sort(([a], [b]) => a - b);
      const profiles = await importTrace(JSON.stringify(trace));
      const countsOf = profiles.map((profile) => {
        let [open, opened, closed] = [0, 0, 0];
        profile.forEachCall(
          () => {
            open++;
            opened++;
          },
          () => {
            open--;
            closed++;
          },
        );
        return { open, opened, closed };
      });
      expect(countsOf).toEqual(
        lanes.map(([, lane]) => ({ open: 0, opened: lane.length, closed: lane.length })),
      );
      expect(warn).not.toHaveBeenCalled();
    }),
    { numRuns: 100 },
  );
});
