import { TAG, type Tlv } from './der-walk.js';

/**
 * The text of a value in one of ASN.1's string types; undefined for other types. What is no proper text is read as far
 * as it goes, with U+FFFD in the place of what is not: an odd name must not hide its certificate.
 */
export function decodeString({ tag, contents }: Tlv): string | undefined {
  switch (tag) {
    case TAG.utf8String:
      return UTF_8.decode(contents);
    // Seven-bit types by the specification. Eight-bit bytes in them, and T.61 as a whole, mean Latin-1 in practice.
    case TAG.numericString:
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.visibleString:
    case TAG.teletexString:
    case TAG.utcTime:
    case TAG.generalizedTime:
      return asBuffer(contents).toString('latin1');
    case TAG.bmpString:
      return decodeUcs2(contents);
    case TAG.universalString:
      return decodeUcs4(contents);
    default:
      return undefined;
  }
}

const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** UCS-2 by the specification; surrogate pairs are read as UTF-16, since that is what writers of them mean. */
function decodeUcs2(contents: Uint8Array): string {
  const odd = contents.length % 2;
  const units = Buffer.from(contents.subarray(0, contents.length - odd)).swap16();
  return units.toString('utf16le').replace(LONE_SURROGATES, REPLACEMENT) + REPLACEMENT.repeat(odd);
}

function decodeUcs4(contents: Uint8Array): string {
  const bytes = asBuffer(contents);
  const whole = bytes.length - (bytes.length % 4);
  const characters: string[] = [];
  for (let offset = 0; offset < whole; offset += 4) characters.push(toCharacter(bytes.readUInt32BE(offset)));
  return characters.join('') + (whole < bytes.length ? REPLACEMENT : '');
}

const REPLACEMENT = '\ufffd';
const LONE_SURROGATES = /\p{Surrogate}/gu;

function toCharacter(codePoint: number): string {
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return codePoint > 0x10ffff || isSurrogate ? REPLACEMENT : String.fromCodePoint(codePoint);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
