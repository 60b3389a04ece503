import { ByteReader } from '../wire/byte-reader.js';
import { ByteWriter } from '../wire/byte-writer.js';
import { EXTENSION } from '../registry/extension-type.js';
import { decodeExtensions, encodeExtensions, findExtension, type Extension } from './extension.js';

/** RFC 5246 7.4.1.2 */
export interface ClientHello {
  /** `client_version`, or `legacy_version` in TLS 1.3. */
  readonly version: number;
  /** 32 bytes. */
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly cipherSuites: readonly number[];
  readonly compressionMethods: Uint8Array;
  /** Undefined where the whole block is absent. */
  readonly extensions: readonly Extension[] | undefined;
}

/**
 * ```
 * struct {
 *     ProtocolVersion client_version;
 *     Random random;
 *     SessionID session_id;                                // opaque <0..32>
 *     CipherSuite cipher_suites<2..2^16-2>;
 *     CompressionMethod compression_methods<1..2^8-1>;
 *     select (extensions_present) { case true: Extension extensions<0..2^16-1>; };
 * } ClientHello;
 * ```
 */
export function decodeClientHello(reader: ByteReader): ClientHello {
  const version = reader.uint16('client_version');
  const random = reader.bytes(32, 'random');
  const sessionId = reader.vector(1, 'session_id');
  if (sessionId.length > 32) throw reader.illegal('session_id', `${sessionId.length} bytes, at most 32`);
  const cipherSuites = reader.uint16Vector(2, 'cipher_suites');
  if (cipherSuites.length === 0) throw reader.illegal('cipher_suites', 'empty, at least one');
  const compressionMethods = reader.vector(1, 'compression_methods');
  if (compressionMethods.length === 0) throw reader.illegal('compression_methods', 'empty, at least one');
  const extensions = reader.remaining > 0 ? decodeExtensions(reader) : undefined;
  reader.end();
  return { version, random, sessionId, cipherSuites, compressionMethods, extensions };
}

export function encodeClientHello(writer: ByteWriter, hello: ClientHello): void {
  writer
    .uint16(hello.version)
    .bytes(hello.random)
    .vector(1, (w) => w.bytes(hello.sessionId))
    .uint16Vector(2, hello.cipherSuites)
    .vector(1, (w) => w.bytes(hello.compressionMethods));
  if (hello.extensions) encodeExtensions(writer, hello.extensions);
}

/**
 * The SignatureSchemes that a client accepts (RFC 5246 7.4.1.4.1); undefined where it does not say.
 * @throws {DecodeError} when the extension is not well formed
 */
export function offeredSignatureAlgorithms(hello: ClientHello): number[] | undefined {
  const data = findExtension(hello.extensions, EXTENSION.signature_algorithms);
  if (!data) return undefined;
  const reader = new ByteReader(data, 'signature_algorithms');
  const schemes = reader.uint16Vector(2, 'supported_signature_algorithms');
  reader.end();
  return schemes;
}

/**
 * The host name that a client asks for (RFC 6066 3), as its bytes read as Latin-1; undefined where it names none.
 * @throws {DecodeError} when the extension is not well formed
 */
export function requestedServerName(hello: ClientHello): string | undefined {
  const data = findExtension(hello.extensions, EXTENSION.server_name);
  if (!data) return undefined;
  const reader = new ByteReader(data, 'server_name');
  const list = reader.child(2, 'server_name_list');
  reader.end();
  while (list.remaining > 0) {
    const type = list.uint8('name_type');
    const name = list.vector(2, 'name');
    if (type === HOST_NAME) return String.fromCharCode(...name);
  }
  return undefined;
}

/**
 * `struct { NameType name_type = host_name(0); opaque HostName<1..2^16-1>; } ServerName;` (RFC 6066 3)
 * @throws {TypeError} for a name that is empty or not ASCII: A-labels are the caller's to make
 */
export function serverNameExtension(hostName: string): Extension {
  if (!/^[\x21-\x7e]+$/.test(hostName)) throw new TypeError(`${JSON.stringify(hostName)} is no host name`);
  const name = Uint8Array.from(hostName, (character) => character.charCodeAt(0));
  const data = ByteWriter.encode((w) =>
    w.vector(2, (list) => list.uint8(HOST_NAME).vector(2, (v) => v.bytes(name))),
  );
  return { type: EXTENSION.server_name, data };
}

/** An extension whose body is one list of 16-bit numbers, its length in `lengthBytes`. */
export function uint16ListExtension(type: number, lengthBytes: 1 | 2, values: readonly number[]): Extension {
  return { type, data: ByteWriter.encode((w) => w.uint16Vector(lengthBytes, values)) };
}

const HOST_NAME = 0;
