/**
 * How a thread gets an answer while it waits and receives no messages: it posts a request, with a number, and sleeps on shared
 * memory until the head has written the answer there. Long answers come in pieces, each for a request of its own.
 */
import type { Encoded } from './wire';

/** The number of the request that was answered, the bytes of the whole answer (a double), and from 64 on a piece of it. */
export type Mailbox = SharedArrayBuffer;

const ANSWERED = 0;
const TOTAL_BYTES_AT = 8;
const PIECE_AT = 64;

/** Pieces of 256 KiB: 100 MiB take 400 round trips, less time than the two copies. */
export const PIECE_BYTES = 256 * 1024;

export function createMailbox(): Mailbox {
  return new SharedArrayBuffer(PIECE_AT + PIECE_BYTES);
}

/** The head's side: answers a request with the piece of an answer that begins at `offset`. */
export function writePiece(
  mailbox: Mailbox,
  request: number,
  { parts, bytes }: Encoded,
  offset: number,
): void {
  const piece = new Uint8Array(mailbox, PIECE_AT);
  const end = Math.min(bytes, offset + PIECE_BYTES);
  let start = 0;
  for (const part of parts) {
    const from = Math.max(offset, start);
    const to = Math.min(end, start + part.length);
    if (from < to) piece.set(part.subarray(from - start, to - start), from - offset);
    start += part.length;
  }
  new DataView(mailbox).setFloat64(TOTAL_BYTES_AT, bytes, true);
  const words = new Int32Array(mailbox);
  Atomics.store(words, ANSWERED, request);
  Atomics.notify(words, ANSWERED);
}

/** How often a thread that waits looks up, in ms: it may have been cancelled, and has to show that it lives. */
const LOOK_UP_MS = 20;

/** The waiting side. */
export class Inbox {
  private readonly mailbox: Mailbox;
  private readonly words: Int32Array<SharedArrayBuffer>;
  private requests = 0;

  constructor(mailbox: Mailbox) {
    this.mailbox = mailbox;
    this.words = new Int32Array(mailbox);
  }

  /**
   * Blocks the thread until the answer is there; undefined when `shallGoOn`, which is asked now and then, has said no. An
   * answer to a request that was given up changes nothing.
   *
   * @param post sends a request to the head: for the answer, or for its next piece, which begins at `offset`
   */
  ask(post: (request: number, offset: number) => void, shallGoOn: () => boolean): Uint8Array | undefined {
    let answer: Uint8Array | undefined;
    for (let offset = 0; offset < (answer?.length ?? 1); offset += PIECE_BYTES) {
      const request = ++this.requests;
      post(request, offset);
      if (!this.waitFor(request, shallGoOn)) return undefined;
      answer ??= new Uint8Array(new DataView(this.mailbox).getFloat64(TOTAL_BYTES_AT, true));
      const bytes = Math.min(PIECE_BYTES, answer.length - offset);
      answer.set(new Uint8Array(this.mailbox, PIECE_AT, bytes), offset);
    }
    return answer;
  }

  private waitFor(request: number, shallGoOn: () => boolean): boolean {
    for (;;) {
      const answered = Atomics.load(this.words, ANSWERED);
      if (answered === request) return true;
      if (!shallGoOn()) return false;
      Atomics.wait(this.words, ANSWERED, answered, LOOK_UP_MS);
    }
  }
}
