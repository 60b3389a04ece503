import type { SignatureAlgorithm, SignatureHash } from '../model/index.js';
import { contextTag, DerError, readChildren, readTlv, TAG, type Tlv } from './der-walk.js';
import { decodeOid } from './object-identifier.js';

/** What an AlgorithmIdentifier says. @throws {DerError} where it holds no OID */
export function readSignatureAlgorithm(identifier: Tlv): SignatureAlgorithm {
  const [type, parameters] = readChildren(identifier);
  if (type?.tag !== TAG.oid) throw new DerError('AlgorithmIdentifier holds no OID');
  const oid = decodeOid(type.contents);
  if (oid === RSASSA_PSS) return rsassaPss(parameters);
  if (oid === ECDSA_WITH_SPECIFIED) return { oid, name: 'ecdsa-with-Specified', hash: hashOf(parameters) };
  const known = SIGNATURE_ALGORITHMS[oid];
  return known === undefined ? { oid, name: oid, hash: 'unknown' } : { oid, name: known[0], hash: known[1] };
}

const RSASSA_PSS = '1.2.840.113549.1.1.10';

/** X9.62: the hash is an AlgorithmIdentifier of its own, in the parameters. */
const ECDSA_WITH_SPECIFIED = '1.2.840.10045.4.3';

/**
 * OID to name and hash. Names are OpenSSL's where it has one. SHA-0 counts as SHA-1: it is weaker, but no other word
 * fits, and what is called so was mostly SHA-1. Hashes that no verdict asks for (SHA-3, SM3, GOST) are `other`.
 */
