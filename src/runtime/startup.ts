/** Starting a thread so that every way to fail is reported: by itself Comlink waits for ever for a dead worker. */

const HELLO = 'treeline-runtime-hello';

/** Says to the thread that created this one: my script has run and my handshake listens. */
export function sayHello(): void {
  (self as unknown as { postMessage(message: unknown): void }).postMessage(HELLO);
}

/**
 * Runs `handshake` once the worker has said hello.
 *
 * @param timeout ms from now until the whole start counts as failed.
 * @throws Error with one sentence when the script does not load, throws, or does not answer in time.
 */
export function whenStarted<T>(worker: Worker, timeout: number, handshake: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const watch = new AbortController();
    const settle = (outcome: () => void): void => {
      watch.abort();
      clearTimeout(timer);
      outcome();
    };
    const fail = (reason: string): void => {
      settle(() => {
        reject(new Error(reason));
      });
    };
    const timer = setTimeout(() => {
      fail(`its script did not answer within ${timeout / 1000} s; a worker script has to call serveTasks`);
    }, timeout);
    const { signal } = watch;
    worker.addEventListener(
      'error',
      (event) => {
        // Otherwise the error of a nested worker would also be raised in the thread above.
        event.preventDefault();
        fail(describeError(event));
      },
      { signal },
    );
    worker.addEventListener(
      'message',
      (event: MessageEvent<unknown>) => {
        if (event.data !== HELLO) return;
        handshake().then(
          (value) => {
            settle(() => {
              resolve(value);
            });
          },
          (error: unknown) => {
            fail(error instanceof Error ? error.message : String(error));
          },
        );
      },
      { signal },
    );
  });
}

/** A script that is missing or blocked gives an event without a message; one that throws gives the text. */
export function describeError(event: ErrorEvent): string {
  const message = (event.message as string | undefined) ?? '';
  if (message === '') return 'its script did not load: it is missing, blocked or no JavaScript module';
  return event.filename ? `${message} (${event.filename}:${event.lineno})` : message;
}
