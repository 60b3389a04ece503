import type { Alert, ServerFlight } from 'tls-scanner-lite';
import type { Failure } from './failure.js';
import type { OfferName } from './offer.js';

/** One connection that makes one offer, and what came of it. */
export interface Attempt {
  readonly offer: OfferName;
  /** Who wrote the hello: our own bytes, or `node:tls`, whose refusal proves nothing (it lacks old suites). */
  readonly madeBy: 'raw' | 'node-tls';
  readonly outcome: Outcome;
  /** Milliseconds from the start of the connection. */
  readonly durationMs: number;
  /** What the peer said before TLS: the SMTP greeting, one line. */
  readonly greeting?: string;
  /** Plaintext came in the same packet as the reply to STARTTLS (CVE-2011-0411). */
  readonly injectedBytes?: number;
  readonly flight?: ServerFlight;
  /** Whether the peer sent anything that is TLS. */
  readonly spokeTls: boolean;
  /** Accepted by `node:tls`: what became of the handshake. */
  readonly completion?: Completion;
}

export type Outcome =
  /** ServerHelloDone (TLS 1.3: ServerHello) at the offered version. */
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused';
      /** `version`: a ServerHello of a lower version. */
      readonly how: 'alert' | 'closed' | 'reset' | 'timeout' | 'version';
      readonly alert?: Alert;
    }
  /** The offer could not be judged. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'not-made'; readonly reason: string };

export type Completion =
  | {
      readonly kind: 'completed';
      /** TLS 1.3 only: the chain that `node:tls` decrypted, DER; its order may not be the wire's. */
      readonly decryptedChain?: readonly Uint8Array[];
    }
  | { readonly kind: 'not-completed'; readonly alert?: Alert; readonly failure?: Failure };
