/**
 * A minimal walk over DER (X.690): definite lengths, tags of one byte. It never recurses, reads each byte at most once
 * per level, and returns views. Lengths in more bytes than they need are let through, as OpenSSL does.
 */

/** One tag, length and contents. */
export interface Tlv {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** Tag and length too. */
  readonly whole: Uint8Array;
}

/** Universal tags (X.690 8.1.2), with the bit for constructed ones set where it must be. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The bytes are not what they should be. Thrown by everything that decodes DER, and caught in `readCertificate`. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** `[number]`, constructed. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

/** The element at `offset`. @throws {DerError} */
export function readTlv(bytes: Uint8Array, offset = 0): Tlv {
  const tag = byteAt(bytes, offset);
  if ((tag & 0x1f) === 0x1f) throw new DerError(`a tag of several bytes at offset ${offset}`);
  const { length, start } = readLength(bytes, offset + 1);
  if (length > bytes.length - start) throw new DerError(`an element at offset ${offset} ends too early`);
  const end = start + length;
  return { tag, contents: bytes.subarray(start, end), whole: bytes.subarray(offset, end) };
}

/** The only element. @throws {DerError} when something follows it, or its tag is another */
export function readOnly(bytes: Uint8Array, tag: number, what: string): Tlv {
  const tlv = expectTag(readTlv(bytes), tag, what);
  const trailing = bytes.length - tlv.whole.length;
  if (trailing > 0) throw new DerError(`${trailing} bytes follow the ${what}`);
  return tlv;
}

/** The elements inside a constructed one. @throws {DerError} */
export function readChildren(parent: Tlv): Tlv[] {
  const children: Tlv[] = [];
  for (let offset = 0; offset < parent.contents.length;) {
    const child = readTlv(parent.contents, offset);
    children.push(child);
    offset += child.whole.length;
  }
  return children;
}

/** @throws {DerError} */
export function expectTag(tlv: Tlv | undefined, tag: number, what: string): Tlv {
  if (tlv === undefined) throw new DerError(`there is no ${what}`);
  if (tlv.tag !== tag) throw new DerError(`${what} has tag ${hexByte(tlv.tag)} instead of ${hexByte(tag)}`);
  return tlv;
}

/** Four bytes say more than a certificate can be long. */
const MAX_LENGTH_BYTES = 4;

function readLength(bytes: Uint8Array, offset: number): { length: number; start: number } {
  const first = byteAt(bytes, offset);
  if (first < 0x80) return { length: first, start: offset + 1 };
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0) throw new DerError(`an indefinite length at offset ${offset}, which DER rules out`);
  if (lengthBytes > MAX_LENGTH_BYTES)
    throw new DerError(`a length of ${lengthBytes} bytes at offset ${offset}`);
  let length = 0;
  for (let index = 1; index <= lengthBytes; index++) length = length * 256 + byteAt(bytes, offset + index);
  return { length, start: offset + 1 + lengthBytes };
}

function byteAt(bytes: Uint8Array, offset: number): number {
  const byte = bytes[offset];
  if (byte === undefined) throw new DerError(`the bytes end at offset ${offset}`);
  return byte;
}

function hexByte(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
