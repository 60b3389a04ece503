import { randomBytes, type KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  Certificate,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Time,
  Validity,
  Version,
  type Name,
} from '@peculiar/asn1-x509';
import { encodeIntegerContents, toArrayBuffer } from './mint-der.js';
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
  readonly subjectName: Name;
  /** This one and its issuers below the root, as a server should send it. */
  readonly chainPem: string;
  /** With the root. */
  readonly fullChainPem: string;
}

/** A real certificate, for the lab appliance and for tests: odd or weak only where it was asked to be. */
export function mintCertificate(wanted: CertificateToMint): MintedCertificate {
  const key = wanted.key ?? mintKey({ algorithm: 'rsa', bits: 2048 });
  const subjectName = mintName(wanted.subject);
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
  const tbsCertificate = mintTbs(wanted, { key, subjectName, inner });
  const tbs = new Uint8Array(AsnConvert.serialize(tbsCertificate));
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: outer,
    signatureValue: toArrayBuffer(wanted.signatureValue ?? sign(tbs)),
  });
  return withPem(new Uint8Array(AsnConvert.serialize(certificate)), key, subjectName, wanted.issuer);
}

function mintTbs(
  wanted: CertificateToMint,
  { key, subjectName, inner }: { key: MintedKey; subjectName: Name; inner: AlgorithmIdentifier },
): TBSCertificate {
  const spki = wanted.subjectPublicKeyInfo ?? key.publicKey.export({ type: 'spki', format: 'der' });
  return new TBSCertificate({
    version: Version.v3,
    serialNumber: toArrayBuffer(encodeIntegerContents(wanted.serial ?? randomSerial())),
    signature: inner,
    issuer: wanted.issuer?.subjectName ?? subjectName,
    validity: mintValidity(wanted),
    subject: subjectName,
    subjectPublicKeyInfo: AsnConvert.parse(toArrayBuffer(spki), SubjectPublicKeyInfo),
    extensions: mintExtensions(wanted),
  });
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
  subjectName: Name,
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
    subjectName,
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
