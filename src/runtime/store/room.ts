import { ObjectStoreFullError } from '../errors';

/** How long who stores something waits for room in a full store, unless it says otherwise, in ms. */
const ROOM_TIMEOUT_MS = 5000;

/**
 * Stores something as soon as there is room.
 *
 * @param store may be called several times; leaves nothing behind when it throws
 * @param whenRoom whether there is room for so many bytes within so many ms, which others may take first
 * @throws what `store` throws: ObjectStoreFullError after `timeout` ms, and at once where waiting would not help.
 */
export async function storeWhenRoom<T>(
  store: () => T,
  whenRoom: (bytes: number, timeout: number) => Promise<boolean>,
  timeout = ROOM_TIMEOUT_MS,
): Promise<T> {
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      return store();
    } catch (error) {
      if (!(await whenRoom(wantedBy(error), deadline - performance.now()))) throw error;
    }
  }
}

/** As `storeWhenRoom`, on a thread that may be blocked meanwhile. */
export function storeWithPatience<T>(
  store: () => T,
  awaitRoom: (bytes: number, timeout: number) => boolean,
  timeout = ROOM_TIMEOUT_MS,
): T {
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      return store();
    } catch (error) {
      if (!awaitRoom(wantedBy(error), deadline - performance.now())) throw error;
    }
  }
}

/** How much room it takes to come a step further. @throws an error for which room is no remedy */
function wantedBy(error: unknown): number {
  if (error instanceof ObjectStoreFullError && error.wantedBytes !== undefined) return error.wantedBytes;
  throw error;
}
