import { isIP, isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import { refuseNetwork } from './network.js';
import { holdsCredentials, quote } from './quote.js';
import { refuse, type ParsedPart, type Refusal } from './target-problem.js';

/** RFC 1035 2.3.4, without the root's dot. */
const MAX_NAME_CHARACTERS = 253;
const MAX_LABEL_CHARACTERS = 63;

/** Letters, digits and hyphens (RFC 1123 2.1), and the underscore that inner networks use all the same. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/** A number in one of the forms of inet_aton(3), as the last label: no such top-level domain exists. */
const NUMERIC = /^(?:\d+|0x[0-9a-f]*)$/;

const IS_ASCII = /^[\x20-\x7e]*$/;

/** A name, in A-labels and without the root's dot, or an address without brackets. */
export function parseHost(text: string): ParsedPart<string> {
  if (holdsCredentials(text)) return refuseCredentials();
  if (text === '') return refuse('empty-host', 'there is no host', 'as in smtp://mail.example.com');
  if (text.startsWith('[') && text.endsWith(']')) return parseIpv6(text.slice(1, -1));
  if (/^[0-9a-f.]*:[0-9a-f.:]*:/i.test(text)) return refuseNetwork(text) ?? parseIpv6(text);
  if (isIPv4(text)) return { ok: true, value: text };
  if (text.includes(':')) return badName(text, 'a host goes here, without protocol and port');
  return refuseNetwork(text) ?? parseName(text);
}

/** Where in the text is not told: it would give away how long the password is. */
export function refuseCredentials(): Refusal {
  const hint = 'write protocol://host:port, with nothing before the host';
  return refuse('credentials', 'a target takes no user name or password ("@")', hint);
}

/** IPv4-mapped addresses stay as they are given: what is connected to is what was written. */
export function parseIpv6(text: string): ParsedPart<string> {
  if (text.includes('%')) {
    return refuse(
      'address-zone',
      `an address with a zone is not supported, found ${quote(text)}`,
      'use an address that is valid on every interface, or the name of the host',
    );
  }
  // One spelling for each address: limits for a host go by it.
  if (isIPv6(text)) return { ok: true, value: canonicalIpv6(text) };
  return refuse('bad-address', `expected an IPv6 address, found ${quote(text)}`, 'as in [2001:db8::25]');
}

/** RFC 5952, with its mixed notation (5) for addresses that stand for an IPv4 one. */
function canonicalIpv6(text: string): string {
  const address = ipaddr.IPv6.parse(text);
  if (!address.isIPv4MappedAddress()) return address.toRFC5952String();
  return `::ffff:${address.toIPv4Address().toString()}`;
}

function parseName(text: string): ParsedPart<string> {
  const name = toAscii(text);
  if (name === '') return badName(text, 'it is not a valid international name');
  const labels = name.split('.');
  if (NUMERIC.test(labels.at(-1) ?? '')) return notAnAddress(text, name);
  if (name.length > MAX_NAME_CHARACTERS) {
    return refuse('name-too-long', `a name of ${name.length} characters`, 'DNS allows 253');
  }
  for (const label of labels) {
    const refusal = checkLabel(label, text);
    if (refusal !== undefined) return refusal;
  }
  return { ok: true, value: name };
}

/** U-labels to A-labels (UTS #46), the root's dot dropped: it is never part of server_name (RFC 6066 3). */
function toAscii(text: string): string {
  const ascii = IS_ASCII.test(text) ? text.toLowerCase() : internationalToAscii(text);
  return ascii.length > 1 && ascii.endsWith('.') ? ascii.slice(0, -1) : ascii;
}

function internationalToAscii(text: string): string {
  // It would end the name at a character that ends the host in a URL, and decode what is percent-encoded.
  return /[/\\?#%]/.test(text) ? '' : domainToASCII(text);
}

function checkLabel(label: string, text: string): Refusal | undefined {
  if (label === '') return badName(text, 'two dots follow each other, or one begins it');
  if (label.length > MAX_LABEL_CHARACTERS) {
    return refuse('name-too-long', `a label of ${label.length} characters between dots`, 'DNS allows 63');
  }
  if (LABEL.test(label)) return undefined;
  return label.startsWith('-') || label.endsWith('-')
    ? badName(text, 'no label begins or ends with a hyphen')
    : badName(text, 'names have letters, digits, hyphens and dots');
}

function badName(text: string, why: string): Refusal {
  return refuse('bad-name', `expected a host name or an address, found ${quote(text)}`, why);
}

/**
 * `127.1`, `0x7f.1` and `010.0.0.1` are addresses to inet_aton(3) and others to other programs (CVE-2021-29922 and its
 * like): a scanner must not guess which host is meant.
 */
function notAnAddress(text: string, name: string): Refusal {
  const hint = 'write four decimal numbers from 0 to 255 without leading zeros, as in 10.0.0.1';
  return isOddIpv4(name) || isIP(name) !== 0
    ? refuse('ambiguous-address', `programs differ in what address ${quote(text)} is`, hint)
    : refuse('bad-address', `expected an IPv4 address, found ${quote(text)}`, hint);
}

/** Whether inet_aton(3), here as WHATWG URL describes it, takes the text for an address. */
function isOddIpv4(name: string): boolean {
  return URL.canParse(`http://${name}/`);
}
