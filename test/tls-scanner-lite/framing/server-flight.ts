import {
  CONTENT_TYPE,
  encodeAlert,
  encodeCertificate,
  encodeCertificateRequest,
  encodeHandshake,
  encodeRecord,
  encodeServerHello,
  encodeServerHelloDone,
  encodeServerKeyExchange,
  ByteWriter,
  EXTENSION,
  FlightReader,
  HANDSHAKE_TYPE,
  HELLO_RETRY_REQUEST_RANDOM,
  NAMED_GROUP,
  VERSION,
  type FlightResult,
  type ServerHello,
  type ServerHelloCheck,
} from 'tls-scanner-lite';

/** TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, and one without ServerKeyExchange: TLS_RSA_WITH_AES_128_CBC_SHA. */
export const ECDHE_SUITE = 0xc02f;
export const RSA_SUITE = 0x002f;

export const CHAIN: readonly Uint8Array[] = [700, 900, 650].map((length, index) =>
  Uint8Array.from({ length }, (_, at) => (at * 7 + index) & 0xff),
);

// Handshake messages.

export function serverHello(change: Partial<ServerHello> = {}): Uint8Array {
  const hello: ServerHello = {
    version: VERSION['TLSv1.2'],
    random: new Uint8Array(32).fill(0xa5),
    sessionId: new Uint8Array(32).fill(1),
    cipherSuite: ECDHE_SUITE,
    compressionMethod: 0,
    extensions: [{ type: EXTENSION.renegotiation_info, data: Uint8Array.of(0) }],
    ...change,
  };
  return encodeHandshake(HANDSHAKE_TYPE.server_hello, (w) => encodeServerHello(w, hello));
}

export function serverHello13(change: Partial<ServerHello> = {}): Uint8Array {
  const extensions = [
    { type: EXTENSION.supported_versions, data: Uint8Array.of(3, 4) },
    { type: EXTENSION.key_share, data: new Uint8Array(36) },
  ];
  return serverHello({ sessionId: new Uint8Array(0), cipherSuite: 0x1301, extensions, ...change });
}

export function helloRetryRequest(change: Partial<ServerHello> = {}): Uint8Array {
  const extensions = [
    { type: EXTENSION.supported_versions, data: Uint8Array.of(3, 4) },
    { type: EXTENSION.key_share, data: Uint8Array.of(0, NAMED_GROUP.secp256r1) },
    { type: EXTENSION.cookie, data: Uint8Array.of(0, 1, 9) },
  ];
  return serverHello13({ random: HELLO_RETRY_REQUEST_RANDOM, extensions, ...change });
}

export function certificate(certificateList: readonly Uint8Array[] = CHAIN): Uint8Array {
  return encodeHandshake(HANDSHAKE_TYPE.certificate, (w) => encodeCertificate(w, { certificateList }));
}

export function serverKeyExchange(signatureAlgorithm: number | undefined = 0x0401): Uint8Array {
  return encodeHandshake(HANDSHAKE_TYPE.server_key_exchange, (w) =>
    encodeServerKeyExchange(w, {
      parameters: { kind: 'ecdhe', namedCurve: NAMED_GROUP.secp256r1, point: new Uint8Array(65).fill(4) },
      signatureAlgorithm,
      signature: new Uint8Array(256).fill(0x5a),
    }),
  );
}

export function certificateRequest(): Uint8Array {
  return encodeHandshake(HANDSHAKE_TYPE.certificate_request, (w) =>
    encodeCertificateRequest(w, {
      certificateTypes: Uint8Array.of(1, 64),
      supportedSignatureAlgorithms: [0x0401],
      certificateAuthorities: [Uint8Array.of(0x30, 0)],
    }),
  );
}

export function serverHelloDone(): Uint8Array {
  return encodeHandshake(HANDSHAKE_TYPE.server_hello_done, encodeServerHelloDone);
}

export function helloRequest(): Uint8Array {
  return encodeHandshake(HANDSHAKE_TYPE.hello_request, () => undefined);
}

/** The whole flight of an ECDHE suite. */
export function flightMessages(chain: readonly Uint8Array[] = CHAIN): Uint8Array[] {
  return [serverHello(), certificate(chain), serverKeyExchange(), certificateRequest(), serverHelloDone()];
}

/** The shortest flight: RSA key exchange, no request. */
export function rsaFlightMessages(chain: readonly Uint8Array[] = CHAIN): Uint8Array[] {
  return [serverHello({ cipherSuite: RSA_SUITE }), certificate(chain), serverHelloDone()];
}

// Records.

export function handshakeRecord(fragment: Uint8Array, version: number = VERSION['TLSv1.2']): Uint8Array {
  return encodeRecord(CONTENT_TYPE.handshake, version, fragment);
}

/** The messages as one stream, cut into records of `fragmentBytes`, whatever a message's length. */
export function recordsOf(messages: readonly Uint8Array[], fragmentBytes = 2 ** 14): Uint8Array {
  const stream = join(messages);
  const records: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += fragmentBytes) {
    records.push(handshakeRecord(stream.subarray(at, at + fragmentBytes)));
  }
  return join(records);
}

/** A record for each message. */
export function recordEach(messages: readonly Uint8Array[]): Uint8Array {
  return join(messages.map((message) => handshakeRecord(message)));
}

export function alertRecord(level: number, description: number): Uint8Array {
  const alert = ByteWriter.encode((w) => encodeAlert(w, { level, description }));
  return encodeRecord(CONTENT_TYPE.alert, VERSION['TLSv1.2'], alert);
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

// Reading.

/** What a reader makes of the pieces, the connection being closed after the last. */
export function readPieces(pieces: readonly Uint8Array[], check?: ServerHelloCheck): FlightResult {
  const reader = new FlightReader(check);
  for (const piece of pieces) reader.push(piece);
  return reader.finish({ kind: 'closed' });
}

export function readWhole(bytes: Uint8Array, check?: ServerHelloCheck): FlightResult {
  return readPieces([bytes], check);
}

export function byteByByte(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

/** A result without what may depend on how much of a fault had come when it was seen: its words. */
export function essence({ flight, end, spokeTls }: FlightResult): object {
  const how = end.kind === 'violation' ? { kind: end.kind, code: end.code } : end;
  return { flight, end: how, spokeTls };
}
