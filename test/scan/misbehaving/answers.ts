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
  HANDSHAKE_TYPE,
  VERSION,
  type ServerHello,
} from 'tls-scanner-lite';
import type { TlsOptions } from 'node:tls';
import { PRIVATE_KEY_PEM } from './chains.js';

/** What a server does on one connection, in this order; behind the last act it is silent. */
export type Answer = readonly Act[];

export type Act =
  | Uint8Array
  | 'fin'
  | 'rst'
  /** Waits until the client says more, whatever it is. */
  | 'hear'
  /** One write a byte. */
  | { readonly bytewise: Uint8Array }
  /** One byte each so many milliseconds, from the start again when all are sent. */
  | { readonly drip: Uint8Array; readonly everyMs: number }
  /** A real server of `node:tls` goes on from the client's hello. */
  | { readonly tls: TlsOptions };

export const SILENCE: Answer = [];

export function text(words: string): Uint8Array {
  return Buffer.from(words, 'latin1');
}

export function fatal(description: number): Uint8Array {
  return alert(2, description);
}

export function warning(description: number): Uint8Array {
  return alert(1, description);
}

export interface Flight extends Partial<ServerHello> {
  readonly chain: readonly Uint8Array[];
}

/** ServerHello, Certificate and ServerHelloDone, each in records of its own; TLS_RSA_WITH_AES_128_CBC_SHA. */
export function flight(wanted: Flight): Uint8Array {
  const { version } = wanted;
  return Buffer.concat([...messages(wanted)].map((message) => records(message, version)));
}

/** The first messages of the same, each in records of its own: how far a server came that then gave up. */
export function upTo(last: 'hello' | 'certificate', wanted: Flight): Uint8Array {
  const parts = messages(wanted).slice(0, last === 'hello' ? 1 : 2);
  return Buffer.concat(parts.map((message) => records(message, wanted.version)));
}

/** The same with a part of the Certificate message. */
export function midCertificate(wanted: Flight): Uint8Array {
  const whole = upTo('certificate', wanted);
  return whole.subarray(0, whole.length - 100);
}

export function messages({ chain, ...hello }: Flight): [Uint8Array, Uint8Array, Uint8Array] {
  return [
    encodeHandshake(HANDSHAKE_TYPE.server_hello, (w) => encodeServerHello(w, { ...HELLO, ...hello })),
    encodeHandshake(HANDSHAKE_TYPE.certificate, (w) => encodeCertificate(w, { certificateList: chain })),
    encodeHandshake(HANDSHAKE_TYPE.server_hello_done, encodeServerHelloDone),
  ];
}

/** As many records as it takes, or as many as it is cut into. */
export function records(
  message: Uint8Array,
  version: number = VERSION['TLSv1.2'],
  recordBytes = 16_384,
): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < message.length; at += recordBytes)
    parts.push(encodeRecord(CONTENT_TYPE.handshake, version, message.subarray(at, at + recordBytes)));
  return Buffer.concat(parts);
}

export function handshake(type: number, body: Uint8Array = new Uint8Array(0)): Uint8Array {
  return records(encodeHandshake(type, (w) => w.bytes(body)));
}

/** A flight with ECDHE, whose key exchange says that it is signed with `scheme`; nobody here verifies it. */
export function signedFlight(scheme: number, chain: readonly Uint8Array[]): Uint8Array {
  const [hello, certificate, done] = messages({ chain, cipherSuite: 0xc02f });
  const keyExchange = encodeHandshake(HANDSHAKE_TYPE.server_key_exchange, (w) =>
    encodeServerKeyExchange(w, {
      parameters: { kind: 'ecdhe', namedCurve: 29, point: new Uint8Array(32).fill(9) },
      signatureAlgorithm: scheme,
      signature: new Uint8Array(256),
    }),
  );
  return Buffer.concat([hello, certificate, keyExchange, done].map((message) => records(message)));
}

export const CERTIFICATE_REQUEST = encodeHandshake(HANDSHAKE_TYPE.certificate_request, (w) =>
  encodeCertificateRequest(w, {
    certificateTypes: Uint8Array.of(1),
    supportedSignatureAlgorithms: [0x0401],
    certificateAuthorities: [],
  }),
);

/** A real server with the key that all certificates here have. */
export function nodeTls(cert: string, options: TlsOptions = {}): Act {
  // A certificate that a CA has signed with MD5 loads at no other level.
  return { tls: { cert, key: PRIVATE_KEY_PEM, ciphers: 'DEFAULT:@SECLEVEL=0', ...options } };
}

const HELLO: ServerHello = {
  version: VERSION['TLSv1.2'],
  random: new Uint8Array(32),
  sessionId: new Uint8Array(0),
  cipherSuite: 0x002f,
  compressionMethod: 0,
  extensions: undefined,
};

function alert(level: number, description: number): Uint8Array {
  return encodeRecord(
    CONTENT_TYPE.alert,
    VERSION['TLSv1.2'],
    ByteWriter.encode((w) => encodeAlert(w, { level, description })),
  );
}
