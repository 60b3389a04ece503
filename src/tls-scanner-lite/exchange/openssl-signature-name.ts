import { SIGNATURE_SCHEME } from '../registry/signature-scheme.js';

/**
 * A SignatureScheme as OpenSSL's `sigalgs` option writes it.
 * @throws {TypeError} for one that OpenSSL 3 does not have
 */
export function opensslSignatureName(scheme: number): string {
  const name = NAMES.get(scheme);
  if (name === undefined) throw new TypeError(`OpenSSL has no name for signature scheme ${scheme}`);
  return name;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [SIGNATURE_SCHEME.ecdsa_secp256r1_sha256, 'ecdsa_secp256r1_sha256'],
  [SIGNATURE_SCHEME.ecdsa_secp384r1_sha384, 'ecdsa_secp384r1_sha384'],
  [SIGNATURE_SCHEME.ecdsa_secp521r1_sha512, 'ecdsa_secp521r1_sha512'],
  [SIGNATURE_SCHEME.ed25519, 'ed25519'],
  [SIGNATURE_SCHEME.ed448, 'ed448'],
  [SIGNATURE_SCHEME.rsa_pss_rsae_sha256, 'rsa_pss_rsae_sha256'],
  [SIGNATURE_SCHEME.rsa_pss_rsae_sha384, 'rsa_pss_rsae_sha384'],
  [SIGNATURE_SCHEME.rsa_pss_rsae_sha512, 'rsa_pss_rsae_sha512'],
  [SIGNATURE_SCHEME.rsa_pss_pss_sha256, 'rsa_pss_pss_sha256'],
  [SIGNATURE_SCHEME.rsa_pss_pss_sha384, 'rsa_pss_pss_sha384'],
  [SIGNATURE_SCHEME.rsa_pss_pss_sha512, 'rsa_pss_pss_sha512'],
  [SIGNATURE_SCHEME.rsa_pkcs1_sha256, 'rsa_pkcs1_sha256'],
  [SIGNATURE_SCHEME.rsa_pkcs1_sha384, 'rsa_pkcs1_sha384'],
  [SIGNATURE_SCHEME.rsa_pkcs1_sha512, 'rsa_pkcs1_sha512'],
  [SIGNATURE_SCHEME.ecdsa_sha224, 'ECDSA+SHA224'],
  [SIGNATURE_SCHEME.rsa_pkcs1_sha224, 'RSA+SHA224'],
  [SIGNATURE_SCHEME.ecdsa_sha1, 'ECDSA+SHA1'],
  [SIGNATURE_SCHEME.rsa_pkcs1_sha1, 'RSA+SHA1'],
]);
