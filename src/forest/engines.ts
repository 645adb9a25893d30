import type { Engine } from './engine';
import { type LeafSearch, searchLeaves } from './leaves';
import { referenceEngine } from './reference/reference-engine';
import { kernelEngines } from './wasm/kernel-engine';
import type { KernelModules } from './wasm/kernel';
import { kernelLeafSearch } from './wasm/kernel-leaf-search';

/**
 * How trees are grown: `exact` as scikit-learn grows them, to the last bit; `turbo` as good trees in a fifth of the time;
 * `reference` as `exact`, in plain TypeScript written to be read.
 */
export type EngineName = 'exact' | 'turbo' | 'reference';

/** Of this thread. */
let loaded: (Record<'exact' | 'turbo', Engine> & { readonly leafSearch: LeafSearch }) | undefined;

/** Makes the engines in WebAssembly available to this thread. Until then `reference` stands in for them. */
export function useKernel(modules: KernelModules): void {
  loaded = { ...kernelEngines(modules), leafSearch: kernelLeafSearch(modules.predict) };
}

export function engineFor(name: EngineName): Engine {
  return name === 'reference' || !loaded ? referenceEngine : loaded[name];
}

/** How the leaves of a forest's trees are found. The trees do not matter: all engines' are alike. */
export function leafSearchFor(name: EngineName): LeafSearch {
  return name === 'reference' || !loaded ? searchLeaves : loaded.leafSearch;
}
