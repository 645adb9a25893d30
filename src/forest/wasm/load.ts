import type { KernelModules } from './kernel';

/** Fetches and compiles all builds of the kernel. Rejects where WebAssembly or its SIMD instructions are missing. */
export async function loadKernel(): Promise<KernelModules> {
  const [narrow, wide, predict] = await Promise.all([
    WebAssembly.compileStreaming(fetch(new URL('./narrow.wasm', import.meta.url))),
    WebAssembly.compileStreaming(fetch(new URL('./wide.wasm', import.meta.url))),
    WebAssembly.compileStreaming(fetch(new URL('./predict.wasm', import.meta.url))),
  ]);
  return { narrow, wide, predict };
}
