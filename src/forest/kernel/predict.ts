import { addMeans, addShares, reserveSums, reserveValues } from './leaf-votes';
import { releaseTo, reserved } from './memory';
import { nodesAddress, packTree, reserveNodes, reserveSource, sourceArray } from './packed-tree';
import { leavesAddress, reserveRows, spreadColumn } from './row-blocks';
import { walkTree } from './tree-walk';

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
