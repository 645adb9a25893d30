import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { friedman1 } from '../../../bench/forest/friedman1';
import { Tables } from '../../../bench/forest/tables';
import { loadLesson } from '../../forest/california';

describe('the tables of the benchmark without scikit-learn', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'treeline-tables-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function doubles(name: string): Promise<Float64Array> {
    const bytes = await readFile(join(folder, `${name}.f64`));
    return Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(i * 8));
  }

  test('are of Friedman’s first problem: columns one after another, the target last', async () => {
    const table = { name: 'small', rows: 30, features: 4 };
    expect(await new Tables(folder, undefined).get({ ...table, generator: 'regression' })).toEqual(table);
    const { X, y } = friedman1(30, 4);
    expect(await doubles('small')).toEqual(Float64Array.from([...X, y].flatMap((column) => [...column])));
  });

  test('lack the digits', async () => {
    const digits = { name: 'digits', rows: 1_797, features: 64, generator: 'digits' } as const;
    expect(await new Tables(folder, undefined).get(digits)).toBeUndefined();
  });

  test('hold the lesson’s split of California housing', async () => {
    const { train, test: left } = await new Tables(folder, undefined).california();
    expect(train).toEqual({ name: 'california-train', rows: 16_512, features: 8 });
    expect(left).toEqual({ name: 'california-test', rows: 4_128, features: 8 });
    const { yTest } = loadLesson();
    expect((await doubles('california-test')).subarray(8 * 4_128)).toEqual(yTest);
  });
});
