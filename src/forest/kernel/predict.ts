import { addMeans, addShares, reserveSums, reserveValues } from './prediction/leaf-votes';
import { releaseTo, reserved } from './base/memory';
import { nodesAddress, packTree, reserveNodes, reserveSource, sourceArray } from './prediction/packed-tree';
import { leavesAddress, reserveRows, spreadColumn } from './prediction/row-blocks';
import { walkTree } from './prediction/tree-walk';

// The entry of a build of its own, predict.wasm: it finds the leaves of rows, lets them vote and knows nothing of how trees grow.
export {
  addMeans,
  addShares,
  leavesAddress,
  nodesAddress,
  packTree,
  releaseTo,
  reserved,
  reserveNodes,
  reserveRows,
  reserveSource,
  reserveSums,
  reserveValues,
  sourceArray,
  spreadColumn,
  walkTree,
};
