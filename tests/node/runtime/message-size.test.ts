import { Serializer } from 'node:v8';
import { expect, test } from 'vitest';
import type { HeadToWorker } from '../../../src/runtime/protocol';
import { Arena } from '../../../src/runtime/store/arena';
import { createStore } from '../../../src/runtime/store/ledger';
import { pack } from '../../../src/runtime/store/pack';
import { FakeCluster, refTo, specOf } from './fake-cluster';

/** The bytes that posting a message copies. A SharedArrayBuffer crosses as a handle; here as its number. */
class PostSerializer extends Serializer {
  readonly sharedBuffers: SharedArrayBuffer[] = [];

  // V8 calls this by name; node's own types do not know it.
  _getSharedArrayBufferId(buffer: SharedArrayBuffer): number {
    return this.sharedBuffers.push(buffer) - 1;
  }
}

function postedBytes(messages: HeadToWorker[]): { bytes: Buffer; sharedBuffers: SharedArrayBuffer[] } {
  const serializer = new PostSerializer();
  serializer.writeHeader();
  serializer.writeValue(messages);
  return { bytes: serializer.releaseBuffer(), sharedBuffers: serializer.sharedBuffers };
}

/** The lesson's split of California housing in size: 16,512 and 4,128 rows of eight features and a target. */
function clusterWithSplit(): FakeCluster {
  const cluster = new FakeCluster(2);
  const packing = { arena: new Arena(createStore(64 * 1024 * 1024)), minSharedBytes: 0 };
  const columns = (rows: number): Float64Array[] =>
    Array.from({ length: 8 }, () => new Float64Array(rows).fill(0.1));
  const parts = [columns(16_512), columns(4_128), new Float64Array(16_512), new Float64Array(4_128)];
  parts.forEach((part, i) => {
    cluster.drive({ kind: 'put', id: `p${i + 1}`, object: pack(part, packing) });
  });
  return cluster;
}

const lessonTask = (id: string, nEstimators: number) =>
  specOf(id, {
    fn: 'trainAndScoreModel',
    name: 'trainAndScoreModel',
    args: [...['p1', 'p2', 'p3', 'p4'].map(refTo), { value: nEstimators }, { value: 'exact' }],
  });

test('a dispatch with five references posts less than 2 kB', () => {
  const cluster = new FakeCluster(1);
  const ids = ['p1', 'p2', 'p3', 'p4', 'p5'];
  for (const id of ids) cluster.put(id, 0);
  cluster.submit(specOf('t1', { args: ids.map(refTo) }));
  const run = cluster.sent.map(({ message }) => message).filter(({ kind }) => kind === 'run');
  const { length } = postedBytes(run).bytes;
  console.log(`a dispatch with five references posts ${length} bytes`);
  expect(run).toHaveLength(1);
  expect(length).toBeLessThan(2000);
});

test('no message to a worker contains the bytes of the data set: 20 tasks post less than 2 kB each', () => {
  const cluster = clusterWithSplit();
  for (let j = 0; j < 20; j++) cluster.submit(lessonTask(`t${j + 1}`, 8 + 4 * j));
  while (cluster.running.size > 0) cluster.finish([...cluster.running.keys()][0]!);
  const messages = cluster.sent.map(({ message }) => message);
  const { bytes, sharedBuffers } = postedBytes(messages);
  console.log(`20 lesson tasks on 2 workers post ${bytes.length} bytes in all`);
  expect(messages.filter(({ kind }) => kind === 'run')).toHaveLength(20);
  expect(messages.filter(({ kind }) => kind === 'object')).toHaveLength(8);
  expect(bytes.length).toBeLessThan(20 * 2000);
  expect(sharedBuffers.length).toBeGreaterThan(0);
  // Two 0.1 in a row would be a piece of a column.
  expect(bytes.includes(Buffer.from(Float64Array.of(0.1, 0.1).buffer))).toBe(false);
});
