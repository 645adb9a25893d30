import { readFileSync } from 'node:fs';
import { useKernel } from '../../../src/forest/engines';

/** Loads the engines in WebAssembly, which Vite has compiled before the tests, into this thread. */
export function loadKernel(): void {
  const read = (name: string) =>
    new WebAssembly.Module(readFileSync(new URL(`../../../src/forest/wasm/${name}`, import.meta.url)));
  useKernel({ narrow: read('narrow.wasm'), wide: read('wide.wasm') });
}
