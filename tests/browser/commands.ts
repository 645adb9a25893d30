/** What the tests in the browser can have done from outside of the page. */
import type { BrowserCommand } from 'vitest/node';

/** Ends the idle worker of this name, whose script is `faulty.worker.ts`, through the browser's debugger. */
export const endWorkerFromOutside: BrowserCommand<[name: string]> = async ({ page }, name) => {
  // Later, because a worker that is closed answers no more.
  const end = `self.name === ${JSON.stringify(name)} && (setTimeout(self.closeSilently), true)`;
  // All at once, because workers of earlier tests may still be listed and never answer.
  const answers = page.workers().map(async (worker) => {
    if (!(await worker.evaluate<boolean>(end))) throw new Error('another worker');
  });
  await Promise.any(answers);
};

declare module 'vitest/browser' {
  interface BrowserCommands {
    endWorkerFromOutside: (name: string) => Promise<void>;
  }
}
