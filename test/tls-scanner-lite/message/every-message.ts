import {
  ALERT,
  buildClientHello,
  ByteWriter,
  decodeAlert,
  decodeCertificate,
  decodeCertificateRequest,
  decodeClientHello,
  decodeServerHello,
  decodeServerHelloDone,
  decodeServerKeyExchange,
  encodeAlert,
  encodeCertificate,
  encodeCertificateRequest,
  encodeClientHello,
  encodeServerHello,
  encodeServerHelloDone,
  encodeServerKeyExchange,
  EXTENSION,
  HELLO_RETRY_REQUEST_RANDOM,
  NAMED_GROUP,
  OFFERS,
  PROFILES,
  SIGNATURE_SCHEME,
  VERSION,
  type ByteReader,
  type CertificateRequest,
  type ClientHello,
  type DecodeErrorCode,
  type ServerHello,
  type ServerKeyExchange,
} from 'tls-scanner-lite';

/** A message, its encoding, and the codec that must agree on it. */
export interface EveryMessage {
  readonly name: string;
  readonly value: unknown;
  readonly bytes: Uint8Array;
  readonly decode: (reader: ByteReader) => unknown;
  readonly encode: (writer: ByteWriter, value: never) => void;
  /** A hello may end where its extensions would begin, so this one of its prefixes is a hello, too. */
  readonly validPrefixLength?: number;
  /** What a byte behind it is: where extensions may come, the beginning of their length. */
  readonly byteTooMany: DecodeErrorCode;
}

function message<T>(
  name: string,
  value: T,
  encode: (writer: ByteWriter, value: T) => void,
  decode: (reader: ByteReader) => T,
): EveryMessage {
  const bytes = ByteWriter.encode((w) => encode(w, value));
  return { name, value, bytes, decode, encode, byteTooMany: 'trailing-bytes' };
}

function withoutExtensions(hello: EveryMessage): EveryMessage {
  return { ...hello, byteTooMany: 'truncated' };
}

function clientHello(name: string, value: ClientHello): EveryMessage {
  const length = 2 + 32 + 1 + value.sessionId.length + 2 + 2 * value.cipherSuites.length + 2;
  const hello = message(name, value, encodeClientHello, decodeClientHello);
  return value.extensions ? { ...hello, validPrefixLength: length } : withoutExtensions(hello);
}

function serverHello(name: string, change: Partial<ServerHello>): EveryMessage {
  const value: ServerHello = {
    version: VERSION['TLSv1.2'],
    random: filled(32, 0xa5),
    sessionId: new Uint8Array(0),
    cipherSuite: 0xc02f,
    compressionMethod: 0,
    extensions: undefined,
    ...change,
  };
  const length = 2 + 32 + 1 + value.sessionId.length + 3;
  const hello = message(name, value, encodeServerHello, decodeServerHello);
  return value.extensions ? { ...hello, validPrefixLength: length } : withoutExtensions(hello);
}

function serverKeyExchange(
  name: string,
  version: number,
  parameters: ServerKeyExchange['parameters'],
): EveryMessage {
  const value: ServerKeyExchange = {
    parameters,
    signatureAlgorithm: version >= VERSION['TLSv1.2'] ? SIGNATURE_SCHEME.rsa_pkcs1_sha1 : undefined,
    signature: filled(128, 0x5a),
  };
  return message(name, value, encodeServerKeyExchange, (reader) =>
    decodeServerKeyExchange(reader, parameters.kind, version),
  );
}

function certificateRequest(name: string, version: number, names: readonly Uint8Array[]): EveryMessage {
  const value: CertificateRequest = {
    certificateTypes: Uint8Array.of(1, 64),
    supportedSignatureAlgorithms: version >= VERSION['TLSv1.2'] ? [0x0401, 0x0201] : undefined,
    certificateAuthorities: names,
  };
  return message(name, value, encodeCertificateRequest, (reader) =>
    decodeCertificateRequest(reader, version),
  );
}

