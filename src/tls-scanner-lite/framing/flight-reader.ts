import { decodeAlert, ALERT_LEVEL, type Alert } from '../message/alert.js';
import { decodeCertificate } from '../message/certificate.js';
import { decodeCertificateRequest, type CertificateRequest } from '../message/certificate-request.js';
import { decodeServerHelloDone } from '../message/server-hello-done.js';
import {
  decodeServerHello,
  isHelloRetryRequest,
  negotiatedVersion,
  type ServerHello,
} from '../message/server-hello.js';
import { decodeServerKeyExchange, type ServerKeyExchange } from '../message/server-key-exchange.js';
import { ALERT } from '../registry/alert-description.js';
import { findCipherSuite, signedKeyExchange } from '../registry/cipher-suite.js';
import { CONTENT_TYPE } from '../registry/content-type.js';
import { HANDSHAKE_TYPE, handshakeTypeName } from '../registry/handshake-type.js';
import { VERSION } from '../registry/protocol-version.js';
import { ByteReader } from '../wire/byte-reader.js';
import { DecodeError } from '../wire/decode-error.js';
import type { FlightEnd, FlightResult, ServerFlight, ViolationCode } from './flight.js';
import { HandshakeReader, MAX_HANDSHAKE_MESSAGE_BYTES } from './handshake-reader.js';
import { LateAlertWatch } from './late-alert.js';
import { RecordReader } from './record-reader.js';

/** Looks at a ServerHello and says what in it no client may accept, where anything is. */
export type ServerHelloCheck = (hello: ServerHello) => string | undefined;

/** The most plaintext that one flight may hold: the longest chain, and room for all else. */
export const MAX_FLIGHT_BYTES = 2 * MAX_HANDSHAKE_MESSAGE_BYTES;

/** OpenSSL verifies at most 100 in a row; tens of thousands of tiny ones would fit into one message. */
export const MAX_CHAIN_CERTIFICATES = 128;

/**
 * Less than this cannot hold EncryptedExtensions, Certificate, CertificateVerify and Finished. A ServerHello alone is no
 * acceptance: Java's HttpsServer sends it and EncryptedExtensions, then finds no certificate to show, and closes.
 */
export const MIN_ENCRYPTED_FLIGHT_BYTES = 300;

/** Records that carry nothing, and warnings: a peer may send a few, not keep us busy with them. */
export const MAX_IDLE_RECORDS = 32;

/**
 * Reads a server's plaintext flight, from ServerHello to ServerHelloDone, incrementally and bounded; no I/O.
 * This is the boundary where a `DecodeError` becomes a returned end.
 */
export class FlightReader {
  readonly #check: ServerHelloCheck | undefined;
  readonly #records = new RecordReader();
  readonly #messages = new HandshakeReader();
  #end: FlightEnd | undefined;
  #last = 0;
  #bytes = 0;
  #idleRecords = 0;
  #objection: string | undefined;
  /** How many bytes of an encrypted flight have come; undefined where TLS 1.3 was not agreed. */
  #encryptedBytes: number | undefined;
  #serverHello: ServerHello | undefined;
  #certificateList: readonly Uint8Array[] | undefined;
  #serverKeyExchange: ServerKeyExchange | undefined;
  #certificateRequest: CertificateRequest | undefined;
  readonly #warnings: Alert[] = [];
  readonly #late = new LateAlertWatch();

  constructor(check?: ServerHelloCheck) {
    this.#check = check;
  }

  /** Set once the flight has ended; of what comes after it, only a late alert is read. */
  get end(): FlightEnd | undefined {
    return this.#end;
  }

  /** The alert that refused the handshake after the server's flight, where the connection was read on. */
  get lateAlert(): Alert | undefined {
    return this.#late.alert;
  }

  push(chunk: Uint8Array): FlightEnd | undefined {
    // The cap is a place in the stream, so that how the stream was cut changes nothing.
    const room = this.#end ? chunk.length : Math.min(chunk.length, MAX_FLIGHT_BYTES - this.#bytes);
    this.#read(chunk.subarray(0, room));
    this.#bytes += room;
    if (room < chunk.length) {
      this.#violate('too-large', `more than ${MAX_FLIGHT_BYTES} bytes before the end of the server's flight`);
      this.#read(chunk.subarray(room));
    }
    return this.#end;
  }

