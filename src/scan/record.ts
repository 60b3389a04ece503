import {
  alertName,
  cipherSuiteIanaName,
  cipherSuiteOpensslName,
  negotiatedVersion,
  signatureSchemeName,
  versionName,
  type Alert,
} from 'tls-scanner-lite';
import {
  RECORD_SCHEMA,
  type Attempt,
  type AttemptReport,
  type CertificateFacts,
  type CertificateReport,
  type Diagnosis,
  type EndpointReport,
  type Evidence,
  type ParsedCertificate,
  type TlsReport,
  type UnparsedCertificate,
  type UntestedTarget,
} from '../model/index.js';

export interface RecordOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly pem: boolean;
  readonly durationMs: number;
}

/** Evidence and diagnosis as the record that everything else reads. */
export function toRecord(evidence: Evidence, diagnosis: Diagnosis, options: RecordOptions): EndpointReport {
  const { attempts } = evidence;
  const { attempt, chain, failure } = diagnosis;
  // Assigned, not spread: this is on the path of each endpoint, and one spread costs more than all the rest.
  const record = beginRecord(evidence.endpoint, options.now, options.durationMs);
  record.verdict = diagnosis.verdict;
  record.severity = diagnosis.severity;
  record.findings = diagnosis.findings;
  record.completed = attempt?.completion?.kind === 'completed';
  record.attempts = attempts.map(toAttemptReport);
  const tls = attempt && toTlsReport(attempt);
  if (tls) record.tls = tls;
  if (chain) {
    record.chain = chain.certificates.map(options.pem ? toReportWithPem : toCertificateReport);
    record.chain_offer = chain.attempt.offer;
  }
  const greeting = attempts.find((one) => one.greeting !== undefined)?.greeting;
  if (greeting !== undefined) record.greeting = greeting;
  if (failure) record.error = failure;
  return record;
}

/** The record of what was never tested. */
export function toUntestedRecord(
  { target, failure }: UntestedTarget,
  now: number,
  durationMs: number,
): EndpointReport {
  const record = beginRecord(target, now, durationMs);
  record.error = failure;
  return record;
}

/** While it is being made. */
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A record of which nothing is known yet: not tested is where it starts from. */
function beginRecord(
  target: UntestedTarget['target'],
  now: number,
  durationMs: number,
): Writable<EndpointReport> {
  const record: Writable<EndpointReport> = {
    schema: RECORD_SCHEMA,
    timestamp: new Date(now).toISOString(),
    target: target.written,
    host: target.host,
    port: target.port,
    protocol: target.protocol,
    service: target.service,
    verdict: 'inconclusive',
    severity: 'unknown',
    findings: [],
    completed: false,
    attempts: [],
    chain: [],
    duration_ms: Math.round(durationMs),
  };
  if (target.name !== undefined) record.name = target.name;
  if (target.ip !== undefined) record.ip = target.ip;
  return record;
}

function toTlsReport({ flight }: Attempt): TlsReport | undefined {
  const hello = flight?.serverHello;
  if (!hello) return undefined;
  const tls: Writable<TlsReport> = {
    version: versionName(negotiatedVersion(hello)),
    cipher: cipherSuiteOpensslName(hello.cipherSuite),
    cipher_iana: cipherSuiteIanaName(hello.cipherSuite),
    client_certificate_requested: flight.certificateRequest !== undefined,
  };
  const scheme = flight.serverKeyExchange?.signatureAlgorithm;
  if (scheme !== undefined) tls.key_exchange_signature = signatureSchemeName(scheme);
  return tls;
}

function toAttemptReport(attempt: Attempt): AttemptReport {
  const report: Writable<AttemptReport> = {
    offer: attempt.offer,
    made_by: attempt.madeBy,
    outcome: attempt.outcome.kind,
    duration_ms: Math.round(attempt.durationMs),
    ...reasonOf(attempt),
  };
  const hello = attempt.flight?.serverHello;
  if (hello) {
    report.version = versionName(negotiatedVersion(hello));
    report.cipher = cipherSuiteOpensslName(hello.cipherSuite);
  }
  const alert = alertOf(attempt);
  if (alert) report.alert = toAlertReport(alert);
  return report;
}

