// The entry of a build of its own, predict.wasm: it finds the leaves of rows, lets them vote and knows nothing of how trees grow.
export { releaseTo, reserved } from './base/memory';
export { reserveSource, sourceArray } from './prediction/tree-source';

// A tree at a time.
export { addMeans, addShares, reserveSums, reserveValues } from './prediction/leaf-votes';
export { nodesAddress, packTree, reserveNodes } from './prediction/packed-tree';
export { leavesAddress, reserveRows, spreadColumn } from './prediction/row-blocks';
export { walkTree } from './prediction/tree-walk';

// Forests that are kept, of up to eight features.
export { collectThresholds, finishRankLists, reserveRankWork, startRankLists } from './prediction/rank-lists';
export { rankRows, reserveRankedRows, sortByLeaf } from './prediction/ranked-rows';
export { addRankedVotes, reserveRankedSums, reserveVotes } from './prediction/ranked-votes';
export { leafCount, leafNodesAddress, packSeptets, reserveSeptetWork } from './prediction/septet-tree';
export { walkSeptets } from './prediction/septet-walk';
