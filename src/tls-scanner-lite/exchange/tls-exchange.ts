import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import type * as nodeTls from 'node:tls';
import type { DetailedPeerCertificate, SecureContext, TLSSocket } from 'node:tls';
import type { FlightEnd, FlightResult } from '../framing/flight.js';
import type { Alert } from '../message/alert.js';
import { cipherSuiteOpensslName } from '../registry/cipher-suite.js';
import { OFFERED_VERSION, offeredSignatureSchemes, type OfferName, type Profile } from './offer.js';
import { serverHelloCheck } from './server-hello-check.js';
import { SUITES_BEFORE_TLS12, SUITES_TLS12 } from './offered-suites.js';
import { opensslSignatureName } from './openssl-signature-name.js';
import { lostConnection, type ExchangeOptions } from './raw-exchange.js';
import { RecordingSocket } from './recording-socket.js';

export interface TlsExchangeOptions extends ExchangeOptions {
  /** Said inside TLS, once the handshake is completed, before closing. */
  readonly farewell?: Uint8Array | undefined;
}

/** What `node:tls` made of a handshake. */
export type HandshakeOutcome =
  | {
      readonly kind: 'completed';
      /** TLS 1.3 only: the chain that was decrypted, DER, each certificate once, leaf first; not the wire's order. */
      readonly decryptedChain?: readonly Uint8Array[];
    }
  /** The connection ended, or the time ran out. */
  | { readonly kind: 'ended'; readonly end: FlightEnd }
  /** `node:tls` would not go on. */
  | { readonly kind: 'local'; readonly message: string };

export interface TlsExchangeResult extends FlightResult {
  readonly handshake: HandshakeOutcome;
}

/** The offers that `node:tls` can make: OpenSSL 3 has no MD5 in `signature_algorithms`. */
export type CompletableOffer = Extract<OfferName, 'sha-only' | 'tls1.3'>;

/**
 * Makes an offer through `node:tls` on a connected socket and completes the handshake, with the plaintext flight
 * recorded on the same connection. The socket is destroyed when this resolves. Never rejects for what the peer does.
 *
 * @throws {TypeError} for an offer that `node:tls` cannot make
 */
