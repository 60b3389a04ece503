import type { Attempt } from './attempt.js';
import type { CertificateFacts } from './certificate-facts.js';
import type { Failure } from './failure.js';
import type { OfferName } from './offer.js';
import type { Endpoint } from './target.js';

/** A chain that an offer was answered with. */
export interface PresentedChain {
  readonly offer: OfferName;
  readonly certificates: readonly CertificateFacts[];
}

/** What the attempts of one endpoint saw. The verdict is a pure function of this. */
export interface Evidence {
  readonly endpoint: Endpoint;
  readonly attempts: readonly Attempt[];
  /** One for each attempt that showed a Certificate message, in their order. */
  readonly chains: readonly PresentedChain[];
}

/** An endpoint or a target that never got as far as an attempt. */
export interface Untested {
  readonly endpoint: Omit<Endpoint, 'ip'> & { readonly ip?: string };
  readonly failure: Failure;
}
