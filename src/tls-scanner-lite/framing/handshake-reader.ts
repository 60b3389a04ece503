import { HANDSHAKE_HEADER_BYTES } from '../message/handshake.js';
import { PendingBytes } from './pending-bytes.js';

/** Gets each message as it is complete; the body is a view that lives until the call returns. */
export type HandshakeSink = (type: number, body: Uint8Array) => void;

/**
 * The longest handshake message that is read. OpenSSL's own default for a chain is 100 kB; a peer that announces
 * more than this wants our memory, not our trust.
 */
export const MAX_HANDSHAKE_MESSAGE_BYTES = 2 ** 18;

/** Fragments to handshake messages: one message across records, several in one record, up to the cap. */
export class HandshakeReader {
  readonly #pending = new PendingBytes();

  /** Whether bytes of an unfinished message are waiting. */
  get midMessage(): boolean {
    return this.#pending.length > 0;
  }

  /** Returns the announced length of a message that is over the cap, where one is. */
  push(fragment: Uint8Array, sink: HandshakeSink): number | undefined {
    const bytes = this.#pending.join(fragment);
    let offset = 0;
    while (bytes.length - offset >= HANDSHAKE_HEADER_BYTES) {
      const length = uint24(bytes, offset + 1);
      if (length > MAX_HANDSHAKE_MESSAGE_BYTES) return length;
      const start = offset + HANDSHAKE_HEADER_BYTES;
      if (bytes.length - start < length) break;
      sink(bytes[offset] ?? 0, bytes.subarray(start, start + length));
      offset = start + length;
    }
    this.#pending.keepFrom(bytes, offset);
    return undefined;
  }
}

function uint24(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 16) | ((bytes[offset + 1] ?? 0) << 8) | (bytes[offset + 2] ?? 0);
}
