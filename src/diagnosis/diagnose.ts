import { signatureSchemeName, usesMd5, usesSha1 } from 'tls-scanner-lite';
import {
  SEVERITIES,
  type Attempt,
  type Diagnosis,
  type Endpoint,
  type Evidence,
  type Failure,
  type Finding,
  type PresentedChain,
  type RemedyBook,
  type Severity,
  type Verdict,
} from '../model/index.js';
import { failure } from '../model/index.js';
import { decisiveAttempt, failureOf, reachedHandshake, turnedDown } from './attempts.js';
import { describe, observeChain, type Observation } from './chain-findings.js';
import { FINDING_BOOK } from './finding-book.js';
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

export interface DiagnosisOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly expiresSoonDays: number;
  readonly remedies?: RemedyBook | undefined;
}

/** Evidence to verdict and findings. Pure: the same evidence gives the same diagnosis. */
export function diagnose(evidence: Evidence, options: DiagnosisOptions): Diagnosis {
  const conclusion = conclude(evidence);
  const { chain } = conclusion;
  const observations = [
    ...(conclusion.observation ? [conclusion.observation] : []),
    ...(chain ? observeChain(chain, { ...options, hostName: hostNameOf(evidence.endpoint) }) : []),
    ...observeAttempts(evidence, conclusion.attempt),
  ];
  const findings = observations.map((observation) =>
    toFinding(observation, evidence.endpoint, chain, options.remedies),
  );
  const verdict = conclusion.verdict ?? verdictOfFindings(findings);
  return {
    verdict,
    severity: severityOf(verdict, findings),
    findings,
    ...(chain && { chain }),
    ...(conclusion.attempt && { attempt: conclusion.attempt }),
    ...(conclusion.failure && { failure: conclusion.failure }),
  };
}

interface Conclusion {
  /** Absent: nothing worse than the findings. */
  readonly verdict?: Verdict;
  readonly observation?: Observation;
  readonly chain?: PresentedChain | undefined;
  readonly attempt?: Attempt | undefined;
  readonly failure?: Failure | undefined;
}

function conclude(evidence: Evidence): Conclusion {
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
  if (unknown < 0) return { attempt, chain, failure: earlyEnd(attempt) };
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

/** Of the accepted attempt: what came up after the wire had shown acceptance. */
function observeAttempts(evidence: Evidence, attempt: Attempt | undefined): Observation[] {
  const observations: Observation[] = [];
  const injected = evidence.attempts.find(({ injectedBytes }) => (injectedBytes ?? 0) > 0);
  if (injected) {
    const bytes = injected.injectedBytes === 1 ? '1 byte' : `${injected.injectedBytes ?? 0} bytes`;
    const message = `${bytes} of plaintext came together with the reply to STARTTLS`;
    observations.push({ id: 'starttls-injection', message });
  }
  if (attempt?.flight?.certificateRequest) {
    observations.push({
      id: 'client-certificate-requested',
      message: 'The server asks for a client certificate',
    });
  }
  const scheme = attempt?.flight?.serverKeyExchange?.signatureAlgorithm;
  if (scheme !== undefined && (usesSha1(scheme) || usesMd5(scheme))) {
    const message = `The key exchange is signed with ${signatureSchemeName(scheme)}`;
    observations.push({
      id: 'sha1-key-exchange',
      message,
      ...(usesMd5(scheme) && { severity: 'high' as const }),
    });
  }
  return observations;
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

function hostNameOf({ sni, host, ip }: Endpoint): string | undefined {
  if (typeof sni === 'string') return sni;
  return host === ip ? undefined : host;
}

function toFinding(
  observation: Observation,
  endpoint: Endpoint,
  chain: PresentedChain | undefined,
  remedies: RemedyBook | undefined,
): Finding {
  const page = FINDING_BOOK[observation.id];
  const certificate = chain?.certificates[observation.certificate ?? 0];
  const knownAs = certificate?.kind === 'parsed' ? certificate.knownAs : undefined;
  const special = remedies?.(observation.id, { ...endpoint, ...(knownAs && { knownAs }) }) ?? [];
  return {
    id: observation.id,
    severity: observation.severity ?? page.severity,
    message: observation.message,
    ...(observation.certificate !== undefined && { certificate: observation.certificate }),
    references: page.references,
    remedy: special.length > 0 ? special : page.remedy,
  };
}

function verdictOfFindings(findings: readonly Finding[]): Verdict {
  const has = (id: Finding['id']): boolean => findings.some((finding) => finding.id === id);
  if (has('demo-certificate')) return 'demo';
  if (has('sha1-signed')) return 'sha1-signed';
  return findings.length > 0 ? 'flawed' : 'ok';
}

/** A verdict is never better than its worst finding; what could not be tested has no severity. */
function severityOf(verdict: Verdict, findings: readonly Finding[]): Severity | 'unknown' {
  if (verdict === 'inconclusive') return 'unknown';
  const worst = Math.max(0, ...findings.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return SEVERITIES[worst] ?? 'none';
}

function capitalise(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
