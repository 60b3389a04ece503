import type { AlgorithmName, KnownAs } from './certificate-facts.js';
import type { Failure } from './failure.js';
import type { Finding, Severity } from './finding.js';
import type { OfferName } from './offer.js';
import type { Protocol, Service } from './protocol.js';
import type { Verdict } from './verdict.js';

export const RECORD_SCHEMA = 'shaprobe/1';

/** The record: one JSON object per endpoint. Names follow tlsx where it has one. Absent fields are not known. */
export interface EndpointReport {
  readonly schema: typeof RECORD_SCHEMA;
  /** RFC 3339, UTC, when the endpoint was finished. */
  readonly timestamp: string;
  readonly target: string;
  readonly name?: string;
  readonly host: string;
  readonly ip?: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly service: Service;
  readonly verdict: Verdict;
  readonly severity: Severity | 'unknown';
  readonly findings: readonly Finding[];
  /** Of the attempt that the verdict rests on. */
  readonly tls?: TlsReport;
  /** Whether a handshake was completed by `node:tls`. */
  readonly completed: boolean;
  readonly attempts: readonly AttemptReport[];
  readonly chain: readonly CertificateReport[];
  /** The offer that `chain` answered. */
  readonly chain_offer?: OfferName;
  readonly greeting?: string;
  readonly error?: Failure;
  readonly duration_ms: number;
}

export interface TlsReport {
  /** `TLSv1.2`, as OpenSSL and AsyncOS write it. */
  readonly version: string;
  /** OpenSSL's name, as in AsyncOS logs: `AES128-GCM-SHA256`; the number in hex where it has none. */
  readonly cipher: string;
  readonly cipher_iana: string;
  /** The SignatureScheme of ServerKeyExchange. */
  readonly key_exchange_signature?: string;
  readonly client_certificate_requested: boolean;
}

export interface AttemptReport {
  readonly offer: OfferName;
  /** Our own bytes, or `node:tls`, whose refusal proves nothing (it lacks old suites): a raw one follows it. */
  readonly made_by: 'raw' | 'node-tls';
  readonly version?: string;
  readonly cipher?: string;
  readonly outcome: 'accepted' | 'refused' | 'failed' | 'not-made';
  readonly alert?: { readonly level: 'warning' | 'fatal'; readonly code: number; readonly name: string };
  readonly stage?: Failure['stage'];
  /** A code, and where there is more to say a colon and a sentence. */
  readonly reason?: string;
  readonly duration_ms: number;
}

export type CertificateReport = ParsedCertificateReport | UnparsedCertificateReport;

export interface ParsedCertificateReport {
  readonly subject_dn: string;
  readonly subject_cn?: string;
  readonly subject_an: readonly string[];
  readonly issuer_dn: string;
  readonly issuer_cn?: string;
  readonly serial: string;
  /** RFC 3339, UTC. */
  readonly not_before: string;
  readonly not_after: string;
  readonly signature_algorithm: AlgorithmName;
  /** `TBSCertificate.signature`, where it differs. */
  readonly inner_signature_algorithm?: AlgorithmName;
  readonly public_key: { readonly algorithm: string; readonly bits?: number; readonly curve?: string };
  readonly self_signed: boolean;
  readonly fingerprint_hash: { readonly sha1: string; readonly sha256: string };
  readonly known_as?: KnownAs;
  readonly pem?: string;
}

/** A certificate that could not be parsed: what is known all the same. */
export interface UnparsedCertificateReport {
  readonly parse_error: string;
  /** Bytes of DER. */
  readonly length: number;
  readonly signature_algorithm?: AlgorithmName;
  readonly fingerprint_hash: { readonly sha1: string; readonly sha256: string };
  readonly pem?: string;
}
