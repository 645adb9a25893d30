/** A quantile is off by no more than this share of itself. */
const ERROR = 0.01;
/** Each bucket ends this much higher than the one before it (DDSketch, Masson et al. 2019). */
const GAMMA = (1 + ERROR) / (1 - ERROR);
const LOG_GAMMA = Math.log(GAMMA);
/** What is shorter than a microsecond counts as one. */
const MIN_MS = 1e-3;
/** Up to 10,000 seconds; what is longer counts as that. */
const BUCKETS = Math.ceil(Math.log(1e7 / MIN_MS) / LOG_GAMMA) + 1;

/** Durations in buckets of equal ratio, 9 kB however many there are: quantiles within 1 % from 1 µs to 10,000 s. */
export class DurationSketch {
  private readonly counts = new Float64Array(BUCKETS);
  private total = 0;

  get count(): number {
    return this.total;
  }

  record(ms: number): void {
    const bucket = Math.ceil(Math.log(Math.max(ms, MIN_MS) / MIN_MS) / LOG_GAMMA);
    const place = Math.min(bucket, BUCKETS - 1);
    this.counts[place] = this.counts[place]! + 1;
    this.total++;
  }

  /** The duration in ms that the share `q` of all does not exceed; null when there are none. */
  quantile(q: number): number | null {
    if (this.total === 0) return null;
    let before = 0;
    let bucket = -1;
    const rank = q * (this.total - 1);
    while (before <= rank) before += this.counts[++bucket]!;
    // The middle of the bucket in the sense that both its ends are equally far, relative to them.
    return (MIN_MS * 2 * GAMMA ** bucket) / (GAMMA + 1);
  }
}
