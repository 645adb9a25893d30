import { readFileSync } from 'node:fs';
import { useKernel } from '../../../src/forest/engines';

/** The build that fits a table's number of rows, or that with row numbers of 32 bits for every table. */
export type KernelBuild = 'either' | 'wide';

/** Loads the engines in WebAssembly, which Vite has compiled before the tests, into this thread. */
export function loadKernel(build: KernelBuild = 'either'): void {
  const read = (name: string) =>
    new WebAssembly.Module(readFileSync(new URL(`../../../src/forest/wasm/${name}`, import.meta.url)));
  const wide = read('wide.wasm');
  useKernel({ narrow: build === 'wide' ? wide : read('narrow.wasm'), wide, predict: read('predict.wasm') });
}
