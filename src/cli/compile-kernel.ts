import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const sources = fileURLToPath(new URL('../forest/kernel', import.meta.url));
const outputs = fileURLToPath(new URL('../forest/wasm', import.meta.url));

/** What is used of the compiler. Its own types redeclare Array and String, wrongly, for every file of the project. */
interface Compiler {
  main(
    args: readonly string[],
    io: { writeFile(name: string, contents: Uint8Array | string): void },
  ): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>;
}

/** The builds of the kernel: where each starts, and the type that numbers rows in it. */
const builds = [
  { name: 'narrow.wasm', entry: 'index.ts', rowNumber: 'u16' },
  { name: 'wide.wasm', entry: 'index.ts', rowNumber: 'u32' },
  { name: 'predict.wasm', entry: 'predict.ts', rowNumber: 'u32' },
];

/** Compiles src/forest/kernel before Vite serves, builds or tests, and again when a source changes. */
export function kernelPlugin(): Plugin {
  return {
    name: 'treeline-kernel',
    buildStart: compileKernel,
    configureServer({ watcher, ws }) {
      watcher.on('change', (path) => {
        if (!path.startsWith(sources)) return;
        compileKernel().then(
          () => {
            ws.send({ type: 'full-reload' });
          },
          (error: unknown) => {
            console.error(error);
          },
        );
      });
    },
  };
}

/** One compilation at a time: the test runner starts Vite once per project. */
let compiling: Promise<void> | undefined;

/** Compiles the kernel to WebAssembly unless that is newer than its sources. 5 to 17 s for all builds. */
function compileKernel(): Promise<void> {
  compiling ??= compileBuilds().finally(() => {
    compiling = undefined;
  });
  return compiling;
}

async function compileBuilds(): Promise<void> {
  const files = (await readdir(sources, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const changed = await Promise.all(files.map((file) => changedAt(join(sources, file))));
  const newest = Math.max(...changed);
  for (const { name, entry, rowNumber } of builds) {
    const output = join(outputs, name);
    if ((await changedAt(output)) < newest) await compile(entry, output, rowNumber);
  }
}

async function compile(entry: string, output: string, rowNumber: string): Promise<void> {
  const written: Uint8Array[] = [];
  // A name that TypeScript does not follow to those types.
  const name: string = 'assemblyscript/asc';
  const { default: asc } = (await import(name)) as { default: Compiler };
  const { error, stderr } = await asc.main(
    [
      join(sources, entry),
      ...['--outFile', 'kernel.wasm', '--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert'],
      ...['--use', `Id=${rowNumber}`, '--use', 'abort='],
    ],
    {
      writeFile: (_, contents) => {
        if (typeof contents !== 'string') written.push(contents);
      },
    },
  );
  const [binary] = written;
  if (error || !binary)
    throw new Error(`The kernel does not compile.\n${stderr.toString()}`, { cause: error });
  await mkdir(outputs, { recursive: true });
  await writeFile(output, binary);
}

/** Milliseconds since 1970; 0 for what does not exist. */
async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
