import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { FlightReader, type ServerHelloCheck } from '../framing/flight-reader.js';
import { RecordReader } from '../framing/record-reader.js';
import { decodeAlert, type Alert } from '../message/alert.js';
import { CONTENT_TYPE } from '../registry/content-type.js';
import { ByteReader } from '../wire/byte-reader.js';

/**
 * A connected socket as a Duplex that `node:tls` runs over, recording what the peer says in plaintext on the way:
 * its flight, and an alert that comes after the flight and before encryption starts.
 */
export class RecordingSocket extends Duplex {
  readonly reader: FlightReader;
  readonly #socket: Socket;
  #late: RecordReader | undefined = new RecordReader();
  #lateAlert: Alert | undefined;
  /** What the connection ended with, where it was an error. */
  #error: NodeJS.ErrnoException | undefined;
  #ended = false;

  constructor(socket: Socket, check?: ServerHelloCheck) {
    super({ allowHalfOpen: false });
    this.reader = new FlightReader(check);
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#record(chunk);
      if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => {
      this.#ended = true;
      this.push(null);
    });
    socket.on('error', (error) => {
      this.#error = error;
      this.destroy();
    });
    socket.on('close', () => {
      this.#ended = true;
      this.destroy();
    });
  }

  /** The alert that refused the handshake after the server's flight: for want of a client certificate, say. */
  get lateAlert(): Alert | undefined {
    return this.#lateAlert;
  }

  get socketError(): NodeJS.ErrnoException | undefined {
    return this.#error;
  }

  /** Whether the peer has closed its side. */
  get peerClosed(): boolean {
    return this.#ended;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#socket.destroyed) callback();
    else this.#socket.write(chunk, callback);
  }

  override _final(callback: () => void): void {
    this.#socket.end(callback);
  }

  override _destroy(_error: Error | null, callback: (error?: Error | null) => void): void {
    this.#socket.destroy();
    callback(null);
  }

  #record(chunk: Buffer): void {
    if (!this.reader.end) {
      this.reader.push(chunk);
      return;
    }
    const violation = this.#late?.push(chunk, (type, _version, fragment) => {
      if (type === CONTENT_TYPE.alert && fragment.length === 2 && this.#late) {
        this.#lateAlert ??= decodeAlert(new ByteReader(fragment, 'Alert'));
      } else if (type === CONTENT_TYPE.change_cipher_spec) this.#late = undefined;
    });
    if (violation) this.#late = undefined;
  }
}
