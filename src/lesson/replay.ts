import { wrap } from 'comlink';
import type { replayAll, Replays } from './more-cores';
import { recordingOf, type History } from './recording';

/**
 * `replayAll` off the main thread: the 1,375 small tasks of fifty forests took 148 ms when the code was still cold.
 *
 * @throws Error with a sentence for the user when the simulator's script does not start
 */
export async function replayInBackground(history: History): Promise<Replays> {
  const worker = new Worker(new URL('./more-cores.worker.ts', import.meta.url), {
    type: 'module',
    name: 'simulator',
  });
  // Comlink never settles the calls of a worker that failed to load.
  const failure = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`The simulator could not start${event.message ? `: ${event.message}` : ''}.`));
    };
  });
  try {
    return await Promise.race([wrap<typeof replayAll>(worker)(recordingOf(history)), failure]);
  } finally {
    worker.terminate();
  }
}
