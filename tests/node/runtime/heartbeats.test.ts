import { describe, expect, test } from 'vitest';
import { CHECK_PERIOD_MS, Heartbeats } from '../../../src/runtime/head/heartbeats';
import { MAX_USELESS_STARTS, Respawns } from '../../../src/runtime/head/respawns';

/** A worker that beats as it is told to. */
class FakeWorker {
  beats = 0;
  pings = 0;
  isIdle = true;
  readonly told: string[] = [];
  private readonly heartbeats: Heartbeats;

  constructor({ hasLock = true, timeoutMs = Infinity } = {}) {
    this.heartbeats = new Heartbeats(timeoutMs);
    this.heartbeats.add(1, {
      hasLock,
      beats: () => this.beats,
      ping: () => this.pings++,
      isIdle: () => this.isIdle,
      onChange: (isResponsive) => this.told.push(isResponsive ? 'answers' : 'is silent'),
      onDeath: (reason) => {
        this.told.push(reason);
        this.heartbeats.delete(1);
      },
    });
  }

  /** Time passes without a sign of life. */
  silence(ms: number, step = CHECK_PERIOD_MS): void {
    for (let passed = 0; passed < ms; passed += step) this.heartbeats.check(step);
  }

  beat(): void {
    this.beats++;
    this.heartbeats.check(CHECK_PERIOD_MS);
  }
}

describe('heartbeats', () => {
  test('of a worker that answers each ping tell nothing', () => {
    const worker = new FakeWorker();
    for (let round = 0; round < 20; round++) {
      worker.silence(500);
      expect(worker.pings).toBe(round + 1);
      worker.beat();
    }
    expect(worker.told).toEqual([]);
  });

  test('that fail to come for 2 s make a worker unresponsive, until the next one', () => {
    const worker = new FakeWorker();
    worker.silence(1500);
    expect(worker.told).toEqual([]);
    worker.silence(500);
    expect(worker.told).toEqual(['is silent']);
    worker.beat();
    expect(worker.told).toEqual(['is silent', 'answers']);
  });

  test('are asked for once in a silence: a busy worker finds one ping when it is done', () => {
    const worker = new FakeWorker();
    worker.silence(60_000);
    expect(worker.pings).toBe(1);
  });

  test('that fail to come end no worker that has a task, however long it computes', () => {
    const worker = new FakeWorker({ hasLock: false });
    worker.isIdle = false;
    worker.silence(3_600_000);
    expect(worker.told).toEqual(['is silent']);
  });

  test('that fail to come end an idle worker where no lock tells of its death', () => {
    const worker = new FakeWorker({ hasLock: false });
    worker.silence(10_000);
    expect(worker.told).toEqual(['is silent', 'it has not answered for 5.0 s, although nothing ran on it']);
    const locked = new FakeWorker({ hasLock: true });
    locked.silence(10_000);
    expect(locked.told).toEqual(['is silent']);
  });

  test('that fail to come for heartbeatTimeout end any worker', () => {
    const worker = new FakeWorker({ timeoutMs: 3000 });
    worker.isIdle = false;
    worker.silence(2500);
    expect(worker.told).toEqual(['is silent']);
    worker.silence(500);
    expect(worker.told.at(-1)).toBe('it gave no sign of life for 3.0 s, and heartbeatTimeout allows no more');
  });

  test('do not count the time in which the whole machine slept', () => {
    const worker = new FakeWorker({ hasLock: false, timeoutMs: 3000 });
    worker.silence(28_800_000, 28_800_000);
    expect(worker.told).toEqual([]);
    worker.beat();
    worker.silence(1500);
    expect(worker.told).toEqual([]);
  });
});

describe('respawns', () => {
  const early = { livedMs: 10, hasServed: true };
  const useless = { livedMs: 0, hasServed: false };

  test('of a worker that had lived a while come at once', () => {
    const respawns = new Respawns();
    for (let i = 0; i < 100; i++) expect(respawns.after({ livedMs: 5000, hasServed: true })).toBe(0);
  });

  test('of one that dies early, again and again, wait longer each time, up to 3.2 s, but never end', () => {
    const respawns = new Respawns();
    const pauses = Array.from({ length: 8 }, () => respawns.after(early));
    expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 3200, 3200]);
    respawns.after({ livedMs: 5000, hasServed: true });
    expect(respawns.after(early)).toBe(100);
  });

  test('of one whose starts come to nothing end after five', () => {
    const respawns = new Respawns();
    const pauses = Array.from({ length: MAX_USELESS_STARTS }, () => respawns.after(useless));
    expect(pauses).toEqual([100, 200, 400, 800, undefined]);
  });

  test('are counted anew once a thread has served', () => {
    const respawns = new Respawns();
    for (let i = 0; i < 4; i++) respawns.after(useless);
    expect(respawns.after(early)).toBeDefined();
    expect(respawns.after(useless)).toBeDefined();
  });
});
