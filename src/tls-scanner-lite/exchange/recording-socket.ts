import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { FlightReader, type ServerHelloCheck } from '../framing/flight-reader.js';

/**
 * A connected socket as a Duplex that `node:tls` runs over, recording what the peer says in plaintext on the way:
 * its flight, and an alert that comes after the flight and before encryption starts.
 */
export class RecordingSocket extends Duplex {
  readonly reader: FlightReader;
  readonly #socket: Socket;
  /** What the connection ended with, where it was an error. */
  #error: NodeJS.ErrnoException | undefined;
  #ended = false;

  constructor(socket: Socket, check?: ServerHelloCheck) {
    super({ allowHalfOpen: false });
    this.reader = new FlightReader(check);
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      if (this.#ended) return;
      const end = this.reader.push(chunk);
      if (!this.push(chunk)) socket.pause();
      // What no server may send is not made good by what follows, although OpenSSL might wait for that.
      if (end?.kind === 'violation') this.#end();
    });
    socket.on('end', () => this.#end());
    socket.on('error', (error) => {
      this.#error = error;
      this.destroy();
    });
    socket.on('close', () => {
      this.#ended = true;
      this.destroy();
    });
    if (!socket.destroyed) return;
    // Its events have been and gone.
    this.#error = socket.errored ?? undefined;
    this.destroy();
  }

  get socketError(): NodeJS.ErrnoException | undefined {
    return this.#error;
  }

  /** Whether nothing more comes: the peer has closed its side, or what it sent ended the exchange. */
  get peerClosed(): boolean {
    return this.#ended;
  }

  /** Nothing more comes for `node:tls`. */
  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.push(null);
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
}
