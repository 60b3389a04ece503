import {
  CONTENT_TYPE,
  encodeCertificate,
  encodeHandshake,
  encodeRecord,
  encodeServerHello,
  encodeServerHelloDone,
  encodeServerKeyExchange,
  HANDSHAKE_TYPE,
  NAMED_GROUP,
  SIGNATURE_SCHEME,
  VERSION,
} from 'tls-scanner-lite';
import { mintCertificate } from '../../src/lab/mint-certificate.js';

/** A server's flight as an ordinary one sends it: two certificates, an ECDHE key exchange, about 2 kB, in one record. */
export function cannedFlight(): Buffer {
  const root = mintCertificate({ subject: [{ CN: 'Bench Root' }], isCa: true });
  const leaf = mintCertificate({ subject: [{ CN: 'bench.example' }], issuer: root });
  const messages = [
    encodeHandshake(HANDSHAKE_TYPE.server_hello, (w) =>
      encodeServerHello(w, {
        version: VERSION['TLSv1.2'],
        random: new Uint8Array(32).fill(1),
        sessionId: new Uint8Array(32).fill(2),
        cipherSuite: 0xc02f,
        compressionMethod: 0,
        extensions: undefined,
      }),
    ),
    encodeHandshake(HANDSHAKE_TYPE.certificate, (w) =>
      encodeCertificate(w, { certificateList: [leaf.der, root.der] }),
    ),
    encodeHandshake(HANDSHAKE_TYPE.server_key_exchange, (w) =>
      encodeServerKeyExchange(w, {
        parameters: { kind: 'ecdhe', namedCurve: NAMED_GROUP.x25519, point: new Uint8Array(32).fill(3) },
        signatureAlgorithm: SIGNATURE_SCHEME.rsa_pkcs1_sha256,
        signature: new Uint8Array(256).fill(4),
      }),
    ),
    encodeHandshake(HANDSHAKE_TYPE.server_hello_done, encodeServerHelloDone),
  ];
  return Buffer.from(encodeRecord(CONTENT_TYPE.handshake, VERSION['TLSv1.2'], Buffer.concat(messages)));
}
