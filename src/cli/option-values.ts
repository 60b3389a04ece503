import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../targets/index.js';

/** `500ms`, `10s`, `2m`: milliseconds. */
export function durationOption(text: string): number {
  const parsed = parseDuration(text);
  if (parsed.ok) return parsed.value;
  throw new InvalidArgumentError(explain(parsed.problem.message, parsed.problem.hint));
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

/** RFC 5321 4.1.1.1: a domain or an address literal; nothing that could end the line. */
export function ehloNameOption(text: string): string {
  if (text.length <= 255 && /^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?|\[[A-Fa-f0-9.:IPv]+\])$/.test(text))
    return text;
  throw new InvalidArgumentError('expected a domain, or an address in brackets.');
}

export function serverNameOption(text: string): string {
  if (text.length <= 253 && isIP(text) === 0 && /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?$/.test(text))
    return text;
  throw new InvalidArgumentError('expected a DNS name in ASCII (an address is never sent as SNI).');
}

/** An option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function explain(message: string, hint: string | undefined): string {
  return hint === undefined ? `${message}.` : `${message}; ${hint}.`;
}
