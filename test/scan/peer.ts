import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Endpoint, Protocol, Target } from '../../src/model/index.js';

/** The part of a tap test that is needed here. */
export interface Teardown {
  teardown(action: () => unknown): unknown;
}

/** How many connections there were and are, over all peers that count together. */
export interface Count {
  total: number;
  readonly open: Set<Socket>;
  /** The most at once. */
  most: number;
}

export interface Peer {
  readonly port: number;
  readonly count: Count;
  /** Listens no more; connections stay. */
  readonly stop: () => void;
}

/** A server on loopback that does `serve` with each of its connections, counted from 0; gone when the test is. */
export async function startPeer(
  t: Teardown,
  serve: (socket: Socket, nth: number) => void,
  { host = '127.0.0.1', count = newCount() }: { host?: string; count?: Count } = {},
): Promise<Peer> {
  const server = createServer({ noDelay: true }, (socket) => {
    const nth = count.total++;
    const earlier = [...count.open];
    count.open.add(socket);
    // Some turns later: what the client had closed before it opened this one is known to be closed then.
    void settle(20).then(() => {
      const stillOpen = earlier.filter((other) => count.open.has(other)).length;
      count.most = Math.max(count.most, stillOpen + 1);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => count.open.delete(socket));
    t.teardown(() => socket.destroy());
    serve(socket, nth);
    // What nobody listens to is read all the same, so that the end is seen.
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  t.teardown(() => server.close());
  return { port: (server.address() as AddressInfo).port, count, stop: () => server.close() };
}

export function newCount(): Count {
  return { total: 0, open: new Set(), most: 0 };
}

/** Once the client has said its hello. */
export function afterHello(socket: Socket, act: () => void): void {
  socket.once('data', act);
}

export function targetOf(port: number, host = '127.0.0.1', protocol: Protocol = 'https'): Target {
  const service = protocol === 'https' ? 'https' : 'receiving';
  return { written: `${protocol}://${host}:${port}`, host, port, protocol, service };
}

export function endpointOf(port: number, protocol: Protocol = 'https'): Endpoint {
  return { ...targetOf(port, '127.0.0.1', protocol), ip: '127.0.0.1' };
}

/** Many turns of the event loop: whatever can happen without time passing has happened. */
export async function settle(turns = 300): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
}

export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((r) => (resolve = r));
  return { promise, resolve };
}
