import { failure, type Failure, type FailureCode } from '../model/index.js';
import type { Connection } from '../net/index.js';
import { ask, type Answer } from './ask.js';
import { cutText, quoteText } from './peer-text.js';
import type { Preparation, PreparationContext } from './protocol-module.js';
import { hasKeyword, MAX_REPLY_BYTES, renderReply, replyDecoder, type SmtpReply } from './smtp-reply.js';

/** RFC 5321 4.1.1.10 */
export const SMTP_FAREWELL = Buffer.from('QUIT\r\n');

/** One command and its reply. */
export interface Step {
  /** Absent: the server speaks first. */
  readonly say?: 'EHLO' | 'STARTTLS';
  /** What is waited for, in words. */
  readonly answer: string;
  /** Where a dialogue is that ends while this is waited for. */
  readonly stage: DialogueStage;
  /** The code with which the dialogue goes on, or its first digit. */
  readonly accept: number;
  /** What an accepting reply has to list. */
  readonly keyword?: string;
  /** What other replies mean: by code, or by the code's first digit. The rest is `unexpected-reply`. */
  readonly otherwise: Readonly<Record<number, Meaning>>;
}

type DialogueStage = 'greeting' | 'starttls';

type Meaning = {
  readonly [S in DialogueStage]: {
    readonly stage: S;
    readonly code: FailureCode<S>;
    readonly meaning: string;
  };
}[DialogueStage];

/** Takes the steps one after the other, never two at once: servers drop or hang on what is pipelined. */
export async function holdDialogue(
  steps: readonly Step[],
  connection: Connection,
  context: PreparationContext,
): Promise<Preparation> {
  let greeting: string | undefined;
  for (const step of steps) {
    const answer = await takeStep(step, connection, context);
    if (!answer.ok) return { ok: false, failure: answer.failure, ...(greeting && { greeting }) };
    greeting ??= cutText(renderReply(answer.value), MAX_GREETING_CHARS);
  }
  const injectedBytes = connection.bufferedBytes;
  return { ok: true, ...(greeting && { greeting }), ...(injectedBytes > 0 && { injectedBytes }) };
}

/** For the record: it tells products apart by its first words. */
const MAX_GREETING_CHARS = 512;

async function takeStep(
  step: Step,
  connection: Connection,
  context: PreparationContext,
): Promise<Answer<SmtpReply>> {
  const { stage, answer } = step;
  const early = connection.bufferedBytes > 0;
  const say = step.say && { say: command(step.say, context) };
  const question = { stage, answer, ...say, accept: replyDecoder(), maxBytes: MAX_REPLY_BYTES };
  const answered = await ask(connection, question, context);
  if (!answered.ok) return answered;
  if (answered.value.kind === 'violation') {
    const { code, detail } = answered.value;
    return { ok: false, failure: failure(stage, code, `The server's ${answer} ${detail}`) };
  }
  const { reply } = answered.value;
  const failed = judge(step, reply, early);
  if (failed === undefined) return { ok: true, value: reply };
  if (reply.code !== CLOSING) connection.write(SMTP_FAREWELL);
  return { ok: false, failure: failed };
}

/** 421: the server closes the connection by itself (RFC 5321 3.8). */
const CLOSING = 421;

/** @throws {RangeError} when the name would not stay within its command */
function command(say: 'EHLO' | 'STARTTLS', { ehloName }: PreparationContext): string {
  if (say === 'STARTTLS') return 'STARTTLS\r\n';
  if (!/^[\x21-\x7e]+$/.test(ehloName)) throw new RangeError(`${JSON.stringify(ehloName)} is no EHLO name`);
  return `EHLO ${ehloName}\r\n`;
}

/** @param early the reply, or some of it, came before what it replies to was said */
function judge(step: Step, reply: SmtpReply, early: boolean): Failure | undefined {
  const quoted = quoteText(renderReply(reply));
  const firstDigit = Math.floor(reply.code / 100);
  if (reply.code !== step.accept && firstDigit !== step.accept) {
    const meant = step.otherwise[reply.code] ?? step.otherwise[firstDigit];
    return meant === undefined
      ? failure(step.stage, 'unexpected-reply', `The server's ${step.answer} is ${quoted}`)
      : failure(meant.stage, meant.code, `${meant.meaning}: ${quoted}`);
  }
  // A reply that was there before its command was put there by somebody who wants it believed.
  if (early) {
    return step.stage === 'starttls'
      ? failure('starttls', 'injected-data', `A ${step.answer} came before it was asked for: ${quoted}`)
      : failure('greeting', 'unexpected-reply', `A ${step.answer} came before it was asked for: ${quoted}`);
  }
  if (step.keyword === undefined || hasKeyword(reply, step.keyword)) return undefined;
  return failure('starttls', 'not-offered', `The server does not offer ${step.keyword} to this address`);
}
