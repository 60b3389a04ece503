import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Connection } from '../net/index.js';
import type { LabLimits } from './lab-limits.js';

export interface ListenerOptions {
  readonly host: string;
  /** 0: the kernel chooses. */
  readonly port: number;
  readonly limits: LabLimits;
  /** Serves one connection. It is closed when the promise settles. */
  readonly serve: (connection: Connection) => Promise<void>;
  /** The same for one that its address has too many of already. */
  readonly turnAway: (connection: Connection) => Promise<void>;
  /** A fault of ours, which costs its connection and no more. */
  readonly onFault: (error: unknown) => void;
}

/** A TCP listener that counts its connections and can close them all. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Sessions, which may go on for a moment after their sockets. */
  readonly #sessions = new Set<Promise<void>>();

  /** @throws what `listen` fails with: the port is taken, say */
  static async open(options: ListenerOptions): Promise<Listener> {
    const listener = new Listener(options);
    listener.#server.listen(options.port, options.host);
    await once(listener.#server, 'listening');
    // Such as EMFILE: one connection less.
    listener.#server.on('error', options.onFault);
    return listener;
  }

  private constructor(options: ListenerOptions) {
    this.#options = options;
    this.#server = createServer({ pauseOnConnect: true }, (socket) => this.#onConnection(socket));
    this.#server.maxConnections = options.limits.maxConnections;
  }

  /** What was bound: an address also where a name was given. */
  get address(): AddressInfo {
    return this.#server.address() as AddressInfo;
  }

  /** Ends all connections at once; resolves when nothing of them is left. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([closed, ...this.#sessions]);
  }

  #onConnection(socket: Socket): void {
    const { limits, serve, turnAway } = this.#options;
    const isOneTooMany = this.#countFrom(socket.remoteAddress) >= limits.maxConnectionsPerAddress;
    this.#sockets.add(socket);
    const deadline = setTimeout(() => socket.destroy(), limits.sessionTimeoutMs);
    socket.once('close', () => {
      clearTimeout(deadline);
      this.#sockets.delete(socket);
    });
    const session = this.#run(new Connection(socket), isOneTooMany ? turnAway : serve);
    this.#sessions.add(session);
    void session.finally(() => this.#sessions.delete(session));
  }

  async #run(connection: Connection, serve: ListenerOptions['serve']): Promise<void> {
    try {
      await serve(connection);
    } catch (error) {
      this.#options.onFault(error);
    } finally {
      connection.close();
    }
  }

  #countFrom(address: string | undefined): number {
    let count = 0;
    for (const { remoteAddress } of this.#sockets) if (remoteAddress === address) count++;
    return count;
  }
}
