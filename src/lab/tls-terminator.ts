import type { Socket } from 'node:net';
import { createServer, type Server, type TlsOptions, type TLSSocket } from 'node:tls';
import {
  ALERT,
  ALERT_LEVEL,
  alertName,
  ByteWriter,
  CONTENT_TYPE,
  encodeAlert,
  encodeRecord,
  VERSION,
  type ClientHello,
} from 'tls-scanner-lite';
import { Connection, type ReadEnd, type Released } from '../net/index.js';
import { clientHelloDecoder, type HelloReading } from './client-hello-decoder.js';
import { MAX_CLIENT_HELLO_BYTES, type LabLimits } from './lab-limits.js';
import { sayLastWords } from './last-words.js';

export type TlsOutcome =
  | {
      readonly kind: 'secured';
      /** What is said inside TLS. */
      readonly connection: Connection;
      /** `TLSv1.2` */
      readonly protocol: string;
      /** OpenSSL's name. */
      readonly cipher: string;
    }
  /** The listener's policy turned the ClientHello away. */
  | { readonly kind: 'refused' }
  /** OpenSSL found no suite in common: what it calls the policy's refusal as well. */
  | { readonly kind: 'no-shared-cipher' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The client went away, or took too long. */
  | { readonly kind: 'lost'; readonly how: ReadEnd };

/** Whether a ClientHello is answered at all; the rest gets alert 40. */
export type HelloPolicy = (hello: ClientHello) => boolean;

export interface TlsTerminatorOptions {
  /** What `node:tls` presents and accepts. */
  readonly tls: TlsOptions;
  readonly policy: HelloPolicy;
  readonly limits: LabLimits;
  readonly signal: AbortSignal;
}

/** The server's side of TLS: looks at each ClientHello, and lets `node:tls` answer those that the policy passes. */
export class TlsTerminator {
  readonly #options: TlsTerminatorOptions;
  /** Never listens; connections are handed to it. */
  readonly #server: Server;
  /** By the peer's address and port, for `node:tls` names no other thing in common. */
  readonly #pending = new Map<string, (outcome: TlsOutcome) => void>();

  constructor(options: TlsTerminatorOptions) {
    this.#options = options;
    this.#server = createServer(options.tls);
    this.#server.on('secureConnection', (socket) => this.#onSecured(socket));
    this.#server.on('tlsClientError', (error, socket) => this.#onFailed(error, socket));
  }

  /**
   * Takes the connection over, with what came already. `onOutcome` is told as soon as it is known, before a client
   * that is turned away learns of it. Returns the connection inside TLS; where there is none, the one outside is closed.
   */
  async accept(
    connection: Connection,
    onOutcome: (outcome: TlsOutcome) => void,
  ): Promise<Connection | undefined> {
    const { limits, policy, signal } = this.#options;
    const read = await connection.read(clientHelloDecoder(), {
      maxBytes: MAX_CLIENT_HELLO_BYTES,
      timeoutMs: limits.handshakeTimeoutMs,
      signal,
    });
    const released = connection.release();
    const judgement: Judgement = read.ok
      ? judge(read.value, policy)
      : { outcome: { kind: 'lost', how: read.how }, words: NOTHING };
    if (judgement === 'passed') {
      const outcome = await this.#complete(released);
      onOutcome(outcome);
      return outcome.kind === 'secured' ? outcome.connection : undefined;
    }
    onOutcome(judgement.outcome);
    await sayLastWords(released.socket, judgement.words, limits.lingerMs);
    return undefined;
  }

  #complete({ socket, buffered, ended }: Released): Promise<TlsOutcome> {
    if (ended) return Promise.resolve({ kind: 'lost', how: ended });
    return new Promise((resolve) => {
      const peer = peerOf(socket);
      const settle = (outcome: TlsOutcome): void => {
        clearTimeout(timer);
        socket.removeListener('close', onClose);
        this.#pending.delete(peer);
        if (outcome.kind !== 'secured') socket.destroy();
        resolve(outcome);
      };
      const onClose = (): void =>
        settle({ kind: 'lost', how: this.#options.signal.aborted ? 'aborted' : 'closed' });
      const timer = setTimeout(
        () => settle({ kind: 'lost', how: 'timeout' }),
        this.#options.limits.handshakeTimeoutMs,
      );
      socket.once('close', onClose);
      this.#pending.set(peer, settle);
      socket.unshift(buffered);
      this.#server.emit('connection', socket);
    });
  }

  #onSecured(socket: TLSSocket): void {
    socket.pause();
    const settle = this.#pending.get(peerOf(socket));
    // Settled before: it took too long.
    if (!settle) socket.destroy();
    else {
      const protocol = socket.getProtocol() ?? 'unknown';
      // In the same tick: what the client broke right behind its Finished is an error that somebody must listen to.
      const connection = new Connection(socket);
      settle({ kind: 'secured', connection, protocol, cipher: socket.getCipher().name });
    }
  }

  #onFailed(error: NodeJS.ErrnoException & { reason?: string }, socket: TLSSocket): void {
    const settle = this.#pending.get(peerOf(socket));
    if (error.code === 'ERR_SSL_NO_SHARED_CIPHER') settle?.({ kind: 'no-shared-cipher' });
    else if (error.code === 'ECONNRESET') settle?.({ kind: 'lost', how: 'reset' });
    else settle?.({ kind: 'failed', reason: error.reason ?? error.message });
  }
}

/** A ClientHello that `node:tls` shall answer, or what comes of it instead. */
type Judgement = 'passed' | { readonly outcome: TlsOutcome; readonly words: Uint8Array };

function judge(reading: HelloReading, policy: HelloPolicy): Judgement {
  switch (reading.kind) {
    case 'not-tls':
      return { outcome: { kind: 'failed', reason: 'what came is not TLS' }, words: NOTHING };
    case 'objection': {
      const reason = `what came is no ClientHello, answered with ${alertName(reading.alert)}`;
      return { outcome: { kind: 'failed', reason }, words: fatalAlert(VERSION.TLSv1, reading.alert) };
    }
    case 'hello': {
      if (policy(reading.hello)) return 'passed';
      const words = fatalAlert(reading.hello.version, ALERT.handshake_failure);
      return { outcome: { kind: 'refused' }, words };
    }
  }
}

const NOTHING = new Uint8Array(0);

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress ?? ''} ${remotePort ?? ''}`;
}

/** In a record of the client's own version, and of TLS 1.2's where that is newer (RFC 8446 5.1). */
function fatalAlert(version: number, description: number): Uint8Array {
  const alert = ByteWriter.encode((w) => encodeAlert(w, { level: ALERT_LEVEL.fatal, description }));
  return encodeRecord(CONTENT_TYPE.alert, Math.min(version, VERSION['TLSv1.2']), alert);
}
