import { isIP } from 'node:net';
import { contextTag, expectTag, readChildren, readOnly, readTlv, TAG, type Tlv } from './der-walk.js';
import { decodeName, formatName } from './distinguished-name.js';
import { toHex } from './hex.js';
import { openExtension, openGeneralName } from './peculiar-x509.js';

export interface AlternativeNames {
  /** DNS names and addresses as text, others as `type:value`. */
  readonly all: string[];
  readonly dns: string[];
}

const SUBJECT_ALT_NAME = '2.5.29.17';

/**
 * Names beyond these are not read. Real certificates have some hundred; opening one takes microseconds, and a peer
 * could send a hundred thousand.
 */
const MAX_NAMES = 5000;

/** The subjectAltName (RFC 5280 4.2.1.6) among `[3] Extensions`. A name that can't be read is given in hex. */
export function readAlternativeNames(extensions: Tlv | undefined): AlternativeNames {
  const names = findNames(extensions).slice(0, MAX_NAMES).map(readName);
  return {
    all: names.map(renderName),
    dns: names.filter(({ type }) => type === 'dns').map(({ value }) => value),
  };
}

interface ReadName {
  readonly type: string;
  readonly value: string;
}

/** An address of an odd number of bytes is hex. An OID can look like an address: `1.2.3.4`. */
function renderName({ type, value }: ReadName): string {
  const isPlain = type === 'dns' || (type === 'ip' && isIP(value) !== 0);
  return isPlain ? value : `${type}:${value}`;
}

function findNames(extensions: Tlv | undefined): Tlv[] {
  if (extensions === undefined) return [];
  return readAll(() => readChildren(readOnly(extensions.contents, TAG.sequence, 'Extensions')))
    .filter(isSubjectAltName)
    .flatMap((extension) => readAll(() => readGeneralNames(extension)));
}

/** By its first bytes, for opening every extension takes time. `OBJECT IDENTIFIER 2.5.29.17` */
function isSubjectAltName({ contents }: Tlv): boolean {
  return SUBJECT_ALT_NAME_DER.every((byte, index) => contents[index] === byte);
}

const SUBJECT_ALT_NAME_DER = [TAG.oid, 3, 0x55, 0x1d, 0x11];

function readGeneralNames(extension: Tlv): Tlv[] {
  const { oid, value } = openExtension(extension.whole);
  return oid === SUBJECT_ALT_NAME
    ? readChildren(expectTag(readTlv(value), TAG.sequence, 'GeneralNames'))
    : [];
}

/** A broken extension has no names, but its certificate has other fields. */
function readAll(read: () => Tlv[]): Tlv[] {
  try {
    return read();
  } catch {
    return [];
  }
}

/** `directoryName [4]`, which the library would write its own way. */
const DIRECTORY_NAME = contextTag(4);

function readName(name: Tlv): ReadName {
  try {
    if (name.tag === DIRECTORY_NAME)
      return { type: 'dn', value: formatName(decodeName(readTlv(name.contents))) };
    const { type, value } = openGeneralName(name.whole);
    return { type: type === 'url' ? 'uri' : type, value };
  } catch {
    return { type: 'other', value: `#${toHex(name.whole)}` };
  }
}
