import { failure, type Failure } from '../model/index.js';
import type { Accept, Connection, ReadFailed } from '../net/index.js';
import type { PreparationContext } from './protocol-module.js';

/** One thing said and one answer waited for. */
export interface Question<T> {
  /** Where a dialogue is that ends while this is waited for. */
  readonly stage: 'greeting' | 'starttls';
  /** Absent: the peer speaks first. */
  readonly say?: Uint8Array | string;
  /** What is waited for, in words: `greeting`, `reply to EHLO`. */
  readonly answer: string;
  readonly accept: Accept<T>;
  readonly maxBytes: number;
}

export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export async function ask<T>(
  connection: Connection,
  question: Question<T>,
  { timeoutMs, signal }: PreparationContext,
): Promise<Answer<T>> {
  const { stage, say, maxBytes } = question;
  if (say !== undefined && signal?.aborted !== true) connection.write(say);
  const read = await connection.read(question.accept, { maxBytes, timeoutMs, signal });
  return read.ok
    ? read
    : { ok: false, failure: failure(stage, read.how, explain(question, read, timeoutMs)) };
}

function explain(question: Question<unknown>, { how, partial }: ReadFailed, timeoutMs: number): string {
  const { answer, maxBytes } = question;
  const none = partial.length === 0;
  const when = none ? 'before its' : 'in the middle of its';
  switch (how) {
    case 'timeout':
      return none
        ? `The server sent no ${answer} within ${timeoutMs / 1000} s`
        : `The server did not finish its ${answer} within ${timeoutMs / 1000} s`;
    case 'closed':
      return `The server closed the connection ${when} ${answer}`;
    case 'reset':
      return `The server reset the connection ${when} ${answer}`;
    case 'too-large':
      return `The server's ${answer} does not end within ${maxBytes} bytes`;
    case 'aborted':
      return `Stopped while waiting for the server's ${answer}`;
  }
}
