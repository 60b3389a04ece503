import {
  failure,
  type Attempt,
  type Evidence,
  type Failure,
  type PresentedChain,
  type Verdict,
} from '../model/index.js';
import { decisiveAttempt, failureOf, reachedHandshake, turnedDown } from './attempts.js';
import { describe, type Observation } from './chain-findings.js';
import { describeRefusal, likelyReason, OFFER_LABELS, onlyTls13 } from './refusal.js';
import {
  brokenSignature,
  hashName,
  isTrustAnchor,
  unknownSignature,
  verifiedBroken,
  worstCertificate,
  worstChain,
} from './weak-signature.js';

/** A verdict as far as the evidence alone carries it, and what it rests on. */
export interface Conclusion {
  /** Absent: nothing worse than the findings. */
  readonly verdict?: Verdict;
  readonly observation?: Observation;
  readonly chain?: PresentedChain | undefined;
  readonly attempt?: Attempt | undefined;
  readonly failure?: Failure | undefined;
}

/** From what the offers were answered to the verdict: by their difference, never by the number of an alert. */
export function conclude(evidence: Evidence): Conclusion {
  const decisive = decisiveAttempt(evidence);
  if (!decisive) return { verdict: 'inconclusive', failure: failureOf(evidence.attempts.at(-1)) };
  if (decisive.outcome.kind === 'accepted') return concludeAccepted(evidence, decisive);
  const served = evidence.chains.find((chain) => shownToShaOnly(chain) && verifiedBroken(chain) >= 0);
  if (served) return md5Served(served, decisive);
  const hidden = worstChain(evidence.chains.filter((chain) => !shownToShaOnly(chain)));
  if (hidden && turnedDown(decisive)) return concludeHidden(evidence, hidden, decisive);
  // Not known to be refused, but MD5-signed it is, for whoever is shown it.
  if (hidden && verifiedBroken(hidden) >= 0) return md5Served(hidden, decisive);
  if (decisive.outcome.kind === 'refused') return concludeRefused(evidence, decisive);
  const chain = evidence.chains[0];
  const attempt = chain?.attempt ?? decisive;
  return { verdict: 'inconclusive', failure: failureOf(decisive), attempt, chain };
}

function concludeAccepted(evidence: Evidence, attempt: Attempt): Conclusion {
  const chain = evidence.chains.find((shown) => shown.attempt === attempt);
  const broken = [...(chain ? [chain] : []), ...evidence.chains].find((shown) => verifiedBroken(shown) >= 0);
  if (broken) return md5Served(broken, attempt);
  if (!chain) {
    const empty = failure('certificate', 'empty', 'The server sent no certificate');
    return { verdict: 'inconclusive', attempt, failure: empty };
  }
  const unknown = chain.certificates.findIndex(
    (certificate, at) => !isTrustAnchor(certificate, at) && unknownSignature(certificate),
  );
  if (unknown < 0) return { attempt, chain, failure: earlyEnd(attempt) ?? unfinished(evidence) };
  const which = nameCertificate(chain, unknown);
  const message = `How ${which} is signed cannot be told, so it is not known whether with MD5`;
  return { verdict: 'inconclusive', attempt, chain, failure: failure('certificate', 'malformed', message) };
}

/** SHA-only was turned down, and another offer (or a lower version) was answered with MD5. */
function concludeHidden(evidence: Evidence, chain: PresentedChain, decisive: Attempt): Conclusion {
  if (chain.attempt.offer === 'tls1.3' && onlyTls13(evidence)) {
    return verifiedBroken(chain) >= 0
      ? md5Served(chain, chain.attempt)
      : { verdict: 'modern-only', chain, attempt: chain.attempt };
  }
  const at = worstCertificate(chain);
  const shown = chain.attempt.offer === 'sha-only' ? 'its chain' : OFFER_LABELS[chain.attempt.offer];
  const message = `${describeRefusal(decisive)}; ${shown} shows that ${describeBroken(chain, at)}`;
  return {
    verdict: 'md5-blocked',
    observation: { id: 'md5-blocked', certificate: at, message: capitalise(message) },
    chain,
    attempt: chain.attempt,
  };
}

