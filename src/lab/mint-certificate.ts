import { randomBytes, type KeyObject } from 'node:crypto';
import { AlgorithmIdentifier, Time, Validity, Version } from '@peculiar/asn1-x509';
import { encodeIntegerContents, encodeTlv, explicitTag, TAG, toArrayBuffer, toDer } from './mint-der.js';
import { mintExtensions, type ExtensionsToMint } from './mint-extension.js';
import { mintKey, type MintedKey } from './mint-key.js';
import { mintName, type NameToMint } from './mint-name.js';
import { signingWith, type HashToMint } from './mint-signature.js';

export { mintKey, type KeyToMint, type MintedKey } from './mint-key.js';

export interface CertificateToMint extends ExtensionsToMint {
  readonly subject: NameToMint;
  /** Absent: self-signed. */
  readonly issuer?: MintedCertificate;
  /** Absent: a new RSA key of 2048 bits. */
  readonly key?: MintedKey;
  /** Absent: SHA-256. The signature is always made with this hash, whatever the OIDs below say. */
  readonly signatureHash?: HashToMint;
  /** RSASSA-PSS instead of PKCS#1 under an ordinary RSA key. */
  readonly pss?: boolean;
  /** Another name for the algorithm: MD5 under its OIW OID, MD2, MD4. */
  readonly signatureOid?: string;
  /** The same for `TBSCertificate.signature` alone, which should be equal. */
  readonly innerSignatureOid?: string;
  /** DER of the algorithm's parameters, inside and outside; `absent` leaves them out. */
  readonly signatureParameters?: Uint8Array | 'absent';
  /** Instead of a signature. */
  readonly signatureValue?: Uint8Array;
  /** DER instead of the key's own SubjectPublicKeyInfo. */
  readonly subjectPublicKeyInfo?: Uint8Array;
  /** Absent: 63 random bits. */
  readonly serial?: bigint;
  /** Absent: a day before `now`. */
  readonly notBefore?: Date;
  /** Absent: ten years after `notBefore`. */
  readonly notAfter?: Date;
  /** Milliseconds since the epoch; the clock that the default validity goes by. */
  readonly now?: () => number;
}

export interface MintedCertificate {
  readonly der: Uint8Array;
  readonly pem: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly privateKeyPem: string;
  /** Absent: self-signed. */
  readonly issuer?: MintedCertificate;
  /** DER of the name. */
  readonly subjectDer: Uint8Array;
  /** This one and its issuers below the root, as a server should send it. */
  readonly chainPem: string;
  /** With the root. */
  readonly fullChainPem: string;
}

/** A real certificate, for the lab appliance and for tests: odd or weak only where it was asked to be. */
export function mintCertificate(wanted: CertificateToMint): MintedCertificate {
  const key = wanted.key ?? mintKey({ algorithm: 'rsa', bits: 2048 });
  const subjectDer = mintName(wanted.subject);
  const { algorithm, sign } = signingWith(
    wanted.issuer?.privateKey ?? key.privateKey,
    wanted.signatureHash ?? 'sha256',
    {
      ...(wanted.pss !== undefined && { pss: wanted.pss }),
      ...(wanted.signatureOid !== undefined && { oid: wanted.signatureOid }),
    },
  );
  const outer = withParameters(algorithm, wanted.signatureParameters);
  const inner = withOid(outer, wanted.innerSignatureOid);
  const tbs = mintTbs(wanted, { key, subjectDer, inner });
  const signature = encodeTlv(TAG.bitString, Uint8Array.of(0), wanted.signatureValue ?? sign(tbs));
  return withPem(encodeTlv(TAG.sequence, tbs, toDer(outer), signature), key, subjectDer, wanted.issuer);
}

/**
 * TBSCertificate (RFC 5280 4.1), field by field: the ASN.1 library reads the names and keys that it puts into one of its
 * own, and refuses odd ones.
 */
function mintTbs(
  wanted: CertificateToMint,
  { key, subjectDer, inner }: { key: MintedKey; subjectDer: Uint8Array; inner: AlgorithmIdentifier },
): Uint8Array {
  return encodeTlv(
    TAG.sequence,
    encodeTlv(explicitTag(0), encodeTlv(TAG.integer, Uint8Array.of(Version.v3))),
    encodeTlv(TAG.integer, encodeIntegerContents(wanted.serial ?? randomSerial())),
    toDer(inner),
    wanted.issuer?.subjectDer ?? subjectDer,
    toDer(mintValidity(wanted)),
    subjectDer,
    wanted.subjectPublicKeyInfo ?? key.publicKey.export({ type: 'spki', format: 'der' }),
    encodeTlv(explicitTag(3), toDer(mintExtensions(wanted))),
  );
}

const DAY_MS = 86_400_000;

function mintValidity({ notBefore, notAfter, now = Date.now }: CertificateToMint): Validity {
  const from = notBefore ?? new Date(now() - DAY_MS);
  const until = notAfter ?? new Date(from.getTime() + 3650 * DAY_MS);
  const validity = new Validity();
  validity.notBefore = time(from);
  validity.notAfter = time(until);
  return validity;
}

/** RFC 5280 4.1.2.5: UTCTime from 1950 to 2049, GeneralizedTime outside, whole seconds. */
function time(date: Date): Time {
  const seconds = new Date(1000 * Math.floor(date.getTime() / 1000));
  const year = date.getUTCFullYear();
  return new Time(year >= 1950 && year < 2050 ? { utcTime: seconds } : { generalTime: seconds });
}

/** RFC 5280 4.1.2.2: positive, at most 20 bytes. */
function randomSerial(): bigint {
  return (randomBytes(8).readBigUInt64BE() >> 1n) | 1n;
}

function withParameters(
  algorithm: AlgorithmIdentifier,
  parameters: CertificateToMint['signatureParameters'],
): AlgorithmIdentifier {
  if (parameters === undefined) return algorithm;
  return new AlgorithmIdentifier({
    algorithm: algorithm.algorithm,
    ...(parameters !== 'absent' && { parameters: toArrayBuffer(parameters) }),
  });
}

function withOid({ algorithm, parameters }: AlgorithmIdentifier, oid = algorithm): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithm: oid, ...(parameters !== undefined && { parameters }) });
}

function withPem(
  der: Uint8Array,
  key: MintedKey,
  subjectDer: Uint8Array,
  issuer: MintedCertificate | undefined,
): MintedCertificate {
  const pem = renderPem(der);
  const isBelowRoot = issuer?.issuer !== undefined;
  return {
    der,
    pem,
    ...key,
    privateKeyPem: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ...(issuer !== undefined && { issuer }),
    subjectDer,
    chainPem: pem + (isBelowRoot ? issuer.chainPem : ''),
    fullChainPem: pem + (issuer?.fullChainPem ?? ''),
  };
}

function renderPem(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
