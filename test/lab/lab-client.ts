import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Lab, LabEndpoint, LabListenerId } from '../../src/lab/index.js';

export function endpointOf(lab: Lab, id: LabListenerId): LabEndpoint {
  const endpoint = lab.endpoints.find((candidate) => candidate.id === id);
  if (!endpoint) throw new RangeError(`no listener is called ${id}`);
  return endpoint;
}

/** A client that talks text, over TCP or TLS. */
export class TextClient {
  readonly socket: Socket;
  /** Everything that came, and what of it was not waited for yet. */
  heard = '';
  #unread = '';
  #wake: (() => void) | undefined;
  readonly #onData = (chunk: Buffer): void => {
    this.heard += chunk.toString('latin1');
    this.#unread += chunk.toString('latin1');
    this.#wake?.();
  };

  constructor(socket: Socket) {
    this.socket = socket;
    // Lost connections are told by `until` and `closed`.
    socket.on('error', () => undefined);
    socket.on('data', this.#onData);
    socket.once('close', () => this.#wake?.());
  }

  send(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** Waits for a match and returns all up to its end. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const match = pattern.exec(this.#unread);
      if (match) {
        const end = match.index + match[0].length;
        const text = this.#unread.slice(0, end);
        this.#unread = this.#unread.slice(end);
        return text;
      }
      if (this.socket.closed) throw new Error(`closed after ${JSON.stringify(this.heard)}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async ask(command: string): Promise<string> {
    this.send(`${command}\r\n`);
    return this.until(/^\d{3} .*\r\n/m);
  }

  /** All that was heard until the connection was closed. */
  async closed(): Promise<string> {
    // Not `once`, which would reject where the lab has reset the connection.
    if (!this.socket.closed) await new Promise((resolve) => this.socket.once('close', resolve));
    return this.heard;
  }

  /** Gives the socket away, paused. */
  release(): Socket {
    this.socket.pause().removeListener('data', this.#onData);
    return this.socket;
  }
}

export async function dial({ host, port }: LabEndpoint): Promise<TextClient> {
  const socket = connect({ host, port });
  await once(socket, 'connect');
  return new TextClient(socket);
}

/** A client that was greeted. */
export async function dialSmtp(endpoint: LabEndpoint): Promise<TextClient> {
  const client = await dial(endpoint);
  await client.until(/^220 .*\r\n/);
  return client;
}

/** A connection on which a ClientHello may be sent now. */
export async function dialTls(endpoint: LabEndpoint): Promise<Socket> {
  if (endpoint.protocol !== 'smtp') return (await dial(endpoint)).release();
  const client = await dialSmtp(endpoint);
  await client.ask('EHLO client.example');
  await client.ask('STARTTLS');
  return client.release();
}

/** What of TCP this process still has open, once the event loop has had its turns to close what was let go. */
export async function openTcpHandles(): Promise<string[]> {
  let open: string[] = [];
  for (let turns = 0; turns < MAX_TURNS; turns++) {
    open = process.getActiveResourcesInfo().filter((resource) => resource.startsWith('TCP'));
    if (open.length === 0) break;
    await setImmediate();
  }
  return open;
}

const MAX_TURNS = 100;
