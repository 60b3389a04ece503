import { createServer, type AddressInfo, type Socket } from 'node:net';
import { connect, type Connection } from '../../src/net/index.js';

/** What a scripted server does, in order. */
export type Act =
  | { readonly send: Uint8Array | string }
  /** A byte at a time. */
  | { readonly drip: Uint8Array | string }
  /** A byte at a time, over and over, for as long as the client is there. */
  | { readonly dripOn: Uint8Array | string }
  /** Waits until the client has said exactly this, counted from its last such words. */
  | { readonly expect: Uint8Array | string }
  | 'close'
  | 'reset';

export interface ScriptedServer {
  readonly port: number;
  /** The script is not begun before: a reset could overtake the client's own notice that it is connected. */
  readonly begin: () => void;
  /** Everything that the client of the only connection said, once that has ended. */
  readonly heard: Promise<Buffer>;
}

/** The part of a tap test that is needed here. */
interface Teardown {
  teardown(action: () => unknown): unknown;
}

/** A server on loopback that acts out its script for one client; at the end of the script it is silent. */
export async function startScript(t: Teardown, script: readonly Act[]): Promise<ScriptedServer> {
  const { promise: heard, resolve: tellHeard } = deferred<Buffer>();
  const { promise: begun, resolve: begin } = deferred<undefined>();
  const server = createServer({ noDelay: true }, (socket) => {
    t.teardown(() => socket.destroy());
    const listener = new Listener(socket);
    socket.on('close', () => tellHeard(listener.heard));
    void begun.then(() => play(socket, listener, script));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return { port: (server.address() as AddressInfo).port, begin: () => begin(undefined), heard };
}

export async function connectTo(t: Teardown, { port, begin }: ScriptedServer): Promise<Connection> {
  const result = await connect({ ip: '127.0.0.1', port, timeoutMs: 10_000 });
  if (!result.ok) throw new Error(result.failure.message);
  t.teardown(() => result.connection.socket.destroy());
  begin();
  return result.connection;
}

export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((r) => (resolve = r));
  return { promise, resolve };
}

class Listener {
  heard = Buffer.alloc(0);
  #understood = 0;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.heard = Buffer.concat([this.heard, chunk]);
      this.#wake?.();
    });
  }

  async hear(words: Buffer): Promise<void> {
    while (!this.heard.subarray(this.#understood).equals(words)) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#understood = this.heard.length;
  }
}

async function play(socket: Socket, listener: Listener, script: readonly Act[]): Promise<void> {
  for (const act of script) {
    if (act === 'close') socket.end();
    else if (act === 'reset') socket.resetAndDestroy();
    else if ('send' in act) await send(socket, Buffer.from(act.send));
    else if ('drip' in act) await drip(socket, Buffer.from(act.drip));
    else if ('expect' in act) await listener.hear(Buffer.from(act.expect));
    else while (!socket.destroyed) await drip(socket, Buffer.from(act.dripOn));
  }
}

function send(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => socket.write(bytes, () => resolve()));
}

async function drip(socket: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    if (socket.destroyed) return;
    await send(socket, Buffer.of(byte));
    await new Promise(setImmediate);
  }
}
