/** Who dies so soon after its start is not started again at once. */
const EARLY_MS = 1000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3200;
/** After so many starts in a row that came to nothing a worker is given up. */
export const MAX_USELESS_STARTS = 5;

/** How a thread ended that nobody has asked to end. */
export interface Death {
  /** 0 for one that did not start. */
  readonly livedMs: number;
  /** Whether it has told anything of a task. */
  readonly hasServed: boolean;
}

/**
 * When the threads of one worker are started again: after 100 ms, 200 ms … 3.2 s if they die early, and no more if five in a
 * row were of no use. Without such a limit a pool started 1,320 threads in two minutes whose script could not run.
 */
export class Respawns {
  private early = 0;
  private useless = 0;

  /** ms until the next start, or undefined when there shall be none. */
  after({ livedMs, hasServed }: Death): number | undefined {
    this.useless = hasServed ? 0 : this.useless + 1;
    this.early = livedMs < EARLY_MS ? this.early + 1 : 0;
    if (this.useless >= MAX_USELESS_STARTS) return undefined;
    return this.early === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (this.early - 1), LONGEST_PAUSE_MS);
  }
}
