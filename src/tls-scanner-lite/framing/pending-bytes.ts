/**
 * The unfinished tail of a stream that comes in chunks. Its buffer doubles, so that a peer that sends a byte at a time
 * costs linear time.
 */
export class PendingBytes {
  #buffer: Uint8Array = NOTHING;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was kept, and `chunk` behind it; the chunk itself where nothing was kept. */
  join(chunk: Uint8Array): Uint8Array {
    if (this.#length === 0) return plain(chunk);
    const length = this.#length + chunk.length;
    if (length > this.#buffer.length) {
      const grown = new Uint8Array(2 * length);
      grown.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = length;
    return this.#buffer.subarray(0, length);
  }

  /** Keeps a copy of what `joined`, which came from `join`, has from `offset` on. */
  keepFrom(joined: Uint8Array, offset: number): void {
    if (this.#length > 0 && offset === 0) return;
    this.#buffer = offset === joined.length ? NOTHING : joined.slice(offset);
    this.#length = this.#buffer.length;
  }
}

const NOTHING = new Uint8Array(0);

/** `slice` copies a Uint8Array, but not a Buffer: of one it makes another view. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
