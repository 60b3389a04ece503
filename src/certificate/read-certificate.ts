import { hash } from 'node:crypto';
import type { CertificateFacts, ParsedCertificate, SignatureAlgorithm } from '../model/index.js';
import { readAlternativeNames } from './alternative-name.js';
import { findOuterAlgorithm, readStructure, type CertificateStructure } from './certificate-structure.js';
import { DerError, readChildren, type Tlv } from './der-walk.js';
import { decodeName, findCommonName, formatName } from './distinguished-name.js';
import { toHex } from './hex.js';
import { readPublicKey } from './public-key.js';
import { verifiesUnderOwnKey } from './self-signature.js';
import { formatSerial } from './serial-number.js';
import { readSignatureAlgorithm } from './signature-algorithm.js';
import { decodeTime } from './validity-time.js';

/**
 * What a certificate says of itself. Never throws: the bytes are the peer's. An odd name, key or extension is given as
 * far as it can be read; only what has no readable structure comes out `unparsed`.
 */
export function readCertificate(der: Uint8Array): CertificateFacts {
  const bytes = { der, fingerprint: { sha1: hash('sha1', der), sha256: hash('sha256', der) } };
  try {
    return { kind: 'parsed', ...bytes, ...readFields(readStructure(der)) };
  } catch (error) {
    const signatureAlgorithm = findSignatureAlgorithm(der);
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'unparsed', ...bytes, reason, ...(signatureAlgorithm && { signatureAlgorithm }) };
  }
}

type Fields = Omit<ParsedCertificate, 'kind' | 'der' | 'fingerprint'>;

function readFields(structure: CertificateStructure): Fields {
  const signatureAlgorithm = readSignatureAlgorithm(structure.outerAlgorithm);
  const { isReasonable, ...publicKey } = readPublicKey(structure.subjectPublicKeyInfo);
  const names = readNames(structure);
  const selfIssued = names.subjectDer === names.issuerDer;
  const selfSigned =
    selfIssued && verifiesUnderOwnKey(structure, signatureAlgorithm, { ...publicKey, isReasonable });
  return {
    ...names,
    serial: formatSerial(structure.serialNumber),
    ...readValidity(structure.validity),
    signatureAlgorithm,
    ...readInnerAlgorithm(structure),
    publicKey,
    selfIssued,
    selfSigned,
  };
}

function readNames({ subject, issuer, extensions }: CertificateStructure) {
  const subjectName = readName(subject);
  const issuerName = readName(issuer);
  const alternative = readAlternativeNames(extensions);
  return {
    subjectDn: subjectName.dn,
    issuerDn: issuerName.dn,
    ...(subjectName.cn !== undefined && { subjectCn: subjectName.cn }),
    ...(issuerName.cn !== undefined && { issuerCn: issuerName.cn }),
    subjectAn: alternative.all,
    dnsNames: alternative.dns,
    subjectDer: toHex(subject.whole),
    issuerDer: toHex(issuer.whole),
  };
}

/** A name without structure is given in hex, as RFC 4514 2.4 gives values that have no text. */
function readName(name: Tlv): { dn: string; cn?: string | undefined } {
  try {
    const attributes = decodeName(name);
    return { dn: formatName(attributes), cn: findCommonName(attributes) };
  } catch {
    return { dn: `#${toHex(name.whole).toUpperCase()}` };
  }
}

function readValidity(validity: Tlv): { notBefore: number; notAfter: number } {
  const [notBefore, notAfter] = readChildren(validity);
  if (notBefore === undefined || notAfter === undefined) throw new DerError('validity lacks a time');
  return { notBefore: decodeTime(notBefore), notAfter: decodeTime(notAfter) };
}

/** RFC 5280 4.1.1.2: both must be the same. Where they aren't, both are told. */
function readInnerAlgorithm({ innerAlgorithm, outerAlgorithm }: CertificateStructure): Partial<Fields> {
  if (Buffer.compare(innerAlgorithm.whole, outerAlgorithm.whole) === 0) return {};
  return { innerSignatureAlgorithm: readSignatureAlgorithm(innerAlgorithm) };
}

function findSignatureAlgorithm(der: Uint8Array): SignatureAlgorithm | undefined {
  try {
    return readSignatureAlgorithm(findOuterAlgorithm(der));
  } catch {
    return undefined;
  }
}
