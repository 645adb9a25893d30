/**
 * Whether the order of scikit-learn's samples is kept: sums then run in it and have its last bits. Not kept where it
 * cannot matter, because all sums are exact, and by `turbo`.
 */
export let keepsOrder: bool = false;
/** Whether rounding may decide between cuts otherwise than in scikit-learn: `turbo` where sums are rounded. */
export let isRough: bool = false;

export function setMode(order: bool, exactSums: bool): void {
  keepsOrder = order && !exactSums;
  isRough = !order && !exactSums;
}
