/** The thread that the peers call: no runtime, only what the browser or Comlink gives. */
import { expose } from 'comlink';

function smallValue(): string {
  return 'ok';
}

expose({
  smallValue,
  /** From now on answers every message on the port with the small value. */
  answerOn(port: MessagePort): void {
    port.onmessage = () => {
      port.postMessage(smallValue());
    };
  },
});
