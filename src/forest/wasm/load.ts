import type { KernelModules } from './kernel';

/** What came of loading the kernel; `reason` is a sentence for the user. */
type Outcome =
  { readonly ok: true; readonly modules: KernelModules } | { readonly ok: false; readonly reason: string };

/** The smallest module with an instruction on 128-bit vectors: a function that makes one and drops it. */
const simdProbe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // "\0asm", version 1
  ...[1, 4, 1, 96, 0, 0], // types: () -> ()
  ...[3, 2, 1, 0], // functions: one of type 0
  ...[10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11], // code: i32.const 0, i8x16.splat, drop, end
);

/** Fetches and compiles all builds of the kernel. */
export async function loadKernel(): Promise<Outcome> {
  if (typeof WebAssembly === 'undefined') return failed('This browser has no WebAssembly.');
  if (!WebAssembly.validate(simdProbe)) return failed('This browser has no WebAssembly SIMD.');
  try {
    const [narrow, wide, predict] = await Promise.all([
      compile(new URL('./narrow.wasm', import.meta.url)),
      compile(new URL('./wide.wasm', import.meta.url)),
      compile(new URL('./predict.wasm', import.meta.url)),
    ]);
    return { ok: true, modules: { narrow, wide, predict } };
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error);
    return failed(`The engines in WebAssembly could not be loaded (${details}).`);
  }
}

/** @throws Error when the file cannot be had, or is no module that this browser accepts. */
async function compile(url: URL): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} is not on the server: status ${response.status}`);
  // Streaming is refused unless the server names the type, which not every host of static files does.
  return response.headers.get('Content-Type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

function failed(reason: string): Outcome {
  return { ok: false, reason };
}
