import type { Engine } from './engine';
import { referenceEngine } from './reference/reference-engine';
import { kernelEngines } from './wasm/kernel-engine';
import type { KernelModules } from './wasm/kernel';

/**
 * How trees are grown: `exact` as scikit-learn grows them, to the last bit; `turbo` as good trees in a fifth of the time;
 * `reference` as `exact`, in plain TypeScript written to be read.
 */
export type EngineName = 'exact' | 'turbo' | 'reference';

/** Of this thread. */
let loaded: Record<'exact' | 'turbo', Engine> | undefined;

/** Makes the engines in WebAssembly available to this thread. Until then `reference` stands in for them. */
export function useKernel(modules: KernelModules): void {
  loaded = kernelEngines(modules);
}

export function engineFor(name: EngineName): Engine {
  return name === 'reference' || !loaded ? referenceEngine : loaded[name];
}
