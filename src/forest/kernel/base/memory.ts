/**
 * The address of values of type T that lie one after another. Indexing reads as an array's, without bounds checks and
 * without a garbage collector: everything the kernel works on is reserved once per training set.
 */
@unmanaged
export class Pointer<T> {
  @inline @operator('[]') get(index: i32): T {
    return load<T>(changetype<usize>(this) + ((<usize>index) << alignof<T>()));
  }

  @inline @operator('[]=') set(index: i32, value: T): void {
    store<T>(changetype<usize>(this) + ((<usize>index) << alignof<T>()), value);
  }

  /** The address of the value at an index. */
  @inline from(index: i32): Pointer<T> {
    return changetype<Pointer<T>>(changetype<usize>(this) + ((<usize>index) << alignof<T>()));
  }

  @inline get address(): usize {
    return changetype<usize>(this);
  }
}

const PAGE: usize = 65536;
const LINE: usize = 64;

/** Vector loads and stores may touch so many bytes before and after an array. */
const SLACK: usize = 64;

let end: usize = __heap_base;

/** Memory for `count` values, aligned to cache lines; it may hold anything. Traps when the memory cannot grow. */
export function reserve<T>(count: i32): Pointer<T> {
  const start = (end + SLACK + LINE - 1) & ~(LINE - 1);
  end = start + ((<usize>count) << alignof<T>()) + SLACK;
  growTo(end);
  return changetype<Pointer<T>>(start);
}

/** More room for values that are kept: in place if nothing was reserved behind them, else elsewhere. */
export function enlarge<T>(values: Pointer<T>, count: i32, newCount: i32): Pointer<T> {
  if (values.from(count).address + SLACK == end) {
    end = values.from(newCount).address + SLACK;
    growTo(end);
    return values;
  }
  const moved = reserve<T>(newCount);
  memory.copy(moved.address, values.address, values.from(count).address - values.address);
  return moved;
}

/** The end of what is reserved; see `releaseTo`. */
export function reserved(): usize {
  return end;
}

/** Gives back what was reserved since `reserved()` returned this. */
export function releaseTo(mark: usize): void {
  end = mark;
}

/** Makes every address below `address` usable. */
function growTo(address: usize): void {
  const pages = <i32>((address + PAGE - 1) / PAGE) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}
