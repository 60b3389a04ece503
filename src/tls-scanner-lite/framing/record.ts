import { ByteWriter } from '../wire/byte-writer.js';

/** `struct { ContentType type; ProtocolVersion version; uint16 length; opaque fragment[length]; }` (RFC 5246 6.2.1) */
export function encodeRecord(type: number, version: number, fragment: Uint8Array): Uint8Array {
  return ByteWriter.encode((w) =>
    w
      .uint8(type)
      .uint16(version)
      .vector(2, (v) => v.bytes(fragment)),
  );
}

export const RECORD_HEADER_BYTES = 5;

/** RFC 5246 6.2.1: a plaintext fragment is no longer than this; a longer one is a `record_overflow`. */
export const MAX_PLAINTEXT_BYTES = 2 ** 14;
