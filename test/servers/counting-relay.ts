import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CountingRelay {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Connections so far. */
  readonly count: () => number;
  readonly stop: () => Promise<void>;
}

/** Passes each connection on to `port` as it is, half-closes and resets included, and counts them. */
export async function startCountingRelay(port: number): Promise<CountingRelay> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    count++;
    const upstream = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    join(client, upstream);
    join(upstream, client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    count: () => count,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.once('error', () => to.resetAndDestroy());
}
