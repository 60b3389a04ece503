/**
 * Bytes that came and were not consumed yet, as one contiguous view. It grows by doubling, so a peer that sends byte by
 * byte costs linear time; a reply that comes in one packet is never copied.
 */
export class ReceivedBytes {
  #bytes: Uint8Array = EMPTY;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Takes the chunk over: it must not change afterwards. */
  append(chunk: Uint8Array): void {
    if (this.#length === 0) {
      this.#bytes = chunk;
      this.#length = chunk.length;
      return;
    }
    const length = this.#length + chunk.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(2 * length);
      grown.set(this.view());
      this.#bytes = grown;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length = length;
  }

  /** The first bytes, at most `maxBytes` of them; valid until the next `append` or `consume`. */
  view(maxBytes = this.#length): Uint8Array {
    return this.#bytes.subarray(0, Math.min(maxBytes, this.#length));
  }

  consume(count: number): void {
    if (!Number.isInteger(count) || count < 0 || count > this.#length) {
      throw new RangeError(`${count} of ${this.#length} bytes consumed`);
    }
    this.#bytes = this.#bytes.subarray(count);
    this.#length -= count;
  }

  /** Everything, which is then no longer here. */
  take(): Uint8Array {
    const all = this.view();
    this.#bytes = EMPTY;
    this.#length = 0;
    return all;
  }
}

const EMPTY = new Uint8Array(0);
