import { attributeTypeName } from './attribute-type.js';
import { expectTag, readChildren, TAG, type Tlv } from './der-walk.js';
import { decodeString } from './directory-string.js';
import { toHex } from './hex.js';
import { decodeOid } from './object-identifier.js';

/** One attribute of a name, in the order of the encoding. */
export interface NameAttribute {
  /** Short name, or dotted OID. */
  readonly type: string;
  /** Absent where the value is no text. */
  readonly text?: string;
  /** Index of the RDN that it belongs to: those of a multi-valued RDN share it. */
  readonly rdn: number;
  /** The value's DER. */
  readonly der: Uint8Array;
}

/** `Name ::= SEQUENCE OF SET OF SEQUENCE { type, value }` (RFC 5280 4.1.2.4). @throws {DerError} */
export function decodeName(name: Tlv): NameAttribute[] {
  return readChildren(name).flatMap((set, rdn) =>
    readChildren(expectTag(set, TAG.set, 'RelativeDistinguishedName')).map((pair) =>
      decodeAttribute(pair, rdn),
    ),
  );
}

/**
 * RFC 4514, as OpenSSL prints it with `-nameopt RFC2253,-esc_msb,utf8`: last RDN first, OpenSSL's short names, types
 * without one and values that are no text in hex. `#` is escaped even where it is the whole value, which OpenSSL forgets.
 */
export function formatName(attributes: readonly NameAttribute[]): string {
  let text = '';
  let previous: NameAttribute | undefined;
  for (const attribute of attributes.toReversed()) {
    if (previous !== undefined) text += previous.rdn === attribute.rdn ? '+' : ',';
    text += `${attribute.type}=${formatValue(attribute)}`;
    previous = attribute;
  }
  return text;
}

/** The most specific one is the last of the encoding (RFC 6125 2.3.1). */
export function findCommonName(attributes: readonly NameAttribute[]): string | undefined {
  return attributes.findLast(({ type, text }) => type === 'CN' && text !== undefined)?.text;
}

function decodeAttribute(pair: Tlv, rdn: number): NameAttribute {
  const [type, value] = readChildren(expectTag(pair, TAG.sequence, 'AttributeTypeAndValue'));
  const oid = decodeOid(expectTag(type, TAG.oid, 'AttributeType').contents);
  const text = value && decodeString(value);
  return {
    type: attributeTypeName(oid) ?? oid,
    ...(text !== undefined && { text }),
    rdn,
    der: value?.whole ?? new Uint8Array(),
  };
}

function formatValue({ type, text, der }: NameAttribute): string {
  const hasShortName = !/^[\d#]/.test(type);
  return text !== undefined && hasShortName ? escapeValue(text) : `#${toHex(der).toUpperCase()}`;
}

/** RFC 4514 2.4. */
function escapeValue(text: string): string {
  return text
    .replace(/["+,;<>\\]|^[# ]| $/g, '\\$&')
    .replace(
      CONTROLS,
      (character) => `\\${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
}

// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\x00-\x1f\x7f]/g;
