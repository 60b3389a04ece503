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
import { brokenChain, decisiveAttempt, failureOf, reachedHandshake, turnedDown } from './attempts.js';
import { describe, observeChain, type Observation } from './chain-findings.js';
import { FINDING_BOOK } from './finding-book.js';
import { describeRefusal, likelyReason, OFFER_LABELS, onlyTls13 } from './refusal.js';
import { brokenSignature, hashName, isTrustAnchor } from './weak-signature.js';

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
  const broken = brokenChain(evidence);
  if (broken && shownToShaOnly(broken)) return { ...md5Served(broken), failure: earlyEnd(decisive) };
  if (broken && turnedDown(decisive)) return concludeBroken(evidence, broken);
  const chain = evidence.chains[0];
  if (decisive.outcome.kind !== 'refused') {
    return {
      verdict: 'inconclusive',
      failure: failureOf(decisive),
      attempt: chain?.attempt ?? decisive,
      chain,
    };
  }
  return concludeRefused(evidence, decisive);
}

function concludeAccepted(evidence: Evidence, attempt: Attempt): Conclusion {
  const chain = evidence.chains.find((shown) => shown.attempt === attempt);
  const broken = brokenChain(evidence);
  if (broken && (broken !== chain || verifiedBroken(broken) >= 0))
    return { ...md5Served(broken), failure: earlyEnd(attempt) };
  const leaf = chain?.certificates[0];
  if (!leaf)
    return {
      verdict: 'inconclusive',
      attempt,
      failure: failure('certificate', 'empty', 'the chain is empty'),
    };
  if (leaf.kind === 'unparsed' && (leaf.signatureAlgorithm?.hash ?? 'unknown') === 'unknown') {
    const message = `the server certificate cannot be read: ${leaf.reason}`;
    return { verdict: 'inconclusive', attempt, chain, failure: failure('certificate', 'malformed', message) };
  }
  return { attempt, chain, failure: earlyEnd(attempt) };
}

/** SHA-only was turned down, and another offer (or a lower version) was answered with MD5. */
function concludeBroken(evidence: Evidence, chain: PresentedChain): Conclusion {
  if (chain.attempt.offer === 'tls1.3' && onlyTls13(evidence)) return md5Served(chain);
  const at = chain.certificates.findIndex((certificate) => brokenSignature(certificate));
  const shownTo =
    chain.attempt.offer === 'sha-only'
      ? 'the lower version that it answered with'
      : OFFER_LABELS[chain.attempt.offer];
  const message = `${describeRefusal(evidence)}; ${shownTo} shows that ${describeBroken(chain, at)}`;
  return {
    verdict: 'md5-blocked',
    observation: { id: 'md5-blocked', certificate: at, message: capitalise(message) },
    chain,
    attempt: chain.attempt,
  };
}

function md5Served(chain: PresentedChain): Conclusion {
  const at = Math.max(
    verifiedBroken(chain),
    chain.certificates.findIndex((certificate) => brokenSignature(certificate)),
  );
  const message = `${OFFER_LABELS[chain.attempt.offer]} is answered, but ${describeBroken(chain, at)}`;
  return {
    verdict: 'md5-served',
    observation: { id: 'md5-served', certificate: at, message },
    chain,
    attempt: chain.attempt,
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
  if (modern && onlyTls13(evidence)) return { verdict: 'modern-only', chain, attempt: modern };
  const message = `${capitalise(describeRefusal(evidence))}; ${likelyReason(evidence, chain)}`;
  return {
    verdict: 'refused',
    observation: { id: 'refused', message },
    chain,
    attempt: chain?.attempt ?? decisive,
    failure: evidence.attempts.map(wayFailure).find((known) => known !== undefined),
  };
}

/** Of the accepted attempt: what came up after the wire had shown acceptance. */
function observeAttempts(evidence: Evidence, attempt: Attempt | undefined): Observation[] {
  const observations: Observation[] = [];
  const injected = evidence.attempts.find(({ injectedBytes }) => (injectedBytes ?? 0) > 0);
  if (injected) {
    const message = `${injected.injectedBytes ?? 0} bytes of plaintext came together with the reply to STARTTLS`;
    observations.push({ id: 'starttls-injection', message });
  }
  if (attempt?.flight?.certificateRequest) {
    observations.push({
      id: 'client-certificate-requested',
      message: 'the server asks for a client certificate',
    });
  }
  const scheme = attempt?.flight?.serverKeyExchange?.signatureAlgorithm;
  if (scheme !== undefined && (usesSha1(scheme) || usesMd5(scheme))) {
    const message = `the key exchange is signed with ${signatureSchemeName(scheme)}`;
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

/** Index of the first MD5-signed certificate whose signature a peer verifies; -1 where there is none. */
function verifiedBroken({ certificates }: PresentedChain): number {
  return certificates.findIndex(
    (certificate, at) => brokenSignature(certificate) && !isTrustAnchor(certificate, at),
  );
}

/** `certificate 2 of 3, "Example CA", is MD5-signed (md5WithRSAEncryption)` */
function describeBroken({ certificates }: PresentedChain, at: number): string {
  const certificate = certificates[at];
  const algorithm = certificate && brokenSignature(certificate);
  if (!algorithm) return 'the chain holds an MD5-signed certificate';
  const inner = certificate.kind === 'parsed' && algorithm === certificate.innerSignatureAlgorithm;
  const place =
    certificates.length === 1 ? 'its certificate' : `certificate ${at + 1} of ${certificates.length},`;
  const name = describe(certificate);
  const where = inner ? 'by its inner signature algorithm' : algorithm.name;
  return `${place} ${name}${certificates.length === 1 ? '' : ','} is ${hashName(algorithm)}-signed (${inner ? `${algorithm.name}, ${where}` : where})`;
}

function earlyEnd(attempt: Attempt): Failure | undefined {
  if (attempt.outcome.kind === 'failed') return attempt.outcome.failure;
  return attempt.completion?.kind === 'not-completed' ? attempt.completion.failure : undefined;
}

/** A failure on the way to a hello: an offer of the ladder that could not be made. */
function wayFailure(attempt: Attempt): Failure | undefined {
  return attempt.outcome.kind === 'failed' && !reachedHandshake(attempt)
    ? attempt.outcome.failure
    : undefined;
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
