import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';
import { parseDuration, parseEhloName, parseSni, type Parsed } from '../targets/index.js';

/** `500ms`, `10s`, `2m`: milliseconds. */
export function durationOption(text: string): number {
  return valueOf(parseDuration(text));
}

export function countOption(most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from 1 to ${most}.`);
  };
}

export function daysOption(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number of days.');
}

export function addressOption(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new InvalidArgumentError('expected an address of this machine, IPv4 or IPv6.');
}

export function ehloNameOption(text: string): string {
  return valueOf(parseEhloName(text));
}

export function serverNameOption(text: string): string {
  const parsed = parseSni(text);
  if (parsed.ok) return parsed.value;
  throw new InvalidArgumentError(`${parsed.problem.message}; to send no name, use --no-sni.`);
}

/** An option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** Commander puts what was found before it. */
function valueOf<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  const { message, hint } = parsed.problem;
  throw new InvalidArgumentError(hint === undefined ? `${message}.` : `${message}; ${hint}.`);
}