function certificate(name: string, certificateList: readonly Uint8Array[]): EveryMessage {
  return message(name, { certificateList }, encodeCertificate, decodeCertificate);
}

export function filled(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

const ECDHE = { kind: 'ecdhe', namedCurve: NAMED_GROUP.secp256r1, point: filled(65, 4) } as const;
const DHE = { kind: 'dhe', p: filled(128, 0xf1), g: Uint8Array.of(2), ys: filled(128, 7) } as const;
const EXPORT = { kind: 'rsa-export', modulus: filled(64, 0xc1), exponent: Uint8Array.of(1, 0, 1) } as const;

export const EVERY_MESSAGE: readonly EveryMessage[] = [
  ...OFFERS.flatMap((name) =>
    PROFILES.map((profile) =>
      clientHello(
        `ClientHello of ${name}, ${profile}`,
        buildClientHello({ name, profile, serverName: 'mail.example.com' }),
      ),
    ),
  ),
  clientHello('ClientHello with a session', {
    ...buildClientHello({ name: 'tls1.0-bare', profile: 'sha' }),
    sessionId: filled(32, 9),
  }),
  serverHello('ServerHello without extensions', { version: VERSION.TLSv1 }),
  serverHello('ServerHello with an empty block of extensions', { extensions: [] }),
  serverHello('ServerHello with extensions', {
    sessionId: filled(32, 1),
    extensions: [
      { type: EXTENSION.renegotiation_info, data: Uint8Array.of(0) },
      { type: EXTENSION.extended_master_secret, data: new Uint8Array(0) },
    ],
  }),
  serverHello('ServerHello of TLS 1.3', {
    cipherSuite: 0x1301,
    extensions: [
      { type: EXTENSION.supported_versions, data: Uint8Array.of(3, 4) },
      { type: EXTENSION.key_share, data: filled(36, 3) },
    ],
  }),
  serverHello('HelloRetryRequest', {
    random: HELLO_RETRY_REQUEST_RANDOM,
    cipherSuite: 0x1302,
    extensions: [
      { type: EXTENSION.supported_versions, data: Uint8Array.of(3, 4) },
      { type: EXTENSION.cookie, data: filled(12, 8) },
    ],
  }),
  certificate('Certificate without any', []),
  certificate('Certificate with one', [filled(700, 0x30)]),
  certificate(
    'Certificate with many',
    Array.from({ length: 40 }, (_, index) => filled(1 + index, index)),
  ),
  serverKeyExchange('ServerKeyExchange ecdhe of TLS 1.2', VERSION['TLSv1.2'], ECDHE),
  serverKeyExchange('ServerKeyExchange ecdhe of TLS 1.0', VERSION.TLSv1, ECDHE),
  serverKeyExchange('ServerKeyExchange dhe of TLS 1.2', VERSION['TLSv1.2'], DHE),
  serverKeyExchange('ServerKeyExchange dhe of TLS 1.1', VERSION['TLSv1.1'], DHE),
  serverKeyExchange('ServerKeyExchange rsa-export of TLS 1.2', VERSION['TLSv1.2'], EXPORT),
  serverKeyExchange('ServerKeyExchange rsa-export of TLS 1.0', VERSION.TLSv1, EXPORT),
  certificateRequest('CertificateRequest of TLS 1.0', VERSION.TLSv1, []),
  certificateRequest('CertificateRequest of TLS 1.2', VERSION['TLSv1.2'], []),
  certificateRequest('CertificateRequest with names', VERSION['TLSv1.2'], [
    filled(20, 0x30),
    filled(3, 0x31),
  ]),
  message('ServerHelloDone', undefined, encodeServerHelloDone, decodeServerHelloDone),
  message('fatal Alert', { level: 2, description: ALERT.handshake_failure }, encodeAlert, decodeAlert),
  message('warning Alert', { level: 1, description: ALERT.unrecognized_name }, encodeAlert, decodeAlert),
  message('Alert that has no name', { level: 2, description: 255 }, encodeAlert, decodeAlert),
];
