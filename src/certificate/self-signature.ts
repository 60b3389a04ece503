import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { SignatureAlgorithm } from '../model/index.js';
import type { CertificateStructure } from './certificate-structure.js';
import type { PublicKeyFacts } from './public-key.js';

/**
 * Whether a self-issued certificate's signature verifies under its own key. Where that cannot be checked (MD2, a hash
 * or a key that isn't known here, a key that would take too long) it passes for self-signed: it says so itself.
 */
export function verifiesUnderOwnKey(
  structure: CertificateStructure,
  algorithm: SignatureAlgorithm,
  publicKey: PublicKeyFacts,
): boolean {
  if (!publicKey.isReasonable || NOT_CHECKED.has(algorithm.hash)) return true;
  try {
    const key = createPublicKey({
      key: Buffer.from(structure.subjectPublicKeyInfo.whole),
      format: 'der',
      type: 'spki',
    });
    const hash = algorithm.hash === 'none' ? null : algorithm.hash;
    return verify(hash, structure.tbs.whole, withPadding(key, algorithm), signatureBytes(structure));
  } catch {
    return true;
  }
}

/** Hashes that OpenSSL 3 no longer has, and unknown ones. */
const NOT_CHECKED: ReadonlySet<string> = new Set(['md2', 'md4', 'other', 'unknown']);

function withPadding(key: KeyObject, { name }: SignatureAlgorithm): Parameters<typeof verify>[2] {
  if (!name.startsWith('rsassaPss')) return key;
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
}

/** A BIT STRING's first byte counts its unused bits. */
function signatureBytes({ signatureValue }: CertificateStructure): Uint8Array {
  return signatureValue.contents.subarray(1);
}
