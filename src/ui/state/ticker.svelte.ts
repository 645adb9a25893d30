/** Beats ten times a second while `running()` holds: what shows elapsed time reads `beats` to be drawn anew. */
export class Ticker {
  beats = $state(0);

  constructor(running: () => boolean) {
    $effect(() => {
      if (!running()) return;
      const timer = setInterval(() => {
        this.beats++;
      }, 100);
      return () => {
        clearInterval(timer);
      };
    });
  }
}
