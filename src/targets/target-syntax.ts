import type { Protocol } from '../model/index.js';
import { parseHost, refuseCredentials } from './host.js';
import { refuseNetwork } from './network.js';
import { parsePort } from './port-spec.js';
import { meantProtocol, parseProtocol } from './protocol-name.js';
import { escapeCharacter, findUnprintable, holdsCredentials, quote } from './quote.js';
import { refuse, shift, type ParsedPart, type Refusal } from './target-problem.js';

/** What one text names: `smtp://mail.example.com`, `10.0.0.1:443`, `[::1]:25`, or a host alone. */
export interface TargetParts {
  readonly protocol?: Protocol;
  readonly host: string;
  readonly port?: number;
}

/** A name of 253 characters, a scheme and a port need 270; more is no target. */
const MAX_TARGET_CHARACTERS = 1024;

/** `text` without white space around it. */
export function splitTarget(text: string): ParsedPart<TargetParts> {
  const refusal = refuseWord(text);
  if (refusal !== undefined) return refusal;
  const schemeEnd = text.indexOf('://');
  if (schemeEnd < 0) return splitRest(text, 0, undefined);
  const scheme = text.slice(0, schemeEnd);
  if (/^mx$/i.test(scheme)) return mxNotSupported();
  const protocol = parseProtocol(scheme);
  return protocol.ok ? splitRest(text, schemeEnd + '://'.length, protocol.value) : shift(protocol, 0);
}

/** What is refused before anything of the text is quoted. */
function refuseWord(text: string): Refusal | undefined {
  if (text === '') return refuse('empty', 'an empty target', 'as in smtp://mail.example.com');
  if (text.length > MAX_TARGET_CHARACTERS) {
    const hint = 'a target is one host, as in smtp://mail.example.com';
    return refuse('too-long', `a target of more than ${MAX_TARGET_CHARACTERS} characters`, hint);
  }
  const space = text.search(/[\s\p{Zs}]/u);
  const unprintable = findUnprintable(text);
  if (unprintable >= 0 && text[unprintable] !== '\t') {
    const shown = escapeCharacter(String.fromCodePoint(text.codePointAt(unprintable) ?? 0));
    const hint = 'remove it; such characters come with copied text';
    return refuse('control-character', `a target with the control character ${shown}`, hint, unprintable + 1);
  }
  if (space >= 0) {
    const hint = 'a target is one word, as in smtp://mail.example.com';
    return refuse('whitespace', 'white space inside a target', hint, space + 1);
  }
  if (holdsCredentials(text)) return refuseCredentials();
  return /^mx:(?!\d*$)/i.test(text) ? mxNotSupported() : undefined;
}

/** `start` is where the authority begins in `text`. */
function splitRest(text: string, start: number, protocol: Protocol | undefined): ParsedPart<TargetParts> {
  const rest = text.slice(start);
  const network = refuseNetwork(rest);
  if (network !== undefined) return shift(network, start);
  const pathStart = rest.search(/[/?#]/);
  const authority = pathStart < 0 ? rest : rest.slice(0, pathStart);
  const path = rest.slice(authority.length);
  const parts = splitAuthority(authority, protocol);
  if (!parts.ok) return shift(parts, start);
  if (path === '' || path === '/') return parts;
  // Not quoted: queries hold tokens.
  const hint = 'leave out what follows host and port';
  const column = start + authority.length + 1;
  return refuse('path', 'only protocol, host and port make a target, without a path', hint, column);
}

function splitAuthority(authority: string, protocol: Protocol | undefined): ParsedPart<TargetParts> {
  const hostEnd = findHostEnd(authority);
  if (typeof hostEnd !== 'number') return hostEnd;
  const hostText = authority.slice(0, hostEnd);
  const portText = hostEnd < authority.length ? authority.slice(hostEnd + 1) : undefined;
  const port = portText === undefined ? undefined : parsePort(portText);
  if (port?.ok === false) return shift(withSchemeHint(port, hostText, portText ?? ''), hostEnd + 1);
  const host = parseHost(hostText);
  if (!host.ok) return shift(host, 0);
  const base = { host: host.value, ...(protocol === undefined ? {} : { protocol }) };
  return { ok: true, value: port === undefined ? base : { ...base, port: port.value } };
}

/** Where the host ends and, if anything follows, the colon before the port is. */
function findHostEnd(authority: string): number | Refusal {
  if (authority.startsWith('[')) return findBracketEnd(authority);
  const colon = authority.indexOf(':');
  if (colon < 0) return authority.length;
  if (!authority.includes(':', colon + 1)) return colon;
  if (/^[0-9a-f:.]+(?:%.*)?$/i.test(authority)) {
    const hint = 'as in https://[2001:db8::1] or [2001:db8::1]:25';
    return refuse('brackets-missing', `an IPv6 address goes in brackets, found ${quote(authority)}`, hint, 1);
  }
  return colon;
}

function findBracketEnd(authority: string): number | Refusal {
  const end = authority.indexOf(']') + 1;
  const hint = 'as in https://[2001:db8::1]:8443';
  if (end === 0) return refuse('bad-address', 'the "]" after an IPv6 address is missing', hint, 1);
  if (end === authority.length || authority[end] === ':') return end;
  return refuse('bad-address', 'only ":" and a port may follow an IPv6 address in brackets', hint, end + 1);
}

/** `smtp:mail.example.com` and `https:/host`: a protocol that lacks its slashes looks like a host with a bad port. */
function withSchemeHint(refusal: Refusal, host: string, port: string): Refusal {
  const protocol = meantProtocol(host);
  if (protocol === undefined || /^\d/.test(port)) return refusal;
  const { problem } = refusal;
  return {
    ok: false,
    problem: { ...problem, hint: `a protocol is followed by "://", as in ${protocol}://host` },
  };
}

function mxNotSupported(): Refusal {
  const hint = 'name the mail servers themselves, as in smtp://mx1.example.com';
  return refuse('mx-not-supported', 'mx: targets are not supported yet', hint);
}
