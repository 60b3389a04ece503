import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** The part of a tap test that is needed here. */
interface Teardown {
  teardown(action: () => unknown): unknown;
}

export interface LoopbackServer {
  readonly port: number;
  /** How many connections came. */
  readonly connections: () => number;
  /** Everything that all clients said, in the order in which it came. */
  readonly heard: () => Buffer;
  /** Waits until so many connections came. */
  readonly untilConnections: (count: number) => Promise<void>;
}

/** A server on loopback; `serve` says what it does with a connection, by default nothing at all. */
export async function startServer(
  t: Teardown,
  serve: (socket: Socket) => void = () => undefined,
): Promise<LoopbackServer> {
  let connections = 0;
  let heard = Buffer.alloc(0);
  const server = createServer((socket) => {
    connections++;
    t.teardown(() => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => (heard = Buffer.concat([heard, bytes])));
    serve(socket);
    server.emit('counted');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    heard: () => heard,
    async untilConnections(count) {
      while (connections < count) await once(server, 'counted');
    },
  };
}

/** A port on which nobody listens: the kernel chose it, and it was given back. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
