import { describeAlert, versionName } from 'tls-scanner-lite';
import type { Attempt, Evidence, OfferName, PresentedChain } from '../model/index.js';
import { reachedHandshake } from './attempts.js';
import { brokenSignature, isTrustAnchor, sha1Signature, unknownSignature } from './weak-signature.js';

/** `SHA-only TLS 1.2 was refused with alert handshake_failure (40)` */
export function describeRefusal({ outcome, flight }: Attempt): string {
  if (outcome.kind === 'failed')
    return `the answer to SHA-only TLS 1.2 was not valid (${outcome.failure.message})`;
  if (outcome.kind !== 'refused') return 'SHA-only TLS 1.2 was not accepted';
  switch (outcome.how) {
    case 'alert':
      return `SHA-only TLS 1.2 was refused with ${outcome.alert ? describeAlert(outcome.alert) : 'an alert'}`;
    case 'version':
      return `SHA-only TLS 1.2 was answered with ${versionName(flight?.serverHello?.version ?? 0)}`;
    case 'closed':
      return 'SHA-only TLS 1.2 was refused by closing the connection';
    case 'reset':
      return 'SHA-only TLS 1.2 was refused by resetting the connection';
    case 'timeout':
      return 'SHA-only TLS 1.2 was met with silence';
  }
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
      ? 'TLS 1.3 is accepted, but with certificates that could not be read, so the reason is unknown: it may be an MD5-signed certificate'
      : 'no other offer was shown a certificate either, so the reason is unknown: it may be an MD5-signed certificate';
  }
  const { offer } = shown.attempt;
  if (
    shown.certificates.some(
      (certificate, at) => !isTrustAnchor(certificate, at) && unknownSignature(certificate),
    )
  ) {
    return `${OFFER_LABELS[offer]} showed a chain whose signatures cannot all be told, so the reason is unknown: it may be MD5`;
  }
  const innocent = 'holds no MD5 signature, so this is not the MD5 fault';
  if (offer === 'sha-only') {
    return shown.certificates.some(brokenSignature)
      ? 'the chain had been shown before, so the MD5 signature of the root in it is not what stands in the way'
      : `the chain came with that answer and ${innocent}`;
  }
  const clean = `the chain that ${OFFER_LABELS[offer]} showed ${innocent}`;
  if (shown.certificates.some(sha1Signature))
    return `${clean}; a SHA-1 signature may be what stands in the way`;
  if (offer === 'md5-permitted')
    return `${clean}; the service may insist on MD5 for signing the key exchange`;
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
  // An offer that was made again has its last answer.
  const answers = new Map<OfferName, string>();
  for (const attempt of evidence.attempts) {
    if (attempt.madeBy === 'raw' && attempt.offer !== 'tls1.3' && reachedHandshake(attempt))
      answers.set(attempt.offer, answer(attempt));
  }
  const areAlike = new Set(answers.values()).size === 1;
  return accepted && areAlike && answers.has('sha-only') && answers.has('tls1.0');
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
