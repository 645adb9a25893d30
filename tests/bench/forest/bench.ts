import type { BenchBrowser } from './browser';
import type { MachineFigures } from './report';
import type { SklearnPeer } from './peers/sklearn';
import type { Tables } from './tables';

/** What every measurement works with. */
export interface Bench {
  readonly quick: boolean;
  readonly rounds: number;
  readonly browser: BenchBrowser;
  /** Undefined when no Python here has scikit-learn. */
  readonly sklearn: SklearnPeer | undefined;
  readonly tables: Tables;
  readonly engines: MachineFigures['engines'];
  /** Tells the person at the terminal how it goes. */
  readonly say: (line: string) => void;
}
