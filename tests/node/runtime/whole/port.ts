/** A port whose messages arrive when the test says so. */
export class FakePort {
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  private readonly inbox: unknown[] = [];
  private peer: FakePort | undefined;
  private isClosed = false;

  static pair(): [FakePort, FakePort] {
    const ports: [FakePort, FakePort] = [new FakePort(), new FakePort()];
    ports[0].peer = ports[1];
    ports[1].peer = ports[0];
    return ports;
  }

  /** What the code under test sees. */
  get asPort(): MessagePort {
    return this as unknown as MessagePort;
  }

  get hasMail(): boolean {
    return this.inbox.length > 0 && !this.isClosed;
  }

  postMessage(message: unknown): void {
    if (!this.isClosed) this.peer?.inbox.push(structuredClone(message));
  }

  /** The next message arrives. */
  deliver(): void {
    this.onmessage?.({ data: this.inbox.shift() });
  }

  close(): void {
    this.isClosed = true;
  }
}
