import { randomState } from '../../../../src/lesson/settings';
import type { Bench } from '../bench';
import type { Contender } from '../page/engine';
import type { MemoryFigures } from '../report';

const MILLION = 1_000_000;

/** WebAssembly memory of workers that have done nothing else. */
export async function measureMemory(bench: Bench): Promise<MemoryFigures> {
  const { browser, engines } = bench;
  const { train } = await bench.tables.california();
  const figures: MemoryFigures = {
    california: { exactBytes: null, turboBytes: null },
    millionRows: { bytes: null, seconds: null, refusal: null },
  };
  const california = async (engine: Contender) => {
    if (engines[engine] === null) return null;
    const forest = { table: train, kind: 'regression', trees: 8, seed: randomState } as const;
    const { bytes, refusal } = await browser.memory({ ...forest, engine });
    bench.say(`Memory, California, ${engine}: ${refusal ?? mebibytes(bytes)}`);
    return bytes;
  };
  figures.california = { exactBytes: await california('exact'), turboBytes: await california('turbo') };
  // The reference would take minutes for such a tree.
  if (engines.turbo !== 'turbo') return figures;
  const table = await bench.tables.get({
    name: 'friedman1-million',
    generator: 'friedman1',
    rows: MILLION,
    features: 10,
  });
  if (!table) return figures;
  figures.millionRows = await browser.memory({
    table,
    kind: 'regression',
    engine: 'turbo',
    trees: 1,
    seed: 0,
  });
  const { bytes, refusal } = figures.millionRows;
  bench.say(`Memory, a turbo tree on 1,000,000 × 10: ${refusal ?? mebibytes(bytes)}`);
  return figures;
}

function mebibytes(bytes: number | null): string {
  return bytes === null ? 'no WebAssembly' : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
