import { signatureSchemeName, usesMd5, usesSha1 } from 'tls-scanner-lite';
import {
  SEVERITIES,
  type Attempt,
  type Diagnosis,
  type Endpoint,
  type Evidence,
  type Finding,
  type PresentedChain,
  type RemedyBook,
  type Severity,
  type Verdict,
} from '../model/index.js';
import { observeChain, type Observation } from './chain-findings.js';
import { conclude } from './conclude.js';
import { FINDING_BOOK } from './finding-book.js';

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
    ...(chain
      ? observeChain(chain, {
          now: options.now,
          expiresSoonDays: options.expiresSoonDays,
          hostName: hostNameOf(evidence.endpoint),
        })
      : []),
    ...observeAttempts(evidence, conclusion.attempt),
  ];
  const findings = observations.map((observation) =>
    toFinding(observation, evidence.endpoint, chain, options.remedies),
  );
  const verdict = conclusion.verdict ?? verdictOfFindings(findings);
  const diagnosis: { -readonly [Field in keyof Diagnosis]: Diagnosis[Field] } = {
    verdict,
    severity: severityOf(verdict, findings),
    findings,
  };
  if (chain) diagnosis.chain = chain;
  if (conclusion.attempt) diagnosis.attempt = conclusion.attempt;
  if (conclusion.failure) diagnosis.failure = conclusion.failure;
  return diagnosis;
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
