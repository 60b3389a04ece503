import type { EndpointReport } from '../model/index.js';

/**
 * Records between those who make them and the one who takes them. It holds no more than its makers let in: each is
 * told when its record is taken.
 */
export class RecordQueue implements AsyncIterableIterator<EndpointReport> {
  readonly #records: { readonly record: EndpointReport; readonly onTaken: () => void }[] = [];
  readonly #onClose: () => void;
  #waiting: { resolve: (result: Result) => void; reject: (error: Error) => void } | undefined;
  #closed = false;
  #error: Error | undefined;

  /** @param onClose once, when no more is taken: at the end, or where the taker leaves early */
  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  /** No more is taken: the taker has left, or `end` was called and all are taken. */
  get closed(): boolean {
    return this.#closed;
  }

  add(record: EndpointReport, onTaken: () => void): void {
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = undefined;
      onTaken();
      waiting.resolve({ done: false, value: record });
    } else if (this.#closed) onTaken();
    else this.#records.push({ record, onTaken });
  }

  /** No more comes; `error` is thrown to the taker after the last record. */
  end(error?: Error): void {
    this.#error = this.#closed ? undefined : error;
    this.#close();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (!waiting) return;
    if (this.#error) waiting.reject(this.#takeError());
    else waiting.resolve(DONE);
  }

  next(): Promise<Result> {
    const first = this.#records.shift();
    if (first) {
      first.onTaken();
      return Promise.resolve({ done: false, value: first.record });
    }
    if (this.#error) return Promise.reject(this.#takeError());
    if (this.#closed) return Promise.resolve(DONE);
    if (this.#waiting) return Promise.reject(new Error('next() while another one is pending'));
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  /** The taker leaves early. */
  return(): Promise<Result> {
    this.#close();
    for (const { onTaken } of this.#records.splice(0)) onTaken();
    this.#waiting?.resolve(DONE);
    this.#waiting = undefined;
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
  }

  #takeError(): Error {
    const error = this.#error ?? new Error('no error');
    this.#error = undefined;
    return error;
  }
}

type Result = IteratorResult<EndpointReport, undefined>;

const DONE: Result = { done: true, value: undefined };