/** The alert that decided, or else the first warning. */
function alertOf({ outcome, flight, completion }: Attempt): Alert | undefined {
  if (outcome.kind === 'refused' && outcome.alert) return outcome.alert;
  if (completion?.kind === 'not-completed' && completion.alert) return completion.alert;
  return flight?.warnings[0];
}

function reasonOf({ outcome, completion }: Attempt): Pick<AttemptReport, 'stage' | 'reason'> {
  switch (outcome.kind) {
    case 'refused':
      return { stage: 'handshake', reason: outcome.how };
    case 'failed':
      return { stage: outcome.failure.stage, reason: `${outcome.failure.code}: ${outcome.failure.message}` };
    case 'not-made':
      return { reason: outcome.reason };
    case 'accepted': {
      const failure = completion?.kind === 'not-completed' ? completion.failure : undefined;
      return failure ? { stage: failure.stage, reason: `${failure.code}: ${failure.message}` } : {};
    }
  }
}

function toAlertReport({ level, description }: Alert): NonNullable<AttemptReport['alert']> {
  return { level: level === 1 ? 'warning' : 'fatal', code: description, name: alertName(description) };
}

/** Made once for each certificate that the reader remembers: a network shows few, again and again. */
function toCertificateReport(facts: CertificateFacts): CertificateReport {
  let report = CERTIFICATE_REPORTS.get(facts);
  if (!report)
    CERTIFICATE_REPORTS.set(
      facts,
      (report = facts.kind === 'parsed' ? toParsedReport(facts) : toUnparsedReport(facts)),
    );
  return report;
}

const CERTIFICATE_REPORTS = new WeakMap<CertificateFacts, CertificateReport>();

function toReportWithPem(facts: CertificateFacts): CertificateReport {
  return { ...toCertificateReport(facts), pem: toPem(facts.der) };
}

function toUnparsedReport({
  reason,
  der,
  signatureAlgorithm,
  fingerprint,
}: UnparsedCertificate): CertificateReport {
  return {
    parse_error: reason,
    length: der.length,
    ...(signatureAlgorithm && {
      signature_algorithm: { name: signatureAlgorithm.name, oid: signatureAlgorithm.oid },
    }),
    fingerprint_hash: { sha1: fingerprint.sha1, sha256: fingerprint.sha256 },
  };
}

function toParsedReport(facts: ParsedCertificate): CertificateReport {
  const { signatureAlgorithm, innerSignatureAlgorithm: inner } = facts;
  return {
    subject_dn: facts.subjectDn,
    ...(facts.subjectCn !== undefined && { subject_cn: facts.subjectCn }),
    subject_an: facts.subjectAn,
    issuer_dn: facts.issuerDn,
    ...(facts.issuerCn !== undefined && { issuer_cn: facts.issuerCn }),
    serial: facts.serial,
    not_before: rfc3339(facts.notBefore),
    not_after: rfc3339(facts.notAfter),
    signature_algorithm: { name: signatureAlgorithm.name, oid: signatureAlgorithm.oid },
    ...(inner && { inner_signature_algorithm: { name: inner.name, oid: inner.oid } }),
    public_key: facts.publicKey,
    self_signed: facts.selfSigned,
    fingerprint_hash: { sha1: facts.fingerprint.sha1, sha256: facts.fingerprint.sha256 },
    ...(facts.knownAs && { known_as: facts.knownAs }),
  };
}

/** A date that no `Date` can hold is said as its milliseconds, not thrown over. */
function rfc3339(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15
    ? new Date(ms).toISOString().replace('.000Z', 'Z')
    : String(ms);
}

function toPem(der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
}
