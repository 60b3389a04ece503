import { ALERT, describeAlert, versionName } from 'tls-scanner-lite';
import type { Attempt, Evidence, OfferName, PresentedChain } from '../model/index.js';
import { decisiveAttempt, reachedHandshake } from './attempts.js';
import { sha1Signature } from './weak-signature.js';

/** `SHA-only TLS 1.2 was refused with alert handshake_failure (40)` */
export function describeRefusal(evidence: Evidence): string {
  const outcome = decisiveAttempt(evidence)?.outcome;
  if (outcome?.kind === 'failed')
    return `the answer to SHA-only TLS 1.2 was not valid (${outcome.failure.message})`;
  return `SHA-only TLS 1.2 was refused ${describeHow(decisiveAttempt(evidence))}`;
}

/** How an offer is called in sentences. */
export const OFFER_LABELS: Readonly<Record<OfferName, string>> = {
  'sha-only': 'SHA-only TLS 1.2',
  'md5-permitted': 'TLS 1.2 with MD5 permitted',
  'tls1.1': 'TLS 1.1',
  'tls1.0': 'TLS 1.0',
  'tls1.0-bare': 'TLS 1.0 without extensions',
  'tls1.3': 'TLS 1.3',
};

/** Why a service without any MD5 in sight refuses, as far as the difference between the offers tells. */
export function likelyReason(evidence: Evidence, shown: PresentedChain | undefined): string {
  const tls13 = evidence.attempts.find(
    ({ offer, outcome }) => offer === 'tls1.3' && outcome.kind === 'accepted',
  );
  if (!shown) {
    return tls13
      ? 'TLS 1.3 is accepted, but its certificates are encrypted; why TLS 1.2 is not is unknown'
      : 'no offer was shown a certificate, so the reason is unknown; it may still be this fault';
  }
  const offer = shown.attempt.offer;
  const clean = `${OFFER_LABELS[offer]} showed a chain without MD5, so this is not the MD5 fault`;
  if (
    offer === 'sha-only' &&
    shown.attempt.outcome.kind === 'refused' &&
    shown.attempt.outcome.how === 'version'
  ) {
    return `the service speaks ${lowerVersion(shown.attempt)} at most, with a chain without MD5, so this is not the MD5 fault`;
  }
  if (shown.certificates.some(sha1Signature)) return `${clean}; a SHA-1 signature may be what was refused`;
  if (offer === 'md5-permitted') return `${clean}; it may insist on MD5 for signing the key exchange`;
  if (offer === 'sha-only')
    return 'the certificate had been shown and holds no MD5, so this is not the MD5 fault';
  return `${clean}; the service probably does not speak TLS 1.2, or only with other suites`;
}

/**
 * Whether the version is what was refused, told by difference and not by an alert's number: TLS 1.3 is accepted, and
 * hellos of TLS 1.2, 1.1 and 1.0 are all answered alike. A server that knows TLS 1.2 and dislikes its certificate
 * answers the versions that it does not know in another way.
 */
export function onlyTls13(evidence: Evidence): boolean {
  const accepted = evidence.attempts.some(
    ({ offer, outcome }) => offer === 'tls1.3' && outcome.kind === 'accepted',
  );
  const others = evidence.attempts.filter(
    (attempt) => attempt.madeBy === 'raw' && attempt.offer !== 'tls1.3',
  );
  const answers = new Set(others.filter(reachedHandshake).map(answer));
  return accepted && answers.size === 1 && others.some(({ offer }) => offer === 'tls1.0');
}

function answer({ outcome }: Attempt): string {
  switch (outcome.kind) {
    case 'refused':
      return outcome.alert ? `alert ${outcome.alert.description}` : outcome.how;
    case 'failed':
      return `failed ${outcome.failure.code}`;
    default:
      return outcome.kind;
  }
}

function describeHow(attempt: Attempt | undefined): string {
  const outcome = attempt?.outcome;
  if (outcome?.kind !== 'refused') return '';
  switch (outcome.how) {
    case 'alert':
      return outcome.alert ? `with ${describeAlert(outcome.alert)}` : 'with an alert';
    case 'version':
      return `for ${attempt ? lowerVersion(attempt) : 'a lower version'}`;
    case 'closed':
      return 'by closing the connection';
    case 'reset':
      return 'by resetting the connection';
    case 'timeout':
      return 'by silence';
  }
}

function lowerVersion(attempt: Attempt): string {
  return versionName(attempt.flight?.serverHello?.version ?? 0);
}

/** A peer that says `protocol_version` itself; for the sentence, never for the verdict. */
export function saysProtocolVersion({ outcome }: Attempt): boolean {
  return outcome.kind === 'refused' && outcome.alert?.description === ALERT.protocol_version;
}
