import type { ByteReader } from '../wire/byte-reader.js';
import type { ByteWriter } from '../wire/byte-writer.js';

/** RFC 5246 7.4.5: `struct { } ServerHelloDone;` It says nothing but that it is there. */
export function decodeServerHelloDone(reader: ByteReader): void {
  reader.end();
}

export function encodeServerHelloDone(writer: ByteWriter): void {
  writer.bytes(new Uint8Array(0));
}
