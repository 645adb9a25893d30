import { releaseTo, reserved } from './memory';
import { leavesAddress, reserveRows, spreadColumn } from './row-blocks';
import { nodesAddress, packTree, reserveNodes, reserveSource, sourceArray } from './packed-tree';
import { walkTree } from './tree-walk';

// The entry of a build of its own, predict.wasm: it finds the leaves of rows and knows nothing of how trees grow.
export {
  leavesAddress,
  nodesAddress,
  packTree,
  releaseTo,
  reserved,
  reserveNodes,
  reserveRows,
  reserveSource,
  sourceArray,
  spreadColumn,
  walkTree,
};
