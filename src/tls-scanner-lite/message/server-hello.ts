import type { ByteReader } from '../wire/byte-reader.js';
import type { ByteWriter } from '../wire/byte-writer.js';
import { EXTENSION } from '../registry/extension-type.js';
import { VERSION } from '../registry/protocol-version.js';
import { decodeExtensions, encodeExtensions, findExtension, type Extension } from './extension.js';

/** RFC 5246 7.4.1.3, RFC 8446 4.1.3 */
export interface ServerHello {
  /** `server_version` or `legacy_version`, as on the wire. What was negotiated: `negotiatedVersion` */
  readonly version: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly cipherSuite: number;
  readonly compressionMethod: number;
  /** Undefined where the whole block is absent, as old servers leave it. */
  readonly extensions: readonly Extension[] | undefined;
}

/**
 * ```
 * struct {
 *     ProtocolVersion server_version;
 *     Random random;
 *     SessionID session_id;            // opaque <0..32>
 *     CipherSuite cipher_suite;
 *     CompressionMethod compression_method;
 *     select (extensions_present) { case true: Extension extensions<0..2^16-1>; };
 * } ServerHello;
 * ```
 */
export function decodeServerHello(reader: ByteReader): ServerHello {
  const version = reader.uint16('server_version');
  const random = reader.bytes(32, 'random');
  const sessionId = reader.vector(1, 'session_id');
  if (sessionId.length > 32) throw reader.illegal('session_id', `${sessionId.length} bytes, at most 32`);
  const cipherSuite = reader.uint16('cipher_suite');
  const compressionMethod = reader.uint8('compression_method');
  const extensions = reader.remaining > 0 ? decodeExtensions(reader) : undefined;
  reader.end();
  return { version, random, sessionId, cipherSuite, compressionMethod, extensions };
}

export function encodeServerHello(writer: ByteWriter, hello: ServerHello): void {
  writer
    .uint16(hello.version)
    .bytes(hello.random)
    .vector(1, (w) => w.bytes(hello.sessionId))
    .uint16(hello.cipherSuite)
    .uint8(hello.compressionMethod);
  if (hello.extensions) encodeExtensions(writer, hello.extensions);
}

/** The version that was agreed: TLS 1.3 says it in `supported_versions` (RFC 8446 4.2.1). */
export function negotiatedVersion(hello: ServerHello): number {
  const selected = findExtension(hello.extensions, EXTENSION.supported_versions);
  if (hello.version !== VERSION['TLSv1.2'] || selected?.length !== 2) return hello.version;
  return ((selected[0] ?? 0) << 8) | (selected[1] ?? 0);
}

/** RFC 8446 4.1.3: a HelloRetryRequest is a ServerHello with this random, the SHA-256 of "HelloRetryRequest". */
export const HELLO_RETRY_REQUEST_RANDOM = Uint8Array.from([
  0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2,
  0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
]);

export function isHelloRetryRequest(hello: ServerHello): boolean {
  return hello.random.every((byte, at) => byte === HELLO_RETRY_REQUEST_RANDOM[at]);
}
