import { bootstrapCounts } from '../bootstrap';
import type { Engine, SquareKind, Target, TrainingData, TreeBuilder, TreeOptions, TreeTask } from '../engine';
import type { Tree } from '../tree';
import { type Bag, makeBag } from './bag';
import { growBestFirst } from './best-first';
import { BestSplitter } from './best-splitter';
import type { Criterion } from './criterion';
import { growDepthFirst } from './depth-first';
import { Gini } from './gini';
import type { Growth } from './node-grower';
import { RandomSplitter } from './random-splitter';
import { type RankedColumn, rankColumn } from './ranked-column';
import { squareOf } from './square';
import { SquaredError } from './squared-error';
import { TreeWriter } from './tree-writer';
import { Xorshift } from './xorshift';

/**
 * The `exact` engine in plain TypeScript, written to be read: the same trees as scikit-learn, bit for bit.
 * It is the yardstick that faster engines are compared with. 145 ms a tree on California housing (16,512 rows, 8
 * features, full depth; Node 20 on a shared core).
 */
export const referenceEngine: Engine = {
  name: 'reference',
  prepare(data: TrainingData, options: TreeOptions): TreeBuilder {
    const columns = data.columns.map(rankColumn);
    return { build: (task) => buildTree(columns, data.target, options, task) };
  },
};

function buildTree(
  columns: readonly RankedColumn[],
  target: Target,
  options: TreeOptions,
  { seed, bootstrap, poll }: TreeTask,
): Tree {
  const nRows = columns[0]!.values.length;
  const bag = makeBag(nRows, bootstrap && bootstrapCounts(bootstrap, nRows));
  const criterion = makeCriterion(bag, target, options.square);
  const { maxFeatures, minSamplesLeaf } = options;
  const context = { columns, bag, criterion, random: new Xorshift(seed), maxFeatures, minSamplesLeaf };
  const splitter = options.splitter === 'best' ? new BestSplitter(context) : new RandomSplitter(context);
  const writer = new TreeWriter(criterion);
  const growth: Growth = { nSamples: bag.samples.length, options, criterion, splitter, writer, poll };
  if (options.maxLeafNodes === Infinity) growDepthFirst(growth);
  else growBestFirst(growth);
  return writer.finish();
}

function makeCriterion(bag: Bag, target: Target, square: SquareKind): Criterion {
  switch (target.kind) {
    case 'regression':
      return new SquaredError(bag, target.values, squareOf(square));
    case 'classification':
      return new Gini(bag, target.codes, target.nClasses);
  }
}
