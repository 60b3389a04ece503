import type { Accept } from '../net/index.js';
import { decodePeerText, describeBytes } from './peer-text.js';

/** RFC 5321 4.2: a code, and the text of each line. Only the code means anything. */
export interface SmtpReply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** A whole reply, or why what came can never become one. */
export type SmtpAnswer =
  | { readonly kind: 'reply'; readonly reply: SmtpReply }
  | { readonly kind: 'violation'; readonly code: 'unexpected-reply' | 'too-large'; readonly detail: string };

/** RFC 5321 4.5.3.1.5 permits 512; servers with long texts exceed it, none known by this much. */
export const MAX_LINE_BYTES = 4 * 1024;

/** An EHLO reply of a busy server is some 500 bytes. */
export const MAX_REPLY_BYTES = 64 * 1024;

/**
 * A decoder for one reply:
 * ```
 * Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
 * ```
 * A bare LF ends a line, too, and a text is any bytes. What is no reply is told by its first wrong byte, without
 * waiting for the end of a line that may never come.
 */
export function replyDecoder(): Accept<SmtpAnswer> {
  const lines: string[] = [];
  let code: number | undefined;
  let lineStart = 0;
  let scanned = 0;
  return (buffered) => {
    for (;;) {
      const line = buffered.subarray(lineStart);
      const wrong = checkStart(line, code);
      if (wrong !== undefined) return violation('unexpected-reply', wrong);
      const end = buffered.indexOf(LF, scanned);
      const lineBytes = (end === -1 ? buffered.length : end) + 1 - lineStart;
      if (lineBytes > MAX_LINE_BYTES) {
        return violation('too-large', `has a line longer than ${MAX_LINE_BYTES} bytes`);
      }
      scanned = buffered.length;
      if (end === -1) return undefined;
      code ??= decodeCode(line);
      lines.push(decodePeerText(trimEnd(buffered.subarray(lineStart, end))).slice(4));
      if (line[3] !== HYPHEN) return { value: { kind: 'reply', reply: { code, lines } }, consumed: end + 1 };
      lineStart = scanned = end + 1;
    }
  };
}

/** On one line, as people know it: `220 mx.example.com ESMTP`. */
export function renderReply({ code, lines }: SmtpReply): string {
  const text = lines.map((line) => line.trim()).filter((line) => line !== '');
  return [code, ...text].join(' ');
}

/** EHLO keywords are case-insensitive and may have parameters (RFC 5321 4.1.1.1). */
export function hasKeyword(reply: SmtpReply, keyword: string): boolean {
  return reply.lines.some((line) => line.trim().split(/\s/, 1)[0]?.toUpperCase() === keyword);
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const HYPHEN = 0x2d;

/** What is wrong with the start of a line, as far as it came. */
function checkStart(line: Uint8Array, code: number | undefined): string | undefined {
  const digits = Math.min(3, line.length);
  for (let i = 0; i < digits; i++) {
    if (!isDigit(line[i])) return `is not SMTP: ${describeBytes(line)}`;
  }
  if (digits === 3 && code !== undefined && decodeCode(line) !== code) {
    return `has lines with the codes ${code} and ${decodeCode(line)}`;
  }
  const separator = line[3];
  if (separator === undefined || SEPARATORS.has(separator)) return undefined;
  return `is not SMTP: ${describeBytes(line)}`;
}

const SEPARATORS: ReadonlySet<number> = new Set([SPACE, HYPHEN, CR, LF]);

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Of a line that `checkStart` has found to begin with digits. */
function decodeCode(line: Uint8Array): number {
  return Number(decodePeerText(line.subarray(0, 3)));
}

function trimEnd(line: Uint8Array): Uint8Array {
  let end = line.length;
  while (line[end - 1] === CR) end--;
  return line.subarray(0, end);
}

function violation(
  code: 'unexpected-reply' | 'too-large',
  detail: string,
): { value: SmtpAnswer; consumed: number } {
  return { value: { kind: 'violation', code, detail }, consumed: 0 };
}