/** @param decisive the attempt that tells whether the certificate stood in the way */
function md5Served(chain: PresentedChain, decisive: Attempt): Conclusion {
  const at = worstCertificate(chain);
  const { offer } = chain.attempt;
  const shown =
    offer === decisive.offer
      ? describeBroken(chain, at)
      : `${OFFER_LABELS[offer]} shows that ${describeBroken(chain, at)}`;
  const message =
    decisive.outcome.kind === 'accepted'
      ? `${OFFER_LABELS[decisive.offer]} is accepted, but ${shown}`
      : `${OFFER_LABELS[decisive.offer]} did not get to its end, but ${shown}`;
  return {
    verdict: 'md5-served',
    observation: { id: 'md5-served', certificate: at, message },
    chain,
    attempt: chain.attempt,
    failure: earlyEnd(decisive),
  };
}

function concludeRefused(evidence: Evidence, decisive: Attempt): Conclusion {
  const chain = evidence.chains[0];
  const aborted = evidence.attempts.find(
    ({ outcome }) => outcome.kind === 'failed' && outcome.failure.code === 'aborted',
  );
  if (!chain && aborted) return { verdict: 'inconclusive', attempt: decisive, failure: failureOf(aborted) };
  if (!chain && !evidence.attempts.some(({ spokeTls }) => spokeTls) && evidence.waitsForHello !== true) {
    return { verdict: 'inconclusive', attempt: decisive, failure: failureOf(decisive) };
  }
  const modern = evidence.attempts.find(
    ({ offer, outcome }) => offer === 'tls1.3' && outcome.kind === 'accepted',
  );
  if (modern && onlyTls13(evidence)) {
    return { verdict: 'modern-only', chain, attempt: modern, failure: earlyEnd(modern) };
  }
  const message = `${capitalise(describeRefusal(decisive))}; ${likelyReason(evidence, chain)}`;
  return {
    verdict: 'refused',
    observation: { id: 'refused', message },
    chain,
    attempt: chain?.attempt ?? decisive,
    failure: unfinished(evidence),
  };
}

/** A chain that came in answer to SHA-only TLS 1.2 itself was served to it, whatever happened afterwards. */
function shownToShaOnly({ attempt }: PresentedChain): boolean {
  const version = attempt.outcome.kind === 'refused' && attempt.outcome.how === 'version';
  return attempt.offer === 'sha-only' && !version;
}

/** `certificate 2 of 3, "Example CA", is MD5-signed (md5WithRSAEncryption)` */
function describeBroken(chain: PresentedChain, at: number): string {
  const certificate = chain.certificates[at];
  const algorithm = certificate && brokenSignature(certificate);
  if (!algorithm) return 'the chain holds an MD5-signed certificate';
  const inner = certificate.kind === 'parsed' && algorithm === certificate.innerSignatureAlgorithm;
  const where = inner ? ', by its inner signature algorithm' : '';
  return `${nameCertificate(chain, at)} is ${hashName(algorithm)}-signed (${algorithm.name}${where})`;
}

/** `the certificate "mx.example.com"`, or `certificate 2 of 3, "Example CA",` */
function nameCertificate({ certificates }: PresentedChain, at: number): string {
  const certificate = certificates[at];
  const name = certificate ? describe(certificate) : '';
  return certificates.length === 1
    ? `the certificate ${name}`
    : `certificate ${at + 1} of ${certificates.length}, ${name},`;
}

function earlyEnd(attempt: Attempt): Failure | undefined {
  if (attempt.outcome.kind === 'failed') return attempt.outcome.failure;
  return attempt.completion?.kind === 'not-completed' ? attempt.completion.failure : undefined;
}

/** Why the ladder was not climbed to its end: an offer that did not get as far as its hello. */
function unfinished({ attempts }: Evidence): Failure | undefined {
  const last = attempts.at(-1);
  return last && !reachedHandshake(last) ? failureOf(last) : undefined;
}

function capitalise(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
