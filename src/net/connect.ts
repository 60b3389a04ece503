import { isIP, Socket } from 'node:net';
import { failure, type Failure, type StopSignal } from '../model/index.js';
import { connectFailure } from './connect-failure.js';
import { Connection } from './connection.js';

export interface ConnectOptions {
  /** An address, never a name. */
  readonly ip: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal?: StopSignal | undefined;
  readonly sourceAddress?: string | undefined;
}

export type ConnectResult =
  { readonly ok: true; readonly connection: Connection } | { readonly ok: false; readonly failure: Failure };

/**
 * Opens a TCP connection.
 *
 * @throws {RangeError} when `ip` is no address or `port` no port
 */
export async function connect(options: ConnectOptions): Promise<ConnectResult> {
  const { ip, signal, sourceAddress, timeoutMs } = options;
  if (isIP(ip) === 0) throw new RangeError(`${ip} is not an IP address`);
  if (signal?.aborted === true) return { ok: false, failure: aborted() };
  return new Promise((resolve) => {
    // Paused before it connects, Node does not start to read: an early end would be told to nobody.
    const socket = new Socket().pause();
    socket.connect({ host: ip, port: options.port, ...(sourceAddress && { localAddress: sourceAddress }) });
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (failed: Failure): void => {
      settle();
      socket.destroy();
      resolve({ ok: false, failure: failed });
    };
    const onError = (error: NodeJS.ErrnoException): void => fail(connectFailure(error, options));
    const onAbort = (): void => fail(aborted());
    const onTimeout = (): void =>
      fail(failure('connect', 'timeout', `No connection within ${timeoutMs / 1000} s`));
    const timer = setTimeout(onTimeout, timeoutMs);
    signal?.addEventListener('abort', onAbort);
    socket.on('error', onError);
    socket.once('connect', () => {
      settle();
      socket.off('error', onError);
      resolve({ ok: true, connection: new Connection(socket) });
    });
  });
}

function aborted(): Failure {
  return failure('connect', 'aborted', 'Stopped while connecting');
}
