import { isIP } from 'node:net';
import { parseHost } from './host.js';
import type { Parsed } from './parsed.js';
import { quote } from './quote.js';

/** RFC 5321 4.5.3.1.2 */
const MAX_EHLO_CHARACTERS = 255;

/** What people write who mean `false`, which is a name to YAML 1.2. */
const MEANS_FALSE = new Set(['no', 'off', 'none', 'false', '']);

/** The name for server_name, in A-labels: never an address (RFC 6066 3). */
export function parseSni(text: string): Parsed<string> {
  const host = parseHost(text);
  if (!MEANS_FALSE.has(text.toLowerCase()) && host.ok && isIP(host.value) === 0) return host;
  const message = `expected a host name for SNI, found ${quote(text)}`;
  const hint = MEANS_FALSE.has(text.toLowerCase())
    ? 'to send no name, write sni: false'
    : host.ok
      ? 'SNI is for names only; write sni: false to send none'
      : (host.problem.hint ?? host.problem.message);
  return { ok: false, problem: { message, hint } };
}

/** The argument of EHLO: a name or an address literal. White space or a line break in it would be a second command. */
export function parseEhloName(text: string): Parsed<string> {
  const literal = /^\[(IPv6:)?([0-9A-Fa-f:.]+)\]$/.exec(text);
  const isLiteral = isIP(literal?.[2] ?? '') === (literal?.[1] === undefined ? 4 : 6);
  const isName = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(text);
  if ((isLiteral || isName) && text.length <= MAX_EHLO_CHARACTERS) return { ok: true, value: text };
  const hint = 'as in probe.example.com, or an address in brackets: [192.0.2.1]';
  return { ok: false, problem: { message: `expected a name for EHLO, found ${quote(text)}`, hint } };
}
