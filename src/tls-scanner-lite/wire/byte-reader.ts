import { DecodeError } from './decode-error.js';

/**
 * Reads big-endian fields from a window of bytes (RFC 5246 4). Each length-prefixed block is read through a child
 * reader, and `end()` requires that the block was used up, so no field can run over into its neighbour.
 *
 * Views, never copies: what `bytes` returns lives as long as the input does.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #field: string;
  #offset: number;

  constructor(bytes: Uint8Array, field: string, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#field = field;
    this.#offset = start;
    this.#end = end;
  }

  get remaining(): number {
    return this.#end - this.#offset;
  }

  uint8(field: string): number {
    return this.#uint(1, field);
  }

  uint16(field: string): number {
    return this.#uint(2, field);
  }

  uint24(field: string): number {
    return this.#uint(3, field);
  }

  bytes(length: number, field: string): Uint8Array {
    const start = this.#take(length, field);
    return this.#bytes.subarray(start, start + length);
  }

  /** `opaque field<0..2^(8*lengthBytes)-1>` */
  vector(lengthBytes: 1 | 2 | 3, field: string): Uint8Array {
    return this.bytes(this.#uint(lengthBytes, field), field);
  }

  /** The same block, as a reader of its own. */
  child(lengthBytes: 1 | 2 | 3, field: string): ByteReader {
    const length = this.#uint(lengthBytes, field);
    const start = this.#take(length, field);
    return new ByteReader(this.#bytes, this.#path(field), start, start + length);
  }

  /** `uint16 field<0..2^(8*lengthBytes)-1>` */
  uint16Vector(lengthBytes: 1 | 2, field: string): number[] {
    const block = this.child(lengthBytes, field);
    const values: number[] = [];
    while (block.remaining > 0) values.push(block.uint16(field));
    return values;
  }

  /** Everything that is left. */
  rest(field: string): Uint8Array {
    return this.bytes(this.remaining, field);
  }

  /** @throws {DecodeError} `trailing-bytes` when something is left */
  end(): void {
    if (this.remaining > 0) throw new DecodeError('trailing-bytes', this.#field, this.#offset);
  }

  /** The error for a value that the specification rules out, at the place where the reader is. */
  illegal(field: string, detail: string): DecodeError {
    return new DecodeError('illegal-value', this.#path(field), this.#offset, detail);
  }

  #uint(length: 1 | 2 | 3, field: string): number {
    let at = this.#take(length, field);
    let value = 0;
    const stop = at + length;
    while (at < stop) value = value * 256 + (this.#bytes[at++] ?? 0);
    return value;
  }

  #take(length: number, field: string): number {
    const start = this.#offset;
    if (length > this.#end - start) throw new DecodeError('truncated', this.#path(field), start);
    this.#offset = start + length;
    return start;
  }

  #path(field: string): string {
    return `${this.#field}.${field}`;
  }
}
