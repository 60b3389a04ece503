import { constants, sign, type KeyObject } from 'node:crypto';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { encodeOid, encodeTlv, explicitTag, TAG, toArrayBuffer } from './mint-der.js';

/** Hashes that OpenSSL 3 still signs with. MD2 and MD4 are minted as a name over a signature of another hash. */
export type HashToMint = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** How a key signs: what the certificate says of it, and the signature itself. */
export interface Signing {
  readonly algorithm: AlgorithmIdentifier;
  readonly sign: (tbs: Uint8Array) => Uint8Array;
}

/** @throws {RangeError} for ECDSA with MD5, which has no OID; `oid` names one all the same */
export function signingWith(
  key: KeyObject,
  hash: HashToMint,
  options: { pss?: boolean; oid?: string },
): Signing {
  if (key.asymmetricKeyType === 'rsa-pss' || (key.asymmetricKeyType === 'rsa' && options.pss === true)) {
    return pssSigning(key, hash, options.oid);
  }
  const isEdwards = key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyType === 'ed448';
  return {
    algorithm: new AlgorithmIdentifier({
      algorithm: options.oid ?? signatureOid(key, hash),
      // RFC 4055 5: NULL for PKCS#1. RFC 5758 3 and RFC 8410 3: absent for ECDSA and EdDSA.
      ...(key.asymmetricKeyType === 'rsa' && { parameters: toArrayBuffer(encodeTlv(TAG.null)) }),
    }),
    sign: (tbs) => sign(isEdwards ? null : hash, tbs, key),
  };
}

function pssSigning(key: KeyObject, hash: HashToMint, oid = RSASSA_PSS): Signing {
  const saltLength = HASHES[hash].bytes;
  return {
    algorithm: new AlgorithmIdentifier({
      algorithm: oid,
      parameters: toArrayBuffer(encodePssParameters(hash)),
    }),
    sign: (tbs) => sign(hash, tbs, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
  };
}

/** RFC 4055 3.1: RSASSA-PSS-params, with every field written out. */
export function encodePssParameters(hash: HashToMint): Uint8Array {
  const { oid, bytes } = HASHES[hash];
  const hashAlgorithm = encodeTlv(TAG.sequence, encodeOid(oid), encodeTlv(TAG.null));
  return encodeTlv(
    TAG.sequence,
    encodeTlv(explicitTag(0), hashAlgorithm),
    encodeTlv(explicitTag(1), encodeTlv(TAG.sequence, encodeOid(MGF1), hashAlgorithm)),
    encodeTlv(explicitTag(2), encodeTlv(TAG.integer, Uint8Array.of(bytes))),
  );
}

function signatureOid(key: KeyObject, hash: HashToMint): string {
  const oid = SIGNATURE_OIDS[key.asymmetricKeyType ?? '']?.[hash];
  if (oid === undefined)
    throw new RangeError(`no OID for ${hash} with a key of type ${key.asymmetricKeyType ?? '?'}`);
  return oid;
}

const RSASSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';

const HASHES: Readonly<Record<HashToMint, { oid: string; bytes: number }>> = {
  md5: { oid: '1.2.840.113549.2.5', bytes: 16 },
  sha1: { oid: '1.3.14.3.2.26', bytes: 20 },
  sha224: { oid: '2.16.840.1.101.3.4.2.4', bytes: 28 },
  sha256: { oid: '2.16.840.1.101.3.4.2.1', bytes: 32 },
  sha384: { oid: '2.16.840.1.101.3.4.2.2', bytes: 48 },
  sha512: { oid: '2.16.840.1.101.3.4.2.3', bytes: 64 },
};

const SIGNATURE_OIDS: Readonly<Record<string, Partial<Record<HashToMint, string>>>> = {
  rsa: {
    md5: '1.2.840.113549.1.1.4',
    sha1: '1.2.840.113549.1.1.5',
    sha224: '1.2.840.113549.1.1.14',
    sha256: '1.2.840.113549.1.1.11',
    sha384: '1.2.840.113549.1.1.12',
    sha512: '1.2.840.113549.1.1.13',
  },
  ec: {
    sha1: '1.2.840.10045.4.1',
    sha224: '1.2.840.10045.4.3.1',
    sha256: '1.2.840.10045.4.3.2',
    sha384: '1.2.840.10045.4.3.3',
    sha512: '1.2.840.10045.4.3.4',
  },
  ed25519: everyHash('1.3.101.112'),
  ed448: everyHash('1.3.101.113'),
};

/** EdDSA has its hash built in. */
function everyHash(oid: string): Record<HashToMint, string> {
  return { md5: oid, sha1: oid, sha224: oid, sha256: oid, sha384: oid, sha512: oid };
}
