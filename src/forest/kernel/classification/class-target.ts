import { Pointer, reserve } from '../base/memory';
import { nRows } from '../table/table';

/** How many classes the trees tell apart; 0 if they predict a number. */
export let nClasses: i32 = 0;
/** The class of each row, 0 to nClasses - 1; written by the host. */
export let classOf: Pointer<u32> = changetype<Pointer<u32>>(0);

export function reserveClasses(classes: i32): usize {
  nClasses = classes;
  classOf = reserve<u32>(nRows);
  return classOf.address;
}

/** The trees predict a number. */
export function forgetClasses(): void {
  nClasses = 0;
}
