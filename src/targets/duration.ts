import type { Parsed } from './parsed.js';
import { quote } from './quote.js';

const MS_PER_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The longest wait of a Node timer; it fires at once when told to wait longer. */
export const MAX_DURATION_MS = 2 ** 31 - 1;

const SHAPE = /^(\d{1,10}(?:\.\d{1,9})?)(ms|s|m|h)$/;
const HINT = 'write a number with its unit: 500ms, 10s, 2m or 1h';

/** `500ms`, `10s`, `2m` or `1h`, in milliseconds. */
export function parseDuration(text: string): Parsed<number> {
  const [, number, unit] = SHAPE.exec(text) ?? [];
  if (number === undefined || unit === undefined) return failed(text, hintFor(text));
  const durationMs = Math.round(Number(number) * (MS_PER_UNIT[unit] ?? 0));
  if (durationMs < 1) return failed(text, 'it must be at least 1ms');
  if (durationMs > MAX_DURATION_MS) return failed(text, 'the longest is 596h');
  return { ok: true, value: durationMs };
}

function failed(text: string, hint: string): Parsed<number> {
  return { ok: false, problem: { message: `expected a duration, found ${quote(text)}`, hint } };
}

function hintFor(text: string): string {
  if (/^\d+(\.\d+)?$/.test(text)) return `a number alone is not clear: write ${text}s or ${text}ms`;
  const tidied = text.replace(/\s/gu, '').toLowerCase();
  return tidied !== text && SHAPE.test(tidied) ? `write ${tidied}` : HINT;
}
