import { RandomForestClassifier, RandomForestRegressor } from '../../../src/forest';
import { useKernel } from '../../../src/forest/engines';
import { loadKernel } from '../../../src/forest/wasm/load';

/** The engines that the benchmark compares with scikit-learn. */
export const contenders = ['exact', 'turbo'] as const;
export type Contender = (typeof contenders)[number];

/** What really trains: an engine, or the readable reference where WebAssembly cannot. */
export type EngineName = Contender | 'reference';

/** Whether the trees predict numbers or classes. */
export type ForestKind = 'regression' | 'classification';

let ready: Promise<Record<Contender, EngineName | null>> | undefined;

/**
 * Makes the engines of this thread ready, once.
 *
 * @returns what trains for each contender. Where WebAssembly cannot, the reference stands in for `exact`, whose digits it
 *   shares; nothing stands in for `turbo`.
 */
export function readyEngines(): Promise<Record<Contender, EngineName | null>> {
  ready ??= loadKernel().then(
    (modules) => {
      useKernel(modules);
      return { exact: 'exact', turbo: 'turbo' };
    },
    () => ({ exact: 'reference', turbo: null }),
  );
  return ready;
}

/** A forest to be trained by the given contender: the one place that chooses the engine. */
export function createForest(
  kind: ForestKind,
  engine: Contender,
  nEstimators: number,
  randomState: number,
): RandomForestRegressor | RandomForestClassifier {
  const parameters = { engine, nEstimators, randomState };
  return kind === 'regression'
    ? new RandomForestRegressor(parameters)
    : new RandomForestClassifier(parameters);
}
