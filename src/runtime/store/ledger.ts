import type { Block, StoreMember } from '../protocol';
import { createGenerations, endGeneration, guardsOf, type Guards } from './generations';
import { clearRow, createMeter, fenceRow, joinRow, readMeter, readRow, release } from './meter';

/** One thread that allocates or did. */
interface Account {
  readonly member: StoreMember;
  state: 'ALIVE' | 'FENCED' | 'BURIED';
  /** The bytes of each block that lies in an object, by its number. */
  readonly sealed: Map<number, number>;
  sealedBytes: number;
}

/** What a member holds of the store. */
export interface Usage {
  readonly owner: number;
  readonly incarnation: number;
  readonly state: Account['state'];
  /** Bytes on the meter, of objects and of arrays that are still being written. */
  readonly usedBytes: number;
  /** Bytes of the objects that the head knows. */
  readonly sealedBytes: number;
}

const DRIVER: Pick<StoreMember, 'owner' | 'slot' | 'incarnation'> = { owner: 0, slot: 0, incarnation: 0 };

/** A store of `capacityBytes` and the driver's membership in it. */
export function createStore(capacityBytes: number): StoreMember {
  return { meter: createMeter(capacityBytes), generations: createGenerations(), ...DRIVER };
}

/**
 * The head's account of who holds which blocks. A thread's objects outlive it, because shared memory lives as long as
 * its views: only what it had allocated and not sealed is given back once it is really dead, and what it seals after it
 * was declared dead is refused.
 */
export class Ledger {
  private readonly meter: StoreMember['meter'];
  private readonly generations: StoreMember['generations'];
  /** By incarnation, which no two threads share. */
  private readonly accounts = new Map<number, Account>();
  private readonly slots = new Set<number>();
  private incarnations = 0;

  /** @param driver the driver's membership, the first of the store. */
  constructor(driver: StoreMember) {
    this.meter = driver.meter;
    this.generations = driver.generations;
    this.open(driver);
  }

  /** The membership of a thread that starts; each of an owner's threads gets its own. */
  admit(owner: number): StoreMember {
    let slot = 0;
    while (this.slots.has(slot)) slot++;
    clearRow(this.meter, slot);
    const { meter, generations } = this;
    const member = { meter, generations, slot, owner, incarnation: ++this.incarnations };
    this.open(member);
    return member;
  }

  /**
   * An object with these blocks exists from now on. False, and nothing is counted, when one of them comes from a thread
   * that was declared dead, or is known already: the object is to be dropped.
   */
  seal(blocks: readonly Block[]): boolean {
    for (const block of blocks) {
      const account = this.accountOf(block);
      if (account?.state !== 'ALIVE' || account.sealed.has(block.number)) return false;
    }
    for (const block of blocks) {
      const account = this.accountOf(block)!;
      account.sealed.set(block.number, block.bytes);
      account.sealedBytes += block.bytes;
    }
    return true;
  }

  /**
   * The object with these blocks is gone: takes them off the meter at once, so that a busy owner keeps nobody waiting.
   * Returns what each living owner is to be told to `free`. Blocks that are not (or no longer) known count for nothing.
   */
  release(blocks: readonly Block[]): Map<number, Block[]> {
    const toFree = new Map<number, Block[]>();
    for (const block of blocks) {
      const account = this.accountOf(block);
      const bytes = account?.sealed.get(block.number);
      if (!account || bytes === undefined) continue;
      account.sealed.delete(block.number);
      account.sealedBytes -= bytes;
      endGeneration(this.generations, block);
      release(this.meter, account.member.slot, bytes);
      if (account.state === 'ALIVE') append(toFree, block.owner, block);
      this.closeIfEmpty(account);
    }
    return toFree;
  }

  /** Whoever looks at these blocks again asks the head: their object is lost, though its memory is not given back yet. */
  doubt(blocks: readonly Block[]): void {
    for (const block of blocks) endGeneration(this.generations, block);
  }

  /** By which the readers of an object that is there see when it is gone. */
  guardsOf(blocks: readonly Block[]): Guards {
    return guardsOf(this.generations, blocks);
  }

  /** A thread is declared dead: it gets no more room, and what it seals from now on is refused. */
  fence(member: StoreMember): void {
    const account = this.accountOf(member);
    if (account?.state !== 'ALIVE') return;
    account.state = 'FENCED';
    fenceRow(this.meter, member.slot);
  }

  /**
   * A thread has really ended, and writes no more: what it had not sealed is given back. Returns how many bytes these
   * were. Its objects stay.
   */
  bury(member: StoreMember): number {
    this.fence(member);
    const account = this.accountOf(member);
    if (account?.state !== 'FENCED') return 0;
    account.state = 'BURIED';
    const unsealed = readRow(this.meter, member.slot) - account.sealedBytes;
    release(this.meter, member.slot, unsealed);
    this.closeIfEmpty(account);
    return unsealed;
  }

  /** Bytes in use and bytes there are. */
  room(): { readonly used: number; readonly capacity: number } {
    return readMeter(this.meter);
  }

  /** Who holds how much; the dead as long as objects of theirs live. */
  usage(): Usage[] {
    return [...this.accounts.values()].map(({ member, state, sealedBytes }) => {
      const { owner, incarnation, slot } = member;
      return { owner, incarnation, state, usedBytes: readRow(this.meter, slot), sealedBytes };
    });
  }

  private open(member: StoreMember): void {
    joinRow(this.meter, member.slot);
    this.slots.add(member.slot);
    this.accounts.set(member.incarnation, { member, state: 'ALIVE', sealed: new Map(), sealedBytes: 0 });
  }

  private accountOf({ incarnation }: Pick<Block, 'incarnation'>): Account | undefined {
    return this.accounts.get(incarnation);
  }

  private closeIfEmpty({ member, state, sealed }: Account): void {
    if (state !== 'BURIED' || sealed.size > 0) return;
    this.accounts.delete(member.incarnation);
    this.slots.delete(member.slot);
  }
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
