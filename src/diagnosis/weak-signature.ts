import type { CertificateFacts, SignatureAlgorithm, SignatureHash } from '../model/index.js';

/** MD5 and what is weaker still. */
const BROKEN: ReadonlySet<SignatureHash> = new Set(['md2', 'md4', 'md5']);

/**
 * The signature algorithm of a certificate that is MD5 or weaker; undefined where none is. The inner one
 * (`TBSCertificate.signature`) counts too: verifiers differ in which of the two they look at.
 */
export function brokenSignature(certificate: CertificateFacts): SignatureAlgorithm | undefined {
  return signatures(certificate).find(({ hash }) => BROKEN.has(hash));
}

export function sha1Signature(certificate: CertificateFacts): SignatureAlgorithm | undefined {
  return signatures(certificate).find(({ hash }) => hash === 'sha1');
}

/** A self-signed certificate above the leaf is a trust anchor: nobody verifies its signature. */
export function isTrustAnchor(certificate: CertificateFacts, position: number): boolean {
  return position > 0 && certificate.kind === 'parsed' && certificate.selfSigned;
}

/** `MD5`, for sentences. */
export function hashName(algorithm: SignatureAlgorithm): string {
  return algorithm.hash.toUpperCase();
}

function signatures(certificate: CertificateFacts): SignatureAlgorithm[] {
  const inner = certificate.kind === 'parsed' ? certificate.innerSignatureAlgorithm : undefined;
  return [certificate.signatureAlgorithm, inner].filter((algorithm) => algorithm !== undefined);
}