const SIGNATURE_ALGORITHMS: Readonly<Record<string, readonly [name: string, hash: SignatureHash]>> = {
  // PKCS#1 (RFC 8017, RFC 4055)
  '1.2.840.113549.1.1.2': ['md2WithRSAEncryption', 'md2'],
  '1.2.840.113549.1.1.3': ['md4WithRSAEncryption', 'md4'],
  '1.2.840.113549.1.1.4': ['md5WithRSAEncryption', 'md5'],
  '1.2.840.113549.1.1.5': ['sha1WithRSAEncryption', 'sha1'],
  '1.2.840.113549.1.1.11': ['sha256WithRSAEncryption', 'sha256'],
  '1.2.840.113549.1.1.12': ['sha384WithRSAEncryption', 'sha384'],
  '1.2.840.113549.1.1.13': ['sha512WithRSAEncryption', 'sha512'],
  '1.2.840.113549.1.1.14': ['sha224WithRSAEncryption', 'sha224'],
  '1.2.840.113549.1.1.15': ['sha512-224WithRSAEncryption', 'other'],
  '1.2.840.113549.1.1.16': ['sha512-256WithRSAEncryption', 'other'],
  // OIW Security SIG: old names for the same, which scanners tend to print bare
  '1.3.14.3.2.2': ['md4WithRSA', 'md4'],
  '1.3.14.3.2.3': ['md5WithRSA', 'md5'],
  '1.3.14.3.2.4': ['md4WithRSAEncryption', 'md4'],
  '1.3.14.3.2.13': ['dsaWithSHA', 'sha1'],
  '1.3.14.3.2.14': ['mdc2WithRSASignature', 'other'],
  '1.3.14.3.2.15': ['shaWithRSAEncryption', 'sha1'],
  '1.3.14.3.2.21': ['dsaCommonWithSHA', 'sha1'],
  '1.3.14.3.2.24': ['md2WithRSASignature', 'md2'],
  '1.3.14.3.2.25': ['md5WithRSASignature', 'md5'],
  '1.3.14.3.2.27': ['dsaWithSHA1-old', 'sha1'],
  '1.3.14.3.2.28': ['dsaCommonWithSHA1', 'sha1'],
  '1.3.14.3.2.29': ['sha1WithRSA', 'sha1'],
  '1.3.14.7.2.3.1': ['md2WithRSA', 'md2'],
  // DSA (RFC 3279, RFC 5758)
  '1.2.840.10040.4.3': ['dsaWithSHA1', 'sha1'],
  '2.16.840.1.101.3.4.3.1': ['dsa_with_SHA224', 'sha224'],
  '2.16.840.1.101.3.4.3.2': ['dsa_with_SHA256', 'sha256'],
  '2.16.840.1.101.3.4.3.3': ['dsa_with_SHA384', 'sha384'],
  '2.16.840.1.101.3.4.3.4': ['dsa_with_SHA512', 'sha512'],
  // ECDSA (RFC 3279, RFC 5758)
  '1.2.840.10045.4.1': ['ecdsa-with-SHA1', 'sha1'],
  '1.2.840.10045.4.2': ['ecdsa-with-Recommended', 'unknown'],
  '1.2.840.10045.4.3.1': ['ecdsa-with-SHA224', 'sha224'],
  '1.2.840.10045.4.3.2': ['ecdsa-with-SHA256', 'sha256'],
  '1.2.840.10045.4.3.3': ['ecdsa-with-SHA384', 'sha384'],
  '1.2.840.10045.4.3.4': ['ecdsa-with-SHA512', 'sha512'],
  // EdDSA (RFC 8410)
  '1.3.101.112': ['ED25519', 'none'],
  '1.3.101.113': ['ED448', 'none'],
  // SHA-3 (NIST)
  '2.16.840.1.101.3.4.3.9': ['ecdsa_with_SHA3-224', 'other'],
  '2.16.840.1.101.3.4.3.10': ['ecdsa_with_SHA3-256', 'other'],
  '2.16.840.1.101.3.4.3.11': ['ecdsa_with_SHA3-384', 'other'],
  '2.16.840.1.101.3.4.3.12': ['ecdsa_with_SHA3-512', 'other'],
  '2.16.840.1.101.3.4.3.13': ['RSA-SHA3-224', 'other'],
  '2.16.840.1.101.3.4.3.14': ['RSA-SHA3-256', 'other'],
  '2.16.840.1.101.3.4.3.15': ['RSA-SHA3-384', 'other'],
  '2.16.840.1.101.3.4.3.16': ['RSA-SHA3-512', 'other'],
  // TeleTrusT, ShangMi (RFC 8998), GOST (RFC 4491, RFC 9215)
  '1.3.36.3.3.1.2': ['ripemd160WithRSA', 'other'],
  '1.2.156.10197.1.501': ['SM2-with-SM3', 'other'],
  '1.2.156.10197.1.504': ['sm3WithRSAEncryption', 'other'],
  '1.2.643.2.2.3': ['GOST R 34.11-94 with GOST R 34.10-2001', 'other'],
  '1.2.643.2.2.4': ['GOST R 34.11-94 with GOST R 34.10-94', 'other'],
  '1.2.643.7.1.1.3.2': ['GOST R 34.10-2012 with GOST R 34.11-2012 (256 bit)', 'other'],
  '1.2.643.7.1.1.3.3': ['GOST R 34.10-2012 with GOST R 34.11-2012 (512 bit)', 'other'],
};

const HASHES: Readonly<Record<string, SignatureHash>> = {
  '1.2.840.113549.2.2': 'md2',
  '1.2.840.113549.2.4': 'md4',
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.18': 'sha1',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.4': 'sha224',
};

/** Hashes that a reader expects behind the bare name `rsassaPss`. */
const SHA_2: readonly SignatureHash[] = ['sha224', 'sha256', 'sha384', 'sha512'];

/**
 * RFC 4055 3.1: RSASSA-PSS-params name the hash, `[0]`, with SHA-1 as default. OpenSSL's name tells nothing of it, so
 * whatever is no SHA-2 is named.
 */
function rsassaPss(parameters: Tlv | undefined): SignatureAlgorithm {
  const hash = pssHash(parameters);
  const name = SHA_2.includes(hash) ? 'rsassaPss' : `rsassaPss (${hash})`;
  return { oid: RSASSA_PSS, name, hash };
}

function pssHash(parameters: Tlv | undefined): SignatureHash {
  if (parameters?.tag !== TAG.sequence) return 'sha1';
  try {
    const hash = readChildren(parameters).find(({ tag }) => tag === contextTag(0));
    return hash === undefined ? 'sha1' : hashOf(readTlv(hash.contents));
  } catch {
    return 'unknown';
  }
}

/** The hash that an AlgorithmIdentifier names. */
function hashOf(identifier: Tlv | undefined): SignatureHash {
  try {
    const oid = identifier && readChildren(identifier)[0];
    return (oid && HASHES[decodeOid(oid.contents)]) ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
