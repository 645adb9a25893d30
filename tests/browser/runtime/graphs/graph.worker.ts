import { get, remote, serveTasks } from '../../../../src/runtime/worker';
import { combine } from './graph';

const tasks = {
  plain: combine,
  nested: (salt: number, ...inputs: number[]): Promise<number> =>
    get(remote<typeof combine>('plain').remote(salt, ...inputs)),
  pair: (salt: number, ...inputs: number[]): [number, number] => {
    const result = combine(salt, ...inputs);
    return [result, ~result];
  },
};

export type GraphTasks = typeof tasks;

serveTasks(tasks);
