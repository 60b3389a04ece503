import type { Socket } from 'node:net';
import type { StopSignal } from '../model/index.js';
import { ReceivedBytes } from './received-bytes.js';

/**
 * Says whether the bytes that came so far hold a whole value at their start. Within one read the bytes always begin at
 * the same place and only grow, so an incremental decoder may remember how far it has looked.
 */
export type Accept<T> = (
  buffered: Uint8Array,
) => { readonly value: T; readonly consumed: number } | undefined;

export interface ReadLimits {
  /** What a value may take at most. Only this many bytes are ever shown to `accept`. */
  readonly maxBytes: number;
  /** For the whole read, so that a peer that drips bytes does not extend it. */
  readonly timeoutMs: number;
  readonly signal?: StopSignal | undefined;
}

export type ReadEnd = 'timeout' | 'closed' | 'reset' | 'too-large' | 'aborted';

export interface ReadFailed {
  readonly ok: false;
  readonly how: ReadEnd;
  /** What came and is no whole value. */
  readonly partial: Uint8Array;
}

export type ReadResult<T> = { readonly ok: true; readonly value: T } | ReadFailed;

/** A paused socket without listeners of ours. Listen to it in the same tick, and `resume()` it. */
export interface Released {
  readonly socket: Socket;
  /** What came and was not consumed. */
  readonly buffered: Uint8Array;
  /** The peer has ended the connection already: no `end` or `error` is to come. */
  readonly ended?: 'closed' | 'reset' | 'timeout';
}

/**
 * A TCP connection during the dialogue before TLS. Nothing is read until the first `read`, so a protocol that has no
 * such dialogue pays for nothing.
 */
export class Connection {
  readonly socket: Socket;
  readonly #received = new ReceivedBytes();
  #ended: 'closed' | 'reset' | 'timeout' | undefined;
  #listening = false;
  #released = false;
  /** Of the pending read: called when bytes came or the peer ended. */
  #wake: (() => void) | undefined;

  /** @param socket connected, and paused since before it was */
  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', this.#onError);
  }

  /** How many bytes came and were not consumed by a read. */
  get bufferedBytes(): number {
    return this.#received.length;
  }

  /** Where the peer has ended the connection this does nothing: the next read says so. */
  write(data: Uint8Array | string): void {
    if (this.socket.writable) this.socket.write(data);
  }

  /** Waits until `accept` finds a value. What came behind it stays for the next read. */
  async read<T>(accept: Accept<T>, limits: ReadLimits): Promise<ReadResult<T>> {
    this.#requireFree();
    if (limits.signal?.aborted === true) return this.#failed('aborted', limits);
    this.#listen();
    return this.#take(accept, limits) ?? (await this.#wait(accept, limits));
  }

  /** Gives the socket away, paused. No `read` or `write` may follow, and closing it is its new owner's. */
  release(): Released {
    this.#requireFree();
    this.#released = true;
    const { socket } = this;
    socket.pause();
    if (this.#listening) {
      for (let chunk = readChunk(socket); chunk !== null; chunk = readChunk(socket)) {
        this.#received.append(chunk);
      }
      socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd);
    }
    // A reset that comes before anyone listens must not end the process.
    socket.off('error', this.#onError).on('error', ignore);
    const buffered = this.#received.take();
    return this.#ended === undefined ? { socket, buffered } : { socket, buffered, ended: this.#ended };
  }

  /** At once. A released socket stays open: its new owner may still be saying goodbye on it. */
  close(): void {
    if (!this.#released) this.socket.destroy();
  }

  #requireFree(): void {
    if (this.#released) throw new Error('the connection was released');
    if (this.#wake !== undefined) throw new Error('a read is pending');
  }

  #wait<T>(accept: Accept<T>, limits: ReadLimits): Promise<ReadResult<T>> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        limits.signal?.removeEventListener('abort', onAbort);
        this.#wake = undefined;
      };
      const fail = (how: ReadEnd): void => {
        settle();
        resolve(this.#failed(how, limits));
      };
      const onAbort = (): void => fail('aborted');
      const timer = setTimeout(fail, limits.timeoutMs, 'timeout');
      limits.signal?.addEventListener('abort', onAbort);
      this.#wake = (): void => {
        try {
          const result = this.#take(accept, limits);
          if (result === undefined) return;
          settle();
          resolve(result);
        } catch (error) {
          settle();
          reject(new Error('a decoder threw', { cause: error }));
        }
      };
    });
  }

  /** What can be said now; bytes that came before the peer ended are looked at first. */
  #take<T>(accept: Accept<T>, limits: ReadLimits): ReadResult<T> | undefined {
    const view = this.#received.view(limits.maxBytes);
    const accepted = view.length > 0 ? accept(view) : undefined;
    if (accepted !== undefined) {
      this.#received.consume(accepted.consumed);
      return { ok: true, value: accepted.value };
    }
    if (view.length === limits.maxBytes) return this.#failed('too-large', limits);
    if (this.#ended !== undefined) return this.#failed(this.#ended, limits);
    return undefined;
  }

  #failed(how: ReadEnd, limits: ReadLimits): ReadFailed {
    return { ok: false, how, partial: this.#received.view(limits.maxBytes).slice() };
  }

  #listen(): void {
    if (!this.#listening) {
      this.#listening = true;
      this.socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onEnd);
    }
    this.socket.resume();
  }

  readonly #onData = (chunk: Uint8Array): void => {
    this.#received.append(chunk);
    this.#wake?.();
    if (this.#wake === undefined && this.#received.length >= MAX_UNREAD_BYTES) this.socket.pause();
  };

  readonly #onEnd = (): void => {
    this.#ended ??= 'closed';
    this.#wake?.();
  };

  /** Between reads, too: it is told by the next one. */
  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#ended ??= error.code === 'ETIMEDOUT' ? 'timeout' : 'reset';
    this.#wake?.();
  };
}

/**
 * The socket is read on between reads, for a paused one loses what it holds when the peer resets. A peer that talks on
 * unasked is stopped at what one read may take.
 */
const MAX_UNREAD_BYTES = 64 * 1024;

function readChunk(socket: Socket): Uint8Array | null {
  return socket.read() as Uint8Array | null;
}

function ignore(): void {
  // On purpose.
}
