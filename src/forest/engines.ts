import type { Engine, EngineName } from './engine';
import { type LeafSearch, plainLeafSearch } from './leaves';
import { referenceEngine } from './reference/reference-engine';
import { kernelEngines } from './wasm/kernel-engine';
import type { KernelModules } from './wasm/kernel';
import { kernelLeafSearch } from './wasm/kernel-leaf-search';
import { loadKernel } from './wasm/load';

/** Of this thread. */
let loaded: (Record<'exact' | 'turbo', Engine> & { readonly leafSearch: LeafSearch }) | undefined;

/** Whether this thread has the engines in WebAssembly; if not, a sentence says why. */
export type EngineStatus = { readonly kernel: true } | { readonly kernel: false; readonly reason: string };

let loading: Promise<EngineStatus> | undefined;

/**
 * Loads the engines `exact` and `turbo` into this thread, once: every call has the same answer. Without them, or before
 * they are there, the reference trains in their place, with the digits of `exact`; `forest.trainedWith` says so.
 */
export function loadEngines(): Promise<EngineStatus> {
  loading ??= loadKernel().then((outcome) => {
    if (!outcome.ok) return { kernel: false, reason: outcome.reason };
    useKernel(outcome.modules);
    return { kernel: true };
  });
  return loading;
}

/** Makes the engines in WebAssembly available to this thread, from modules that somebody else has loaded. */
export function useKernel(modules: KernelModules): void {
  loaded = { ...kernelEngines(modules), leafSearch: kernelLeafSearch(modules.predict) };
}

export function engineFor(name: EngineName): Engine {
  return name === 'reference' || !loaded ? referenceEngine : loaded[name];
}

/** How the leaves of a forest's trees are found. The trees do not matter: all engines' are alike. */
export function leafSearchFor(name: EngineName): LeafSearch {
  return name === 'reference' || !loaded ? plainLeafSearch : loaded.leafSearch;
}
