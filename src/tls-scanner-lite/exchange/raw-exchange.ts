import type { Socket } from 'node:net';
import type { FlightEnd, FlightResult, ServerFlight } from '../framing/flight.js';
import { FlightReader } from '../framing/flight-reader.js';
import { encodeRecord } from '../framing/record.js';
import { ALERT_LEVEL } from '../message/alert.js';
import { ALERT } from '../registry/alert-description.js';
import { CONTENT_TYPE } from '../registry/content-type.js';
import { VERSION } from '../registry/protocol-version.js';
import { encodeOffer, type Offer } from './offer.js';
import { serverHelloCheck } from './server-hello-check.js';
import type { StopSignal } from './stop-signal.js';

export interface ExchangeOptions {
  readonly offer: Offer;
  /** For the whole exchange, so that a peer that sends a byte at a time cannot stretch it. */
  readonly timeoutMs: number;
  readonly signal?: StopSignal | undefined;
}

/**
 * Makes one offer with our own bytes on a connected socket, reads the plaintext flight up to where it ends, says
 * goodbye and destroys the socket. Never rejects: whatever the peer does is in the result.
 *
 * @throws {TypeError} for a server name that is none
 */
export function exchangeRaw(socket: Socket, options: ExchangeOptions): Promise<FlightResult> {
  const hello = encodeOffer(options.offer);
  const reader = new FlightReader(serverHelloCheck(options.offer));
  return new Promise((resolve) => {
    let finished = false;
    const finish = (end: FlightEnd): void => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      socket.removeListener('data', onData).removeListener('end', onEnd).removeListener('close', onEnd);
      const result = reader.finish(end);
      if (result.end.kind === 'server-hello-done' || result.end.kind === 'tls1.3')
        socket.write(goodbye(result.flight));
      // The 'error' listener stays: a reset may still come, and nobody else listens.
      socket.destroy();
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      const end = reader.push(chunk);
      if (end) finish(end);
    };
    const onEnd = (): void => finish({ kind: 'closed' });
    const onError = (error: NodeJS.ErrnoException): void => finish(lostConnection(error));
    const onAbort = (): void => finish({ kind: 'aborted' });
    const timer = setTimeout(() => finish({ kind: 'timeout' }), options.timeoutMs);

    socket.on('error', onError);
    if (options.signal?.aborted) {
      onAbort();
      return;
    }
    if (socket.destroyed) {
      // Its events have been and gone.
      finish(lostConnection(socket.errored));
      return;
    }
    options.signal?.addEventListener('abort', onAbort);
    socket.on('data', onData).on('end', onEnd).on('close', onEnd);
    socket.write(hello);
    socket.resume();
  });
}

/** How a connection ended, from the error that its socket had, if any. */
export function lostConnection(error: NodeJS.ErrnoException | null): FlightEnd {
  return RESET_CODES.has(error?.code ?? '') ? { kind: 'reset' } : { kind: 'closed' };
}

/** EPIPE: we wrote into a connection that the peer had torn down. */
const RESET_CODES: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/**
 * RFC 5246 7.2: `user_canceled` says that the handshake is given up for no fault of the protocol, and is followed by
 * `close_notify`. Servers log it as a client that left, not as an attack.
 */
function goodbye(flight: ServerFlight): Uint8Array {
  const version = flight.serverHello?.version ?? VERSION['TLSv1.2'];
  return (GOODBYES[version] ??= Buffer.concat(
    [ALERT.user_canceled, ALERT.close_notify].map((description) =>
      encodeRecord(CONTENT_TYPE.alert, version, Uint8Array.of(ALERT_LEVEL.warning, description)),
    ),
  ));
}

/** By record version, which must be the negotiated one: OpenSSL servers call another a wrong version number. */
const GOODBYES: Partial<Record<number, Uint8Array>> = {};
