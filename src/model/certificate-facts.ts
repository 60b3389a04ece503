/** An algorithm as an AlgorithmIdentifier names it; `name` is the dotted OID where no name is known. */
export interface AlgorithmName {
  readonly name: string;
  readonly oid: string;
}

/**
 * The hash inside a signature algorithm; `none` where it has none of its own (Ed25519), `other` where it is known to be
 * none of these (SHA-3, SM3, GOST), `unknown` where it is not known.
 */
export type SignatureHash =
  'md2' | 'md4' | 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'none' | 'other' | 'unknown';

export interface SignatureAlgorithm extends AlgorithmName {
  readonly hash: SignatureHash;
}

/** What one presented certificate says of itself. */
export type CertificateFacts = ParsedCertificate | UnparsedCertificate;

interface CertificateBytes {
  readonly der: Uint8Array;
  /** Lower-case hex. */
  readonly fingerprint: { readonly sha1: string; readonly sha256: string };
}

export interface ParsedCertificate extends CertificateBytes {
  readonly kind: 'parsed';
  /** RFC 4514 strings. */
  readonly subjectDn: string;
  readonly issuerDn: string;
  /** The most specific commonName, decoded; absent where there is none. */
  readonly subjectCn?: string;
  readonly issuerCn?: string;
  /** subjectAltName: DNS names and addresses as text, others as `type:value`. */
  readonly subjectAn: readonly string[];
  /** dNSName entries alone. */
  readonly dnsNames: readonly string[];
  /** The DER of both names, as hex, for comparing them. */
  readonly subjectDer: string;
  readonly issuerDer: string;
  /** Hex, upper case, whole bytes; `-` before a negative one. */
  readonly serial: string;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** `Certificate.signatureAlgorithm`, the one that verifiers use. */
  readonly signatureAlgorithm: SignatureAlgorithm;
  /** `TBSCertificate.signature`, where it differs from the outer one. */
  readonly innerSignatureAlgorithm?: SignatureAlgorithm;
  readonly publicKey: {
    readonly algorithm: string;
    readonly bits?: number;
    readonly curve?: string;
  };
  /** Subject and issuer are the same name. */
  readonly selfIssued: boolean;
  /** Self-issued, and its signature verifies under its own key (or cannot be checked here). */
  readonly selfSigned: boolean;
  readonly knownAs?: KnownAs;
}

/** A certificate that could not be parsed is still reported. */
export interface UnparsedCertificate extends CertificateBytes {
  readonly kind: 'unparsed';
  readonly reason: string;
  /** Where a minimal walk of the DER finds it. */
  readonly signatureAlgorithm?: SignatureAlgorithm;
}

/** An entry of the catalogue of demo and default certificates. */
export interface KnownAs {
  readonly id: string;
  readonly vendor: string;
  readonly product: string;
}
