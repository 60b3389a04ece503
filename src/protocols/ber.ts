/**
 * The part of BER (X.690) that LDAP messages before TLS are made of (RFC 4511 5.1):
 * - identifiers of one byte (tag numbers up to 30),
 * - definite lengths, in the short form or in the long form with up to 4 bytes. Those may begin with zeros, as Active
 *   Directory's do (`30 84 00 00 00 nn`). The indefinite form is refused, as LDAP does,
 * - INTEGER and ENUMERATED of up to 4 bytes, OCTET STRING in the primitive form.
 *
 * Contents are views of the input, never copies.
 */

/** Thrown by the decoders here, and turned into an answer at one place, in `ldap-message.ts`. */
export class BerError extends Error {
  override readonly name = 'BerError';
}

export interface BerHeader {
  readonly tag: number;
  readonly headerBytes: number;
  readonly contentBytes: number;
}

/**
 * The identifier and length of the element at `offset`; undefined where they are not there whole.
 *
 * @throws {BerError} where they are none that can be read here
 */
export function decodeHeader(bytes: Uint8Array, offset = 0): BerHeader | undefined {
  const tag = bytes[offset];
  if (tag === undefined) return undefined;
  if ((tag & TAG_NUMBER) === TAG_NUMBER) throw new BerError('has a tag of several bytes');
  const length = bytes[offset + 1];
  if (length === undefined) return undefined;
  if (length < LONG_FORM) return { tag, headerBytes: 2, contentBytes: length };
  const lengthBytes = length - LONG_FORM;
  if (lengthBytes === 0) throw new BerError('has an indefinite length');
  if (lengthBytes > 4) throw new BerError(`has a length of ${lengthBytes} bytes`);
  const headerBytes = 2 + lengthBytes;
  if (bytes.length < offset + headerBytes) return undefined;
  let contentBytes = 0;
  for (let i = 2; i < headerBytes; i++) contentBytes = contentBytes * 256 + (bytes[offset + i] ?? 0);
  return { tag, headerBytes, contentBytes };
}

/** Takes the elements of a constructed one in their order. */
export class BerReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The contents of the next element. */
  element(tag: number, field: string): Uint8Array {
    const contents = this.optional(tag, field);
    if (contents === undefined) throw new BerError(`has no ${field} where it belongs`);
    return contents;
  }

  /** The same, where the next element has this tag. */
  optional(tag: number, field: string): Uint8Array | undefined {
    if (this.nextTag !== tag) return undefined;
    const header = decodeHeader(this.#bytes, this.#offset);
    const start = this.#offset + (header?.headerBytes ?? 0);
    // An element that is longer than what it is in would take over its neighbour's bytes.
    if (header === undefined || header.contentBytes > this.#bytes.length - start) {
      throw new BerError(`has a ${field} that ends too late`);
    }
    this.#offset = start + header.contentBytes;
    return this.#bytes.subarray(start, this.#offset);
  }

  /** Undefined at the end. */
  get nextTag(): number | undefined {
    return this.#bytes[this.#offset];
  }

  /** INTEGER or ENUMERATED: two's complement. */
  integer(tag: number, field: string): number {
    const contents = this.element(tag, field);
    if (contents.length === 0 || contents.length > 4) {
      throw new BerError(`has a ${field} of ${contents.length} bytes`);
    }
    const negative = (contents[0] ?? 0) >= 0x80;
    return contents.reduce((value, byte) => value * 256 + byte, negative ? -1 : 0);
  }
}

/** An element with its contents. */
export function encodeElement(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const contentBytes = contents.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Uint8Array.of(tag), encodeLength(contentBytes), ...contents]);
}

/** INTEGER or ENUMERATED, from 0 to 127: message ids and result codes need no more. */
export function encodeSmallInteger(tag: number, value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 127) throw new RangeError(`${value} is not small`);
  return Uint8Array.of(tag, 1, value);
}

/** All ones say that the tag number follows in further bytes (X.690 8.1.2.4). */
const TAG_NUMBER = 0x1f;

/** Set: the other bits count the bytes of the length; none at all is the indefinite form (X.690 8.1.3). */
const LONG_FORM = 0x80;

function encodeLength(length: number): Uint8Array {
  if (length < LONG_FORM) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(LONG_FORM | 1, length);
  if (length < 0x10000) return Uint8Array.of(LONG_FORM | 2, length >> 8, length & 0xff);
  throw new RangeError(`an element of ${length} bytes`);
}
