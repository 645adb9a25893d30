/** A clock for what shows elapsed time: `now` moves ten times a second while `running()` holds. */
export class Ticker {
  /** On the page's clock, ms. */
  now = $state(performance.now());

  constructor(running: () => boolean) {
    $effect(() => {
      if (!running()) return;
      this.now = performance.now();
      const timer = setInterval(() => {
        this.now = performance.now();
      }, 100);
      return () => {
        clearInterval(timer);
      };
    });
  }
}
