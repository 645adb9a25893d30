import { addMeans, reserveMeans, reserveSums } from './means';
import { releaseTo, reserved } from './memory';
import { nodesAddress, packTree, reserveNodes, reserveSource, sourceArray } from './packed-tree';
import { leavesAddress, reserveRows, spreadColumn } from './row-blocks';
import { walkTree } from './tree-walk';

// The entry of a build of its own, predict.wasm: it finds the leaves of rows and knows nothing of how trees grow.
export {
  addMeans,
  leavesAddress,
  nodesAddress,
  packTree,
  releaseTo,
  reserved,
  reserveMeans,
  reserveNodes,
  reserveRows,
  reserveSource,
  reserveSums,
  sourceArray,
  spreadColumn,
  walkTree,
};
