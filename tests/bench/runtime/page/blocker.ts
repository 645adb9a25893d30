/** How long the page computes at a time, in ms. */
const SLICE_MS = 9;

/**
 * Keeps the main thread busy for a part of the time, in slices of 9 ms; in between whatever waits has its turn.
 *
 * @param share of the time, below 1
 * @returns how to stop
 */
export function blockMainThread(share: number): () => void {
  const gap = (SLICE_MS * (1 - share)) / share;
  const { port1, port2 } = new MessageChannel();
  let free = performance.now();
  port1.onmessage = () => {
    if (performance.now() - free >= gap) {
      const end = performance.now() + SLICE_MS;
      while (performance.now() < end);
      free = end;
    }
    port2.postMessage(null);
  };
  port2.postMessage(null);
  return () => {
    port1.close();
  };
}
