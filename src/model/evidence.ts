import type { Attempt } from './attempt.js';
import type { CertificateFacts } from './certificate-facts.js';
import type { Failure } from './failure.js';
import type { Endpoint } from './target.js';

/** A chain, and the attempt that it answered. */
export interface PresentedChain {
  readonly attempt: Attempt;
  /** Leaf first as presented; never empty. */
  readonly certificates: readonly CertificateFacts[];
}

/** What the attempts of one endpoint saw. The verdict is a pure function of this. */
export interface Evidence {
  readonly endpoint: Endpoint;
  /** In the order in which they were made; at least one. */
  readonly attempts: readonly Attempt[];
  /** One for each attempt that showed certificates, in that order. */
  readonly chains: readonly PresentedChain[];
  /**
   * The control where every hello was answered by a bare close: whether the peer keeps a connection open that says
   * nothing. If it does, the hello is what it closes on.
   */
  readonly waitsForHello?: boolean;
}

/** A target that never became an endpoint: its name does not resolve, or the scan was stopped. */
export interface UntestedTarget {
  readonly target: Omit<Endpoint, 'ip'> & { readonly ip?: string };
  readonly failure: Failure;
}
