import { InvalidDataError } from './errors';
import { NO_CHILD, type Tree } from './tree';

/**
 * Makes sure that walking a tree from a foreign source ends and reads nothing beyond its arrays and columns: children
 * come after their parent, as all engines number them, and each has one parent.
 * @throws InvalidDataError naming the tree by its index and the node
 */
export function checkTree(tree: Tree, index: number, nFeatures: number): void {
  const { nodeCount, childrenLeft, childrenRight, feature } = tree;
  const hasParent = new Uint8Array(nodeCount);
  const damaged = (node: number, what: string) =>
    new InvalidDataError(`Tree ${index} of the buffer is damaged: node ${node} ${what}.`);
  const adopt = (node: number, child: number): void => {
    if (child <= node || child >= nodeCount) {
      throw damaged(node, `has the child ${child}; it must lie between ${node + 1} and ${nodeCount - 1}`);
    }
    if (hasParent[child] === 1) throw damaged(child, 'has two parents');
    hasParent[child] = 1;
  };
  for (let node = 0; node < nodeCount; node++) {
    if (node > 0 && hasParent[node] === 0) throw damaged(node, 'has no parent');
    const left = childrenLeft[node]!;
    const right = childrenRight[node]!;
    if (left === NO_CHILD && right === NO_CHILD) continue;
    adopt(node, left);
    adopt(node, right);
    const split = feature[node]!;
    if (split < 0 || split >= nFeatures) {
      throw damaged(node, `splits feature ${split}; there are ${nFeatures}`);
    }
  }
}
