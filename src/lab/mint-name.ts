import { encodeOid, encodeTlv, TAG } from './mint-der.js';

/** RDNs in the order of the encoding. An object with two attributes is one multi-valued RDN: `{ CN: 'a', OU: 'b' }`. */
export type NameToMint = readonly RdnToMint[];

/** Attribute types by short name or as a dotted OID. */
export type RdnToMint = Readonly<Record<string, AttributeToMint>>;

export type AttributeToMint =
  | string
  | { readonly text: string; readonly as: StringType }
  /** The whole DER of a value, for odd ones. */
  | { readonly der: Uint8Array };

/** The string types of RFC 5280's DirectoryString, and those that other attributes have. */
export type StringType = keyof typeof STRING_TYPES;

/** DER of a Name. By hand: the ASN.1 library reads what it is given, and refuses odd values. */
export function mintName(rdns: NameToMint): Uint8Array {
  return encodeTlv(
    TAG.sequence,
    ...rdns.map((rdn) => encodeTlv(TAG.set, ...Object.entries(rdn).map(encodeAttribute))),
  );
}

function encodeAttribute([type, value]: [string, AttributeToMint]): Uint8Array {
  const oid = ATTRIBUTE_OIDS.get(type) ?? type;
  if (!/^\d+(\.\d+)+$/.test(oid)) throw new RangeError(`no attribute type is called ${type}`);
  return encodeTlv(TAG.sequence, encodeOid(oid), encodeValue(oid, value));
}

function encodeValue(oid: string, value: AttributeToMint): Uint8Array {
  if (typeof value === 'string')
    return encodeValue(oid, { text: value, as: DEFAULT_TYPES.get(oid) ?? 'utf8' });
  if ('der' in value) return value.der;
  const { tag, encode } = STRING_TYPES[value.as];
  return encodeTlv(tag, encode(value.text));
}

const STRING_TYPES = {
  utf8: { tag: TAG.utf8String, encode: (text: string): Uint8Array => Buffer.from(text, 'utf8') },
  numeric: { tag: TAG.numericString, encode: encodeLatin1 },
  printable: { tag: TAG.printableString, encode: encodeLatin1 },
  // T.61 in the specification, Latin-1 in nearly every certificate that has it.
  teletex: { tag: TAG.teletexString, encode: encodeLatin1 },
  ia5: { tag: TAG.ia5String, encode: encodeLatin1 },
  universal: { tag: TAG.universalString, encode: encodeUcs4 },
  bmp: { tag: TAG.bmpString, encode: (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16() },
} as const;

function encodeLatin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function encodeUcs4(text: string): Uint8Array {
  const characters = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(4 * characters.length);
  characters.forEach((codePoint, index) => bytes.writeUInt32BE(codePoint, 4 * index));
  return bytes;
}

const ATTRIBUTE_OIDS: ReadonlyMap<string, string> = new Map([
  ['CN', '2.5.4.3'],
  ['SN', '2.5.4.4'],
  ['serialNumber', '2.5.4.5'],
  ['C', '2.5.4.6'],
  ['L', '2.5.4.7'],
  ['ST', '2.5.4.8'],
  ['street', '2.5.4.9'],
  ['O', '2.5.4.10'],
  ['OU', '2.5.4.11'],
  ['GN', '2.5.4.42'],
  ['UID', '0.9.2342.19200300.100.1.1'],
  ['DC', '0.9.2342.19200300.100.1.25'],
  ['emailAddress', '1.2.840.113549.1.9.1'],
]);

/** RFC 5280, appendix A: the attributes whose string type is not free. */
const DEFAULT_TYPES: ReadonlyMap<string, StringType> = new Map([
  ['2.5.4.5', 'printable'],
  ['2.5.4.6', 'printable'],
  ['0.9.2342.19200300.100.1.25', 'ia5'],
  ['1.2.840.113549.1.9.1', 'ia5'],
]);
