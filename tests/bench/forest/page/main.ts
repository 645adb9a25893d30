import { wrap, type Remote } from 'comlink';
import type { Trainer } from './api';
import { runJob } from './job';

interface StartedTrainer {
  readonly api: Remote<Trainer>;
  /** Rejects when the worker fails: by itself Comlink never settles the calls of a dead one. */
  readonly failure: Promise<never>;
  readonly worker: Worker;
}

function startTrainer(): StartedTrainer {
  const worker = new Worker(new URL('./trainer.worker.ts', import.meta.url), { type: 'module' });
  const failure = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      reject(new Error(`The bench worker failed: ${event.message || 'its script did not load'}.`));
    };
  });
  failure.catch(() => undefined);
  return { api: wrap<Trainer>(worker), failure, worker };
}

const trainer = startTrainer();

window.bench = {
  engines: () => Promise.race([trainer.api.engines(), trainer.failure]),
  fit: (request) => Promise.race([trainer.api.fit(request), trainer.failure]),
  predict: (request) => Promise.race([trainer.api.predict(request), trainer.failure]),
  async memory(request) {
    const fresh = startTrainer();
    try {
      return await Promise.race([fresh.api.memory(request), fresh.failure]);
    } finally {
      fresh.worker.terminate();
    }
  },
  job: runJob,
};
