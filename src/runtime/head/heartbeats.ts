/** How often the workers' signs of life are counted, in ms. */
export const CHECK_PERIOD_MS = 500;
/** A worker that was silent for so long is told of as unresponsive. */
const UNRESPONSIVE_MS = 2000;
/** A worker that has nothing to do and does not answer for so long is dead, where no lock tells of its death. */
const DEAD_MS = 5000;

/** A worker whose signs of life are counted. */
export interface Watched {
  /** Signs of life so far. */
  beats(): number;
  /** Asks for one. */
  ping(): void;
  /** Whether it would answer if it were alive: nothing runs on its thread. */
  isIdle(): boolean;
  /** Whether its death would be told of otherwise. */
  readonly hasLock: boolean;
  /** It does not answer, or answers again. */
  onChange(isResponsive: boolean): void;
  /** It counts as dead. */
  onDeath(reason: string): void;
}

interface Watch {
  readonly watched: Watched;
  beats: number;
  silentMs: number;
  isAsked: boolean;
}

/**
 * Tells workers that are fine from those that are busy and from the dead. A worker that computes without a pause gives no
 * sign of life, and that is legitimate: forests train for seconds. So silence alone ends nobody, unless `timeoutMs` says
 * how long is too long.
 */
export class Heartbeats {
  private readonly watches = new Map<number, Watch>();
  private readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  add(worker: number, watched: Watched): void {
    this.watches.set(worker, { watched, beats: watched.beats(), silentMs: 0, isAsked: false });
  }

  delete(worker: number): void {
    this.watches.delete(worker);
  }

  /** @param elapsedMs since the last check */
  check(elapsedMs: number): void {
    // Who has slept, as a machine does with its lid closed, cannot say how long others were silent.
    const countedMs = Math.min(elapsedMs, 2 * CHECK_PERIOD_MS);
    for (const watch of [...this.watches.values()]) this.checkOne(watch, countedMs);
  }

  private checkOne(watch: Watch, countedMs: number): void {
    const { watched } = watch;
    const beats = watched.beats();
    const wasSilentMs = watch.silentMs;
    if (beats !== watch.beats) {
      watch.beats = beats;
      watch.silentMs = 0;
      watch.isAsked = false;
      if (wasSilentMs >= UNRESPONSIVE_MS) watched.onChange(true);
      return;
    }
    // One question is enough: a busy worker would find all of them when it is done.
    if (!watch.isAsked) watched.ping();
    watch.isAsked = true;
    watch.silentMs += countedMs;
    const seconds = watch.silentMs / 1000;
    if (watch.silentMs >= this.timeoutMs) {
      watched.onDeath(
        `it gave no sign of life for ${seconds.toFixed(1)} s, and heartbeatTimeout allows no more`,
      );
    } else if (watch.silentMs >= DEAD_MS && !watched.hasLock && watched.isIdle()) {
      watched.onDeath(`it has not answered for ${seconds.toFixed(1)} s, although nothing ran on it`);
    } else if (watch.silentMs >= UNRESPONSIVE_MS && wasSilentMs < UNRESPONSIVE_MS) {
      watched.onChange(false);
    }
  }
}

/** Checks until the returned function is called. */
export function checkPeriodically(heartbeats: Heartbeats): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    heartbeats.check(now - last);
    last = now;
  }, CHECK_PERIOD_MS);
  return () => {
    clearInterval(timer);
  };
}
