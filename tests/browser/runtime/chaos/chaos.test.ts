import { expect, test } from 'vitest';
import { trainInChaos, trainUndisturbed } from './chaos';
import { loadRows } from './lesson';

test('the 20 forests of the lesson have the same errors while workers are ended and objects lost', async () => {
  const dataset = await loadRows(10);
  const errors = await trainUndisturbed(dataset, 2);
  expect(await trainInChaos(dataset, { workers: 2, seed: 201, kills: 8, losses: 3 })).toEqual(errors);
});
