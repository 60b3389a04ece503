import {
  ALERT,
  ByteReader,
  CONTENT_TYPE,
  DecodeError,
  decodeClientHello,
  HANDSHAKE_TYPE,
  HandshakeReader,
  RecordReader,
  type ClientHello,
} from 'tls-scanner-lite';
import type { Accept } from '../net/index.js';

/** What stands where a ClientHello belongs. */
export type HelloReading =
  | { readonly kind: 'hello'; readonly hello: ClientHello }
  /** Not the first byte is TLS's: there is nobody who would understand an alert. */
  | { readonly kind: 'not-tls' }
  | { readonly kind: 'objection'; readonly alert: number };

/**
 * Looks at a ClientHello and leaves its bytes where they are, for the TLS library that answers it. One decoder for one
 * connection. SSLv2's hello is not read: no offer of the ladder has its form.
 */
export function clientHelloDecoder(): Accept<HelloReading> {
  const records = new RecordReader();
  const messages = new HandshakeReader();
  let seen = 0;
  let reading: HelloReading | undefined;
  const onMessage = (type: number, body: Uint8Array): void => {
    reading ??=
      type === HANDSHAKE_TYPE.client_hello ? readHello(body.slice()) : objection(ALERT.unexpected_message);
  };
  return (buffered) => {
    const fresh = buffered.subarray(seen);
    seen = buffered.length;
    const violation = records.push(fresh, (type, _version, fragment) => {
      if (type !== CONTENT_TYPE.handshake) reading ??= objection(ALERT.unexpected_message);
      else if (messages.push(fragment, onMessage) !== undefined) reading ??= objection(ALERT.decode_error);
    });
    if (violation) {
      reading ??= violation.code === 'not-tls' ? { kind: 'not-tls' } : objection(ALERT.record_overflow);
    }
    return reading && { value: reading, consumed: 0 };
  };
}

function readHello(body: Uint8Array): HelloReading {
  try {
    return { kind: 'hello', hello: decodeClientHello(new ByteReader(body, 'ClientHello')) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return objection(ALERT.decode_error);
  }
}

function objection(alert: number): HelloReading {
  return { kind: 'objection', alert };
}
