import {
  contextTag,
  DerError,
  expectTag,
  readChildren,
  readOnly,
  readTlv,
  TAG,
  type Tlv,
} from './der-walk.js';

/**
 * Where the fields of a certificate are (RFC 5280 4.1), none of them interpreted: so one that is odd costs only
 * itself.
 */
export interface CertificateStructure {
  /** TBSCertificate: the bytes that are signed. */
  readonly tbs: Tlv;
  readonly serialNumber: Tlv;
  /** `TBSCertificate.signature` */
  readonly innerAlgorithm: Tlv;
  readonly issuer: Tlv;
  readonly validity: Tlv;
  readonly subject: Tlv;
  readonly subjectPublicKeyInfo: Tlv;
  /** `[3] Extensions`, with its tag. */
  readonly extensions?: Tlv;
  /** `Certificate.signatureAlgorithm` */
  readonly outerAlgorithm: Tlv;
  readonly signatureValue: Tlv;
}

/**
 * Certificates above this are not decoded: the longest of real ones have some hundred thousand bytes, and everything
 * below takes time in proportion.
 */
const MAX_CERTIFICATE_BYTES = 1_048_576;

/** @throws {DerError} */
export function readStructure(der: Uint8Array): CertificateStructure {
  if (der.length > MAX_CERTIFICATE_BYTES) throw new DerError(`${der.length} bytes are too many`);
  const parts = readChildren(readOnly(der, TAG.sequence, 'Certificate'));
  const tbs = expectTag(parts[0], TAG.sequence, 'TBSCertificate');
  if (parts.length > 3) throw new DerError('Certificate has more than its three fields');
  return {
    tbs,
    ...readTbs(tbs),
    outerAlgorithm: expectTag(parts[1], TAG.sequence, 'signatureAlgorithm'),
    signatureValue: expectTag(parts[2], TAG.bitString, 'signatureValue'),
  };
}

/**
 * `Certificate.signatureAlgorithm` of what is no proper certificate, where it can be found: after the first element,
 * whatever that holds.
 *
 * @throws {DerError}
 */
export function findOuterAlgorithm(der: Uint8Array): Tlv {
  const { contents } = expectTag(readTlv(der), TAG.sequence, 'Certificate');
  return expectTag(readTlv(contents, readTlv(contents).whole.length), TAG.sequence, 'signatureAlgorithm');
}

type TbsFields = Omit<CertificateStructure, 'tbs' | 'outerAlgorithm' | 'signatureValue'>;

function readTbs(tbs: Tlv): TbsFields {
  const fields = readChildren(tbs);
  // Version 1 leaves its number out.
  if (fields[0]?.tag === contextTag(0)) fields.shift();
  const [serialNumber, innerAlgorithm, issuer, validity, subject, subjectPublicKeyInfo, ...optional] = fields;
  const extensions = optional.find((field) => field.tag === contextTag(3));
  return {
    serialNumber: expectTag(serialNumber, TAG.integer, 'serialNumber'),
    innerAlgorithm: expectTag(innerAlgorithm, TAG.sequence, 'signature'),
    issuer: expectTag(issuer, TAG.sequence, 'issuer'),
    validity: expectTag(validity, TAG.sequence, 'validity'),
    subject: expectTag(subject, TAG.sequence, 'subject'),
    subjectPublicKeyInfo: expectTag(subjectPublicKeyInfo, TAG.sequence, 'subjectPublicKeyInfo'),
    ...(extensions !== undefined && { extensions }),
  };
}