export async function exchangeTls(socket: Socket, options: TlsExchangeOptions): Promise<TlsExchangeResult> {
  const { offer, signal } = options;
  if (offer.name !== 'sha-only' && offer.name !== 'tls1.3')
    throw new TypeError(`node:tls cannot offer ${offer.name}`);
  // Before anything is waited for: an event that came in the meantime would find no listener.
  const recording = new RecordingSocket(socket, serverHelloCheck(offer));
  const tls = await import('node:tls');
  const secureContext = (CONTEXTS[`${offer.name}/${offer.profile}`] ??= createContext(
    tls,
    offer.name,
    offer.profile,
  ));
  const conclude = (handshake: HandshakeOutcome): TlsExchangeResult => {
    const end: FlightEnd = handshake.kind === 'ended' ? handshake.end : { kind: 'closed' };
    return { ...recording.reader.finish(end), handshake };
  };
  if (signal?.aborted) {
    recording.destroy();
    return conclude(ABORTED);
  }
  if (recording.destroyed) return conclude(failed(recording));
  return new Promise((resolve) => {
    const secure = tls.connect({
      socket: recording,
      secureContext,
      servername: offer.serverName ?? '',
      // A scanner reports what is wrong with a certificate; it does not refuse to look at it.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    let finished = false;
    const finish = (handshake: HandshakeOutcome): void => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      const result = conclude(handshake);
      if (handshake.kind === 'completed') sayFarewell(secure, recording, options.farewell);
      else recording.destroy();
      whenClosed(recording, () => {
        secure.destroy();
        resolve(result);
      });
    };
    const onAbort = (): void => finish(ABORTED);
    const timer = setTimeout(() => finish({ kind: 'ended', end: { kind: 'timeout' } }), options.timeoutMs);
    signal?.addEventListener('abort', onAbort);
    secure.once('secureConnect', () => finish(completed(secure, offer.name)));
    secure.on('error', (error: NodeJS.ErrnoException) => finish(failed(recording, error)));
    secure.once('close', () => finish(failed(recording)));
  });
}

const ABORTED: HandshakeOutcome = { kind: 'ended', end: { kind: 'aborted' } };

function completed(secure: TLSSocket, offer: OfferName): HandshakeOutcome {
  if (offer !== 'tls1.3') return { kind: 'completed' };
  const decryptedChain: Uint8Array[] = [];
  // `issuerCertificate` of the last one may be itself, or a longer ring (Node documents it as circular).
  const seen = new Set<string>();
  // Typed as always there, but an empty object or undefined where the peer sent none.
  let certificate: Partial<DetailedPeerCertificate> | undefined = secure.getPeerCertificate(true);
  while (
    certificate?.raw &&
    certificate.fingerprint256 !== undefined &&
    !seen.has(certificate.fingerprint256)
  ) {
    seen.add(certificate.fingerprint256);
    decryptedChain.push(certificate.raw);
    certificate = certificate.issuerCertificate;
  }
  return { kind: 'completed', decryptedChain };
}

/** An alert and a lost connection are the peer's; everything else that OpenSSL complains of is our own library's. */
function failed(
  recording: RecordingSocket,
  error?: NodeJS.ErrnoException & { reason?: string },
): HandshakeOutcome {
  const alert = fatalAlert(recording);
  if (alert) return { kind: 'ended', end: { kind: 'alert', alert } };
  if (error?.code?.startsWith('ERR_SSL_')) return { kind: 'local', message: error.reason ?? error.message };
  if (recording.socketError) return { kind: 'ended', end: lostConnection(recording.socketError) };
  if (recording.peerClosed || !error || error.code === 'ECONNRESET')
    return { kind: 'ended', end: { kind: 'closed' } };
  return { kind: 'local', message: error.message };
}

function fatalAlert(recording: RecordingSocket): Alert | undefined {
  const { end, lateAlert } = recording.reader;
  return end?.kind === 'alert' ? end.alert : lateAlert;
}

/** Goodbye in the protocol, where it has one, and close_notify (RFC 5246 7.2.1). */
function sayFarewell(secure: TLSSocket, recording: RecordingSocket, farewell?: Uint8Array): void {
  const giveUp = setTimeout(() => recording.destroy(), FAREWELL_MS);
  whenClosed(recording, () => clearTimeout(giveUp));
  const leave = (): void => void recording.destroy();
  if (farewell) secure.end(farewell, leave);
  else secure.end(leave);
}

/** The next attempt must not begin while this connection is open: a listener may allow one at a time. */
function whenClosed(recording: RecordingSocket, then: () => void): void {
  if (recording.closed) then();
  else recording.once('close', then);
}

/** A peer that reads no more must not hold the connection. */
const FAREWELL_MS = 1000;

/** Creating one is expensive (5 ms and more), and nothing in it depends on the endpoint. */
const CONTEXTS: Partial<Record<`${CompletableOffer}/${Profile}`, SecureContext>> = {};

function createContext(tls: typeof nodeTls, offer: CompletableOffer, profile: Profile): SecureContext {
  const suites = [...SUITES_TLS12, ...SUITES_BEFORE_TLS12].map(cipherSuiteOpensslName).join(':');
  const version = OFFERED_VERSION[offer] === OFFERED_VERSION['tls1.3'] ? 'TLSv1.3' : 'TLSv1.2';
  return tls.createSecureContext({
    // Level 0: above it SHA-1 silently vanishes from signature_algorithms, and RSA-1024 is refused.
    ciphers: offer === 'tls1.3' ? 'DEFAULT:@SECLEVEL=0' : `${suites}:@SECLEVEL=0`,
    sigalgs: offeredSignatureSchemes(offer, profile).map(opensslSignatureName).join(':'),
    ecdhCurve: 'X25519:prime256v1:secp384r1:secp521r1',
    minVersion: version,
    maxVersion: version,
    // Old servers send no renegotiation_info; a ticket would only make the hello longer than 255 bytes.
    secureOptions:
      constants.SSL_OP_LEGACY_SERVER_CONNECT |
      constants.SSL_OP_NO_TICKET |
      constants.SSL_OP_NO_ENCRYPT_THEN_MAC,
    // No root store: `node:tls` must not complete a chain with a certificate that was never sent.
    ca: [],
  });
}
