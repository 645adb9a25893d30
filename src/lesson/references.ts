/**
 * What the lesson's 20 forests score elsewhere: mean squared errors on the test rows, for 8, 12 … 84 trees.
 */

/** Scikit-learn 1.2.1 with numpy 1.24.2 on Linux x86-64; version 1.4.2 with numpy 2.2.4 gives the same doubles. */
const linux = [
  0.29829161439085017, 0.2826210578036474, 0.27612870702066483, 0.271639711770444, 0.2693728032969157,
  0.2685584693660292, 0.26620910115890295, 0.2663450798716428, 0.2635114441052464, 0.26215484313308346,
  0.2615998554377521, 0.26088708972167585, 0.2614693938530707, 0.2608398928422013, 0.261365655451136,
  0.2615893558594917, 0.26173435107228143, 0.26140813582349365, 0.2607322153298531, 0.26010713335203606,
];

/**
 * The published table, made on Windows. It differs from Linux at 56, 64 and 68 trees: scikit-learn squares a mean with C's
 * `pow`, which the Windows runtime of that time rounded wrongly for one number that decides a split.
 */
const published = [
  0.2983, 0.2826, 0.2761, 0.2716, 0.2694, 0.2686, 0.2662, 0.2663, 0.2635, 0.2622, 0.2616, 0.2609, 0.2614,
  0.2608, 0.2613, 0.2615, 0.2617, 0.2614, 0.2607, 0.2601,
];

/** What scikit-learn on Linux and the published table say of the forest with `nEstimators` trees; undefined beyond their 20. */
export function referencesFor(nEstimators: number): { readonly linux?: number; readonly published?: number } {
  const j = (nEstimators - 8) / 4;
  const [onLinux, inPrint] = [linux[j], published[j]];
  return onLinux === undefined || inPrint === undefined ? {} : { linux: onLinux, published: inPrint };
}

/** How scores compare with scikit-learn's on Linux. */
export interface Agreement {
  /** The scores that have a counterpart in the table. */
  readonly compared: number;
  /** Those that are equal to the last bit. */
  readonly equal: number;
  /** The largest difference, as a share of scikit-learn's score. */
  readonly largest: number;
}

/** Compares the scores of forests with scikit-learn's on Linux; forests that are not in its table are left out. */
export function agreement(
  scores: readonly { readonly nEstimators: number; readonly mse: number }[],
): Agreement {
  const differences = scores.flatMap(({ nEstimators, mse }) => {
    const { linux } = referencesFor(nEstimators);
    return linux === undefined ? [] : Math.abs(mse - linux) / linux;
  });
  const equal = differences.filter((difference) => difference === 0).length;
  return { compared: differences.length, equal, largest: Math.max(0, ...differences) };
}
