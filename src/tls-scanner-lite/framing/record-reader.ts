import { CONTENT_TYPE } from '../registry/content-type.js';
import type { ViolationCode } from './flight.js';
import { PendingBytes } from './pending-bytes.js';
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
  readonly #pending = new PendingBytes();
  #records = 0;
  #spokeTls = false;

  /** Whether a whole and sound TLS record header has come. */
  get spokeTls(): boolean {
    return this.#spokeTls;
  }

  /** Whether bytes of an unfinished record are waiting. */
  get midRecord(): boolean {
    return this.#pending.length > 0;
  }

  push(chunk: Uint8Array, sink: RecordSink): Violation | undefined {
    const bytes = this.#pending.join(chunk);
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
    this.#pending.keepFrom(bytes, offset);
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
    if (length <= MAX_PLAINTEXT_BYTES) {
      this.#spokeTls = true;
      return undefined;
    }
    return {
      code: 'malformed',
      message: `a record of ${length} bytes, at most ${MAX_PLAINTEXT_BYTES} are allowed`,
    };
  }
}

/** How much of a peer's text is quoted in a message: its first line, up to this. */
const MAX_QUOTED_BYTES = 40;

function quote(bytes: Uint8Array): string {
  const text = Array.from(bytes.subarray(0, MAX_QUOTED_BYTES), (byte) => String.fromCharCode(byte)).join('');
  return JSON.stringify(/^[^\r\n]*/.exec(text)?.[0] ?? '');
}

function uint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}
