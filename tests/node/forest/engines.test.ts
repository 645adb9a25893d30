import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const X = [Float64Array.of(1, 2, 3, 4, 5, 6)];
const y = Float64Array.of(1, 2, 3, 1, 2, 3);
const folder = new URL('../../../src/forest/wasm/', import.meta.url);

/** The forests as a new thread has them: nothing is loaded. */
async function newThread() {
  vi.resetModules();
  return import('../../../src/forest');
}

/** Serves the builds of the kernel as a host of static files does. */
function serve(contentType: string) {
  const fetch = vi.fn(async (url: URL) => {
    const file = await readFile(new URL(basename(url.pathname), folder));
    return new Response(file, { headers: { 'Content-Type': contentType } });
  });
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

beforeEach(() => {
  serve('application/wasm');
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a thread that loads the engines', () => {
  test.each(['application/wasm', 'application/octet-stream'])('has them, served as %s', async (type) => {
    serve(type);
    const { loadEngines, RandomForestRegressor } = await newThread();
    expect(await loadEngines()).toEqual({ kernel: true });
    for (const engine of ['exact', 'turbo', 'reference'] as const) {
      const forest = new RandomForestRegressor({ nEstimators: 2, randomState: 1, engine }).fit(X, y);
      expect(forest.trainedWith).toBe(engine);
      expect(RandomForestRegressor.fromBuffer(forest.toBuffer()).trainedWith).toBe(engine);
    }
  });

  test('fetches them once, however often it is asked', async () => {
    const fetch = serve('application/wasm');
    const { loadEngines } = await newThread();
    await Promise.all([loadEngines(), loadEngines()]);
    await loadEngines();
    expect(fetch.mock.calls.map(([url]) => basename(url.pathname))).toEqual([
      'narrow.wasm',
      'wide.wasm',
      'predict.wasm',
    ]);
  });
});

describe('a thread without the engines', () => {
  test.each<[string, () => void, string | RegExp]>([
    [
      'where there is no WebAssembly',
      () => {
        vi.stubGlobal('WebAssembly', undefined);
      },
      'This browser has no WebAssembly.',
    ],
    [
      'where WebAssembly has no SIMD',
      () => {
        vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
      },
      'This browser has no WebAssembly SIMD.',
    ],
    [
      'where the file is missing',
      () => {
        vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
      },
      /^The engines in WebAssembly could not be loaded \(.*\.wasm is not on the server: status 404\)\.$/,
    ],
    [
      'where there is no network',
      () => {
        vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
      },
      'The engines in WebAssembly could not be loaded (fetch failed).',
    ],
    [
      'where the file is damaged',
      () => {
        vi.stubGlobal('fetch', () => Promise.resolve(new Response('damaged')));
      },
      /^The engines in WebAssembly could not be loaded \(WebAssembly\.compile\(\)/,
    ],
  ])('%s, says why and trains with the reference', async (_, breakIt, reason) => {
    breakIt();
    const { loadEngines, RandomForestRegressor } = await newThread();
    const status = await loadEngines();
    expect(status.kernel || status.reason).toMatch(reason);
    for (const engine of ['exact', 'turbo'] as const) {
      const forest = new RandomForestRegressor({ nEstimators: 2, randomState: 1, engine }).fit(X, y);
      expect(forest.trainedWith).toBe('reference');
      expect(forest.parameters.engine).toBe(engine);
    }
  });

  test('trains parts that cannot be mixed with those of another that has them', async () => {
    const parameters = { nEstimators: 2, randomState: 1, engine: 'turbo' } as const;
    const { loadEngines, RandomForestRegressor } = await newThread();
    const part = new RandomForestRegressor(parameters).fit(X, y, { to: 1 });
    await loadEngines();
    const other = new RandomForestRegressor(parameters).fit(X, y, { from: 1 });
    expect(() => RandomForestRegressor.merge([part, other])).toThrow(
      'All parts must be trained with the same engine; part 0 was with reference and part 1 with turbo.',
    );
  });
});
