import { expect, test } from 'vitest';
import { referencesFor } from '../../../src/lesson/references';
import { forestSizes } from '../../../src/lesson/settings';
import { trainInChaos, trainUndisturbed } from '../../browser/runtime/chaos/chaos';
import { loadRows } from '../../browser/runtime/chaos/lesson';

test(
  'the 20 forests have scikit-learn’s errors while workers are ended 100 times and 20 objects lost',
  { timeout: 600_000 },
  async () => {
    const dataset = await loadRows();
    const errors = await trainUndisturbed(dataset, 2);
    expect(errors).toEqual(forestSizes(20).map((size) => referencesFor(size).linux));
    expect(await trainInChaos(dataset, { workers: 2, seed: 201, kills: 100, losses: 20 })).toEqual(errors);
  },
);
