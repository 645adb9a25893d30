import { randomState } from '../../../../src/lesson/settings';
import { loadLesson } from '../../../node/forest/california';
import { extrapolate, median, ratio } from '../../common/statistics';
import { figure } from '../../common/text';
import type { Bench } from '../bench';
import { findMlRandomForest } from '../peers/ml-random-forest';
import { fitRanger, type RangerFit } from '../peers/ranger';
import type { BenchReport, PeerFigures } from '../report';

const TREES = 8;

/** Other implementations on California's train rows, each in turn with scikit-learn. */
export async function measurePeers(bench: Bench): Promise<BenchReport['peers']> {
  return { ranger: await measureRanger(bench), mlRandomForest: await measureMlRandomForest(bench) };
}

async function measureRanger(bench: Bench): Promise<PeerFigures | null> {
  const { train } = await bench.tables.california();
  const fits: RangerFit[] = [];
  const sklearnSeconds: number[] = [];
  for (let round = 1; round <= bench.rounds; round++) {
    try {
      fits.push(await fitRanger(bench.tables.folder, train, TREES, randomState));
    } catch (error) {
      const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
      bench.say(`ranger is left out ("apt-get install r-cran-ranger" brings it): ${reason}`);
      return null;
    }
    sklearnSeconds.push(...(await sklearnFit(bench, TREES)));
    bench.say(
      `ranger, round ${round} of ${bench.rounds}: ${figure((fits.at(-1)!.seconds * 1000) / TREES)} ms a tree`,
    );
  }
  const seconds = median(fits.map((fit) => fit.seconds))!;
  return {
    version: fits[0]!.version,
    msPerTree: (seconds * 1000) / TREES,
    ratio: ratio(median(sklearnSeconds), seconds),
    note: null,
  };
}

/** A tree on all rows takes it minutes, so trees on fewer rows tell how it grows. */
async function measureMlRandomForest(bench: Bench): Promise<PeerFigures | null> {
  const peer = await findMlRandomForest();
  if (!peer) {
    bench.say('ml-random-forest is left out: "npm install --no-save ml-random-forest" brings it.');
    return null;
  }
  const { xTrain, yTrain } = loadLesson();
  const [few, more] = bench.quick ? ([2_000, 4_000] as const) : ([4_000, 8_000] as const);
  peer.fitTree(xTrain, yTrain, 500);
  const [small, large] = [few, more].map((size) => ({ size, time: peer.fitTree(xTrain, yTrain, size) }));
  const seconds = extrapolate(small!, large!, yTrain.length);
  const [sklearnSeconds] = await sklearnFit(bench, 1);
  const note = `extrapolated to ${yTrain.length} rows from trees on ${few} and ${more} rows, in Node`;
  bench.say(`ml-random-forest: ${figure(seconds * 1000)} ms a tree, ${note}`);
  return {
    version: peer.version,
    msPerTree: seconds * 1000,
    ratio: ratio(sklearnSeconds ?? null, seconds),
    note,
  };
}

/** Seconds of a forest by scikit-learn; empty without it. */
async function sklearnFit({ sklearn, tables }: Bench, trees: number): Promise<number[]> {
  const { train } = await tables.california();
  return sklearn ? [await sklearn.fit({ table: train, kind: 'regression', trees, seed: randomState })] : [];
}
