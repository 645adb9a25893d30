/**
 * Calls `onReleased` when the holder of a Web Lock is gone: no event tells that a worker closed itself or was killed,
 * but its lock is released 0.4–11 ms after its death (2.0 s if it was busy). Aborting the signal ends the watch.
 */
export function watchLock(name: string, signal: AbortSignal, onReleased: () => void): void {
  const granted = navigator.locks.request(name, { signal }, () => undefined);
  void granted.then(
    () => {
      // The grant may have been under way when the watch was ended.
      if (!signal.aborted) onReleased();
    },
    () => undefined, // Only an aborted watch rejects.
  );
}
