import type { CertificateFacts, PresentedChain, SignatureAlgorithm, SignatureHash } from '../model/index.js';

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

/** Whether it cannot be told how a certificate is signed: the algorithm was not found, or nobody here has heard of it. */
export function unknownSignature({ signatureAlgorithm: algorithm }: CertificateFacts): boolean {
  return !algorithm || (algorithm.hash === 'unknown' && algorithm.name === algorithm.oid);
}

/** Index of the first MD5-signed certificate whose signature a peer verifies; -1 where there is none. */
export function verifiedBroken({ certificates }: PresentedChain): number {
  return certificates.findIndex(
    (certificate, at) => brokenSignature(certificate) && !isTrustAnchor(certificate, at),
  );
}

/** Index of the MD5-signed certificate that matters most: one whose signature is verified, else a root. */
export function worstCertificate(chain: PresentedChain): number {
  const verified = verifiedBroken(chain);
  return verified >= 0
    ? verified
    : chain.certificates.findIndex((certificate) => brokenSignature(certificate));
}

/** Of the chains with an MD5-signed certificate the one where that matters most. */
export function worstChain(chains: readonly PresentedChain[]): PresentedChain | undefined {
  return (
    chains.find((chain) => verifiedBroken(chain) >= 0) ?? chains.find((chain) => worstCertificate(chain) >= 0)
  );
}

/** `MD5`, for sentences. */
export function hashName(algorithm: SignatureAlgorithm): string {
  return algorithm.hash.toUpperCase();
}

function signatures(certificate: CertificateFacts): SignatureAlgorithm[] {
  const inner = certificate.kind === 'parsed' ? certificate.innerSignatureAlgorithm : undefined;
  return [certificate.signatureAlgorithm, inner].filter((algorithm) => algorithm !== undefined);
}
