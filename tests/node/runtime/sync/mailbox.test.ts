import { describe, expect, test } from 'vitest';
import { createMailbox, Inbox, PIECE_BYTES, writePiece } from '../../../../src/runtime/sync/mailbox';
import { decode, encode } from '../../../../src/runtime/sync/wire';

const forEver = (): boolean => true;

describe('a mailbox', () => {
  test.each([0, 1, PIECE_BYTES / 8, PIECE_BYTES])('passes an answer on with %i numbers', (length) => {
    const answer = { numbers: Float64Array.from({ length }, (_, i) => i), text: 'ä' };
    const mailbox = createMailbox();
    const encoded = encode(answer);
    const offsets: number[] = [];
    const received = new Inbox(mailbox).ask((request, offset) => {
      offsets.push(offset);
      writePiece(mailbox, request, encoded, offset);
    }, forEver);
    expect(decode(received!)).toEqual(answer);
    expect(offsets).toEqual(
      Array.from({ length: Math.ceil(encoded.bytes / PIECE_BYTES) }, (_, i) => i * PIECE_BYTES),
    );
  });

  test('lets who waits give up', () => {
    let looks = 0;
    const received = new Inbox(createMailbox()).ask(
      () => undefined,
      () => ++looks < 3,
    );
    expect(received).toBeUndefined();
    expect(looks).toBe(3);
  });

  test('is not confused by an answer that comes too late', () => {
    const mailbox = createMailbox();
    const inbox = new Inbox(mailbox);
    const late: number[] = [];
    inbox.ask(
      (request) => late.push(request),
      () => false,
    );
    let looks = 0;
    let pending = 0;
    const received = inbox.ask(
      (request) => {
        writePiece(mailbox, late[0]!, encode('late'), 0);
        pending = request;
      },
      () => {
        if (++looks === 2) writePiece(mailbox, pending, encode('due'), 0);
        return true;
      },
    );
    expect(decode(received!)).toBe('due');
  });
});