  /** What is known when the connection ends in `end`; a flight that had ended before stays as it was. */
  finish(end: FlightEnd): FlightResult {
    this.#end ??= end;
    return { flight: this.flight(), end: this.#end, spokeTls: this.#records.spokeTls };
  }

  flight(): ServerFlight {
    // Assigned, not spread: this is on the path of each connection.
    const flight: { -readonly [Part in keyof ServerFlight]: ServerFlight[Part] } = {
      warnings: this.#warnings,
    };
    if (this.#serverHello) flight.serverHello = this.#serverHello;
    if (this.#certificateList) flight.certificateList = this.#certificateList;
    if (this.#serverKeyExchange) flight.serverKeyExchange = this.#serverKeyExchange;
    if (this.#certificateRequest) flight.certificateRequest = this.#certificateRequest;
    return flight;
  }

  #read(chunk: Uint8Array): void {
    if (this.#end && this.#late.over) return;
    try {
      const violation = this.#records.push(chunk, (type, _version, fragment) => {
        if (this.#end) this.#late.readRecord(type, fragment);
        else this.#readRecord(type, fragment);
      });
      if (violation) this.#violate(violation.code, violation.message);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#violate('malformed', error.message);
    }
  }

  /** Nothing that comes behind one is read: where the next record would begin is not known. */
  #violate(code: ViolationCode, message: string): void {
    this.#end ??= { kind: 'violation', code, message };
    this.#late.stop();
  }

  #readRecord(type: number, fragment: Uint8Array): void {
    if (fragment.length === 0 && ++this.#idleRecords > MAX_IDLE_RECORDS) {
      this.#violate('too-large', `more than ${MAX_IDLE_RECORDS} records without content`);
    } else if (type === CONTENT_TYPE.alert) {
      this.#readAlerts(fragment);
    } else if (type === CONTENT_TYPE.handshake && this.#encryptedBytes === undefined) {
      const tooLong = this.#messages.push(fragment, (messageType, body) => {
        if (!this.#end) this.#readMessage(messageType, body);
      });
      if (tooLong !== undefined) {
        this.#violate('too-large', `a message of ${tooLong} bytes, more than ${MAX_HANDSHAKE_MESSAGE_BYTES}`);
      }
    } else if (this.#encryptedBytes !== undefined && type !== CONTENT_TYPE.handshake) {
      this.#readEncrypted(type, fragment.length);
    } else {
      this.#violate(
        'unexpected-message',
        `a record of content type ${type} before the end of the server's flight`,
      );
    }
  }

  /** After a TLS 1.3 ServerHello: a change_cipher_spec for middleboxes (RFC 8446 D.4), then what nobody here can read. */
  #readEncrypted(type: number, length: number): void {
    if (type !== CONTENT_TYPE.application_data) return;
    this.#encryptedBytes = (this.#encryptedBytes ?? 0) + length;
    if (this.#encryptedBytes >= MIN_ENCRYPTED_FLIGHT_BYTES) this.#end = { kind: 'tls1.3' };
  }

  #readAlerts(fragment: Uint8Array): void {
    for (let at = 0; at < fragment.length && !this.#end; at += 2) {
      const alert = decodeAlert(new ByteReader(fragment, 'Alert', at, Math.min(at + 2, fragment.length)));
      // close_notify closes the connection at either level (RFC 5246 7.2.1); other warnings refuse nothing.
      if (alert.level === ALERT_LEVEL.warning && alert.description !== ALERT.close_notify) {
        this.#warnings.push(alert);
        if (this.#warnings.length > MAX_IDLE_RECORDS) this.#violate('too-large', 'too many warning alerts');
      } else {
        this.#end = { kind: 'alert', alert };
        this.#late.stop();
      }
    }
  }

