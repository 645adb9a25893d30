/**
 * Lets those who wait go on one after another, each in a turn of the event loop of its own: what a task does until it
 * waits again then happens before another one goes on, and a variable can say which of them is running.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private isTaken = false;
  private readonly channel = new MessageChannel();

  constructor() {
    this.channel.port1.onmessage = () => {
      this.isTaken = false;
      this.give();
    };
  }

  /** Resolves when it is the caller's turn, which lasts to the end of the microtasks that follow. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.give();
    });
  }

  private give(): void {
    if (this.isTaken) return;
    const resolve = this.waiting.shift();
    if (!resolve) return;
    this.isTaken = true;
    resolve();
    this.channel.port2.postMessage(undefined);
  }
}
