import type { Alert } from '../message/alert.js';
import type { CertificateRequest } from '../message/certificate-request.js';
import type { ServerHello } from '../message/server-hello.js';
import type { ServerKeyExchange } from '../message/server-key-exchange.js';

/** What the server said in plaintext after one ClientHello, up to where it ended. Every part is evidence by itself. */
export interface ServerFlight {
  readonly serverHello?: ServerHello;
  /** The presented chain, DER, in wire order. Absent: no Certificate message was seen. */
  readonly certificateList?: readonly Uint8Array[];
  readonly serverKeyExchange?: ServerKeyExchange;
  readonly certificateRequest?: CertificateRequest;
  /** Warning alerts, which refuse nothing (RFC 5246 7.2.2). */
  readonly warnings: readonly Alert[];
}

/** How a flight ended. An alert is an answer; `violation` is what no TLS server may send. */
export type FlightEnd =
  /** ServerHelloDone: the offer was accepted in full. */
  | { readonly kind: 'server-hello-done' }
  /** TLS 1.3 was agreed and an encrypted flight came that can hold a certificate, or HelloRetryRequest was sent. */
  | { readonly kind: 'tls1.3' }
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'closed' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'violation'; readonly code: ViolationCode; readonly message: string };

export type ViolationCode = 'not-tls' | 'malformed' | 'too-large' | 'unexpected-message';

/** A server's answer to one offer. */
export interface FlightResult {
  readonly flight: ServerFlight;
  readonly end: FlightEnd;
  /** Whether the peer sent anything at all that is TLS. */
  readonly spokeTls: boolean;
}