  #readMessage(type: number, body: Uint8Array): void {
    if (type === HANDSHAKE_TYPE.hello_request) return;
    const order = ORDER.indexOf(type);
    const needsCertificate = order > ORDER.indexOf(HANDSHAKE_TYPE.certificate);
    if (
      order < this.#last ||
      (order > 0 && !this.#serverHello) ||
      (needsCertificate && !this.#certificateList)
    ) {
      const after = this.#last === 0 ? 'first' : `after ${handshakeTypeName(ORDER[this.#last - 1] ?? 0)}`;
      this.#violate('unexpected-message', `${handshakeTypeName(type)} ${after}`);
      return;
    }
    this.#last = order + 1;
    this.#decode(type, new ByteReader(body, handshakeTypeName(type)), body);
  }

  #decode(type: number, reader: ByteReader, body: Uint8Array): void {
    switch (type) {
      case HANDSHAKE_TYPE.server_hello:
        this.#readServerHello(new ByteReader(body.slice(), 'ServerHello'));
        return;
      case HANDSHAKE_TYPE.certificate:
        this.#readCertificate(body);
        return;
      case HANDSHAKE_TYPE.server_key_exchange:
        this.#readServerKeyExchange(body);
        return;
      case HANDSHAKE_TYPE.certificate_request:
        this.#certificateRequest = decodeCertificateRequest(
          new ByteReader(body.slice(), 'CertificateRequest'),
          this.#serverHello?.version ?? 0,
        );
        return;
      case HANDSHAKE_TYPE.server_hello_done:
        decodeServerHelloDone(reader);
        this.#finishFlight();
    }
  }

  #readServerHello(reader: ByteReader): void {
    const hello = decodeServerHello(reader);
    this.#serverHello = hello;
    this.#objection = this.#check?.(hello);
    // A HelloRetryRequest says TLS 1.3, too (RFC 8446 4.1.4); before TLS 1.3 its random is like any other.
    if (negotiatedVersion(hello) < VERSION['TLSv1.3']) return;
    if (this.#objection) this.#violate('malformed', this.#objection);
    else if (isHelloRetryRequest(hello)) this.#end = { kind: 'tls1.3' };
    else this.#encryptedBytes = 0;
  }

  #readCertificate(body: Uint8Array): void {
    // Copied once here: the chain outlives the buffer it was read into.
    const { certificateList } = decodeCertificate(new ByteReader(body.slice(), 'Certificate'));
    if (certificateList.length > MAX_CHAIN_CERTIFICATES) {
      this.#violate('too-large', `a chain of ${certificateList.length} certificates`);
    } else this.#certificateList = certificateList;
  }

  #readServerKeyExchange(body: Uint8Array): void {
    const suite = this.#serverHello?.cipherSuite ?? 0;
    if (!findCipherSuite(suite)) return;
    const keyExchange = signedKeyExchange(suite);
    if (!keyExchange) {
      this.#violate(
        'unexpected-message',
        `server_key_exchange with ${findCipherSuite(suite)?.ianaName ?? ''}`,
      );
      return;
    }
    const reader = new ByteReader(body.slice(), 'ServerKeyExchange');
    this.#serverKeyExchange = decodeServerKeyExchange(reader, keyExchange, this.#serverHello?.version ?? 0);
  }

  #finishFlight(): void {
    const suite = this.#serverHello?.cipherSuite ?? 0;
    if (this.#objection) this.#violate('malformed', this.#objection);
    else if (needsKeyExchange(suite) && !this.#serverKeyExchange) {
      this.#violate('unexpected-message', 'server_hello_done without the server_key_exchange of its suite');
    } else this.#end = { kind: 'server-hello-done' };
  }
}

/** RFC 2246 7.4.3: an export suite of RSA sends none where the certificate's own key is short enough. */
function needsKeyExchange(suite: number): boolean {
  const kind = signedKeyExchange(suite);
  return kind !== undefined && kind !== 'rsa-export';
}

/** The messages of the flight in the order of RFC 5246 7.3; each may come once, and none after a later one. */
const ORDER: readonly number[] = [
  HANDSHAKE_TYPE.server_hello,
  HANDSHAKE_TYPE.certificate,
  HANDSHAKE_TYPE.certificate_status,
  HANDSHAKE_TYPE.server_key_exchange,
  HANDSHAKE_TYPE.certificate_request,
  HANDSHAKE_TYPE.server_hello_done,
];
