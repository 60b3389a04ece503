import { ByteWriter } from '../wire/byte-writer.js';

/** `struct { HandshakeType msg_type; uint24 length; select (HandshakeType) { ... } body; } Handshake;` (RFC 5246 7.4) */
export function encodeHandshake(type: number, writeBody: (writer: ByteWriter) => void): Uint8Array {
  return ByteWriter.encode((w) => w.uint8(type).vector(3, writeBody));
}

/** Bytes of `msg_type` and `length`. */
export const HANDSHAKE_HEADER_BYTES = 4;
