import type { ParsedCertificate } from '../model/index.js';
import { DerError, readChildren, readTlv, TAG, type Tlv } from './der-walk.js';
import { namedCurve } from './named-curve.js';
import { decodeOid } from './object-identifier.js';
import { openPublicKey, type PublicKeyInfo } from './peculiar-x509.js';

export type PublicKeyFacts = ParsedCertificate['publicKey'] & {
  /** Whether a signature can be checked under it in bounded time: the peer chooses the key. */
  readonly isReasonable: boolean;
};

/** What kind of key and how large. A key that is broken keeps its algorithm, and is not reasonable. */
export function readPublicKey(subjectPublicKeyInfo: Tlv): PublicKeyFacts {
  try {
    return describe(openPublicKey(subjectPublicKeyInfo.whole));
  } catch {
    return { algorithm: algorithmName(findOid(subjectPublicKeyInfo)), isReasonable: false };
  }
}

function describe(info: PublicKeyInfo): PublicKeyFacts {
  const algorithm = algorithmName(info.oid);
  switch (algorithm) {
    case 'RSA':
    case 'RSASSA-PSS':
      return { algorithm, ...describeRsa(info.key) };
    case 'DSA':
      return { algorithm, ...describeDsa(info.parameters) };
    case 'EC':
      return { algorithm, ...describeEc(info.parameters) };
    default: {
      const bits = EDWARDS_BITS[algorithm];
      return { algorithm, ...(bits !== undefined && { bits }), isReasonable: bits !== undefined };
    }
  }
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.1': 'RSA',
  // X.509's own OID for RSA, found in some old certificates.
  '2.5.8.1.1': 'RSA',
  '1.2.840.113549.1.1.10': 'RSASSA-PSS',
  '1.2.840.10040.4.1': 'DSA',
  '1.3.14.3.2.12': 'DSA',
  '1.2.840.10045.2.1': 'EC',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
};

const EDWARDS_BITS: Readonly<Record<string, number>> = { Ed25519: 256, Ed448: 456 };

function algorithmName(oid: string): string {
  return ALGORITHMS[oid] ?? oid;
}

/** OpenSSL verifies up to the same number of bits; the time grows with its square. */
const MAX_RSA_BITS = 16_384;

/** A verification takes a squaring for each bit of the exponent. Real ones have 17 bits. */
const MAX_RSA_EXPONENT_BITS = 64;

/** `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }` (RFC 8017 A.1.1) */
function describeRsa(key: Uint8Array): { bits: number; isReasonable: boolean } {
  const [modulus, exponent] = readChildren(readTlv(key));
  const bits = integerBits(modulus);
  return { bits, isReasonable: bits <= MAX_RSA_BITS && integerBits(exponent) <= MAX_RSA_EXPONENT_BITS };
}

/** OpenSSL's own limit. */
const MAX_DSA_BITS = 10_000;

/** `Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER }` (RFC 3279 2.3.2); inherited where absent. */
function describeDsa(parameters: Uint8Array | undefined): { bits?: number; isReasonable: boolean } {
  if (parameters === undefined) return { isReasonable: false };
  const bits = integerBits(readChildren(readTlv(parameters))[0]);
  return { bits, isReasonable: bits <= MAX_DSA_BITS };
}

/**
 * `ECParameters ::= CHOICE { namedCurve OBJECT IDENTIFIER }` (RFC 5480 2.1.1). A curve that is written out is not
 * reasonable: one that is none sent OpenSSL into an endless loop (CVE-2022-0778).
 */
function describeEc(parameters: Uint8Array | undefined): {
  bits?: number;
  curve?: string;
  isReasonable: boolean;
} {
  const curve = parameters && readTlv(parameters);
  if (curve?.tag !== TAG.oid) return { curve: 'explicit', isReasonable: false };
  const oid = decodeOid(curve.contents);
  const known = namedCurve(oid);
  if (known === undefined) return { curve: oid, isReasonable: false };
  return { bits: known.bits, curve: known.name, isReasonable: true };
}

/** Without leading zeros. @throws {DerError} where it is no positive INTEGER */
function integerBits(tlv: Tlv | undefined): number {
  if (tlv?.tag !== TAG.integer) throw new DerError('a key holds what is no INTEGER');
  const first = tlv.contents.findIndex((byte) => byte !== 0);
  if (first < 0) return 0;
  return 8 * (tlv.contents.length - first) - (Math.clz32(tlv.contents[first] ?? 0) - 24);
}

function findOid(subjectPublicKeyInfo: Tlv): string {
  try {
    const [algorithm] = readChildren(subjectPublicKeyInfo);
    const oid = algorithm && readChildren(algorithm)[0];
    return oid?.tag === TAG.oid ? decodeOid(oid.contents) : 'unknown';
  } catch {
    return 'unknown';
  }
}
