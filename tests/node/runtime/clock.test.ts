import { expect, test } from 'vitest';
import { createClock, measureOffset, unixNow } from '../../../src/runtime/clock';

test('a clock counts milliseconds since the epoch, shifted by its offset', () => {
  const epoch = unixNow() - 1000;
  const plain = createClock(epoch);
  const shifted = createClock(epoch, 5000);
  expect(plain()).toBeGreaterThanOrEqual(1000);
  expect(shifted() - plain()).toBeCloseTo(5000, -1);
});

test('a clock that is off by more than the round trip is corrected', async () => {
  const offset = await measureOffset(() => Promise.resolve(unixNow() + 60_000));
  expect(offset).toBeLessThan(-59_900);
  expect(offset).toBeGreaterThan(-60_100);
});

test('clocks that agree within the round trip are left alone', async () => {
  expect(await measureOffset(() => Promise.resolve(unixNow()))).toBe(0);
  const slow = async (): Promise<number> => {
    const time = unixNow() + 0.5;
    for (const end = unixNow() + 2; unixNow() < end;) await Promise.resolve();
    return time;
  };
  expect(await measureOffset(slow)).toBe(0);
});
