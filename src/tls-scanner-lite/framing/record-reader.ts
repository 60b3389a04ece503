import { CONTENT_TYPE } from '../registry/content-type.js';
import type { ViolationCode } from './flight.js';
import { MAX_PLAINTEXT_BYTES, RECORD_HEADER_BYTES } from './record.js';

/** Gets each record as it is complete; the fragment is a view that lives until the call returns. */
export type RecordSink = (type: number, version: number, fragment: Uint8Array) => void;

export interface Violation {
  readonly code: ViolationCode;
  readonly message: string;
}

/**
 * Bytes to records, incrementally: what is complete is read in place, and only what is incomplete is copied.
 * It decides on `not-tls` at the first byte that no TLS server sends, so a slow or silent talker of another
 * protocol is known at once.
 */
export class RecordReader {
  #pending: Uint8Array = NOTHING;
  #records = 0;

  /** Whether a whole TLS record header has come. */
  get spokeTls(): boolean {
    return this.#records > 0 || this.#pending.length >= RECORD_HEADER_BYTES;
  }

  /** Whether bytes of an unfinished record are waiting. */
  get midRecord(): boolean {
    return this.#pending.length > 0;
  }

  push(chunk: Uint8Array, sink: RecordSink): Violation | undefined {
    const bytes = this.#pending.length === 0 ? chunk : concatenate(this.#pending, chunk);
    let offset = 0;
    for (;;) {
      const violation = this.#checkHeader(bytes, offset);
      if (violation) return violation;
      if (bytes.length - offset < RECORD_HEADER_BYTES) break;
      const length = uint16(bytes, offset + 3);
      const end = offset + RECORD_HEADER_BYTES + length;
      if (end > bytes.length) break;
      this.#records++;
      sink(bytes[offset] ?? 0, uint16(bytes, offset + 1), bytes.subarray(offset + RECORD_HEADER_BYTES, end));
      offset = end;
    }
    this.#pending = offset === bytes.length ? NOTHING : bytes.slice(offset);
    return undefined;
  }

  #checkHeader(bytes: Uint8Array, offset: number): Violation | undefined {
    const available = bytes.length - offset;
    if (available === 0) return undefined;
    const type = bytes[offset] ?? 0;
    const major = available > 1 ? bytes[offset + 1] : 3;
    if (type < CONTENT_TYPE.change_cipher_spec || type > CONTENT_TYPE.application_data || major !== 3) {
      return this.#records === 0
        ? {
            code: 'not-tls',
            message: `the peer does not speak TLS here; it sent ${quote(bytes.subarray(offset))}`,
          }
        : { code: 'malformed', message: `no TLS record follows record ${this.#records}` };
    }
    if (available < RECORD_HEADER_BYTES) return undefined;
    const length = uint16(bytes, offset + 3);
    if (length <= MAX_PLAINTEXT_BYTES) return undefined;
    return {
      code: 'malformed',
      message: `a record of ${length} bytes, at most ${MAX_PLAINTEXT_BYTES} are allowed`,
    };
  }
}

const NOTHING = new Uint8Array(0);

/** How much of a peer's text is quoted in a message: its first line, up to this. */
const MAX_QUOTED_BYTES = 40;

function quote(bytes: Uint8Array): string {
  const text = Array.from(bytes.subarray(0, MAX_QUOTED_BYTES), (byte) => String.fromCharCode(byte)).join('');
  return JSON.stringify(/^[^\r\n]*/.exec(text)?.[0] ?? '');
}

function uint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
