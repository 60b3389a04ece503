import {
  CONTENT_TYPE,
  encodeCertificate,
  encodeHandshake,
  encodeRecord,
  encodeServerHello,
  encodeServerHelloDone,
  HANDSHAKE_TYPE,
  VERSION,
} from 'tls-scanner-lite';
import { mintCertificate, mintKey } from '../../src/lab/mint-certificate.js';

const key = mintKey({ algorithm: 'rsa', bits: 2048 });
const subject = [{ CN: 'mx.example.com' }];

/** Minted in this process: a self-signed certificate with MD5, and one without. */
export const MD5_CHAIN = [mintCertificate({ subject, key, signatureHash: 'md5' }).der];
export const SHA_CHAIN = [mintCertificate({ subject, key }).der];

/** Fatal `handshake_failure`. */
export const ALERT_40 = encodeRecord(CONTENT_TYPE.alert, VERSION['TLSv1.2'], Uint8Array.of(2, 40));

/** ServerHello with TLS_RSA_WITH_AES_128_CBC_SHA, Certificate, ServerHelloDone, each in a record. */
export function flight(chain: readonly Uint8Array[], version: number = VERSION['TLSv1.2']): Uint8Array {
  const hello = {
    version,
    random: new Uint8Array(32),
    sessionId: new Uint8Array(0),
    cipherSuite: 0x002f,
    compressionMethod: 0,
    extensions: undefined,
  };
  const messages = [
    encodeHandshake(HANDSHAKE_TYPE.server_hello, (w) => encodeServerHello(w, hello)),
    encodeHandshake(HANDSHAKE_TYPE.certificate, (w) => encodeCertificate(w, { certificateList: chain })),
    encodeHandshake(HANDSHAKE_TYPE.server_hello_done, encodeServerHelloDone),
  ];
  return Buffer.concat(messages.map((message) => encodeRecord(CONTENT_TYPE.handshake, version, message)));
}
