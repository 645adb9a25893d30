import { readFileSync } from 'node:fs';
import { useKernel } from '../../../src/forest/engines';
import type { KernelModules } from '../../../src/forest/wasm/kernel';

/** The build that fits a table's number of rows, or that with row numbers of 32 bits for every table. */
export type KernelBuild = 'either' | 'wide';

/** The kernel, which Vite has compiled before the tests. */
export function kernelModules(build: KernelBuild = 'either'): KernelModules {
  const read = (name: string) =>
    new WebAssembly.Module(readFileSync(new URL(`../../../src/forest/wasm/${name}`, import.meta.url)));
  const wide = read('wide.wasm');
  return { narrow: build === 'wide' ? wide : read('narrow.wasm'), wide, predict: read('predict.wasm') };
}

/** Loads the engines in WebAssembly into this thread. */
export function loadKernel(build?: KernelBuild): void {
  useKernel(kernelModules(build));
}
