import { clear, keys, set } from 'idb-keyval';
import { beforeEach, describe, expect, test } from 'vitest';
import { californiaFile } from '../../../src/datasets/california';
import type { Dataset } from '../../../src/datasets';
import { keep, readKept } from '../../../src/datasets/keep';

const column = (value: number) => new Float64Array(californiaFile.rows).fill(value);
const dataset: Dataset = {
  name: 'California housing',
  featureNames: ['a', 'b'],
  features: [column(1), column(2)],
  targetName: 'c',
  target: column(3),
};

beforeEach(() => clear());

describe('the data set kept on the device', () => {
  test('comes back as it was kept', async () => {
    expect(await readKept()).toBeUndefined();
    await keep(dataset);
    expect(await readKept()).toEqual(dataset);
  });

  test.each<[string, unknown]>([
    ['a string', 'junk'],
    ['null', null],
    ['a shortened column', { ...dataset, target: dataset.target.subarray(1) }],
    ['a column with a hole', { ...dataset, features: [column(1), column(NaN)] }],
    ['a column too few', { ...dataset, features: [column(1)] }],
    ['numbers of another type', { ...dataset, target: new Float32Array(californiaFile.rows) }],
  ])('is not trusted when storage holds %s instead', async (_, junk) => {
    await keep(dataset);
    const [key] = await keys();
    await set(key!, junk);
    expect(await readKept()).toBeUndefined();
  });
});
