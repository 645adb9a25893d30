import { loadEngines, RandomForestClassifier, RandomForestRegressor } from '../../../../src/forest';

/** The engines that the benchmark compares with scikit-learn. */
export const contenders = ['exact', 'turbo'] as const;
export type Contender = (typeof contenders)[number];

/** What really trains: an engine, or the readable reference where WebAssembly cannot. */
export type EngineName = Contender | 'reference';

/** Whether the trees predict numbers or classes. */
export type ForestKind = 'regression' | 'classification';

/**
 * Makes the engines of this thread ready, once.
 *
 * @returns what trains for each contender. Where WebAssembly cannot, the reference stands in for `exact`, whose digits it
 *   shares; nothing stands in for `turbo`.
 */
export async function readyEngines(): Promise<Record<Contender, EngineName | null>> {
  const { kernel } = await loadEngines();
  return kernel ? { exact: 'exact', turbo: 'turbo' } : { exact: 'reference', turbo: null };
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
