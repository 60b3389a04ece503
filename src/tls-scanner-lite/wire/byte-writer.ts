/**
 * Writes big-endian fields (RFC 5246 4). A length-prefixed block is written by a callback: nesting in the code mirrors
 * nesting on the wire, and nobody computes a length.
 */
export class ByteWriter {
  #bytes = new Uint8Array(512);
  #length = 0;

  /** What `write` wrote, as bytes of its own. */
  static encode(write: (writer: ByteWriter) => void): Uint8Array {
    const writer = new ByteWriter();
    write(writer);
    return writer.#bytes.slice(0, writer.#length);
  }

  uint8(value: number): this {
    return this.#uint(value, 1);
  }

  uint16(value: number): this {
    return this.#uint(value, 2);
  }

  uint24(value: number): this {
    return this.#uint(value, 3);
  }

  bytes(value: Uint8Array): this {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** @throws {RangeError} when what `write` wrote is longer than its length field can say */
  vector(lengthBytes: 1 | 2 | 3, write: (writer: this) => void): this {
    const at = this.#length;
    this.#uint(0, lengthBytes);
    write(this);
    const end = this.#length;
    const length = end - at - lengthBytes;
    if (length >= 256 ** lengthBytes) throw new RangeError(`a vector of ${length} bytes`);
    this.#length = at;
    this.#uint(length, lengthBytes);
    this.#length = end;
    return this;
  }

  uint16Vector(lengthBytes: 1 | 2, values: readonly number[]): this {
    return this.vector(lengthBytes, (w) => {
      for (const value of values) w.uint16(value);
    });
  }

  #uint(value: number, length: 1 | 2 | 3): this {
    if (!Number.isInteger(value) || value < 0 || value >= 256 ** length) {
      throw new RangeError(`${value} does not fit into ${length} bytes`);
    }
    this.#reserve(length);
    for (let shift = length - 1; shift >= 0; shift--)
      this.#bytes[this.#length++] = (value >>> (8 * shift)) & 0xff;
    return this;
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
