import { PROTOCOLS, type Protocol } from '../model/index.js';
import { quote } from './quote.js';
import { suggest } from './suggest.js';
import { refuse, type ParsedPart } from './target-problem.js';

/** What other tools call these protocols. */
const OTHER_NAMES: ReadonlyMap<string, Protocol> = new Map([
  ['http', 'https'],
  ['tls', 'https'],
  ['ssl', 'https'],
  ['starttls', 'smtp'],
  ['esmtp', 'smtp'],
  ['submission', 'smtp'],
  ['smtp+starttls', 'smtp'],
  ['smtp+tls', 'smtp'],
  ['submissions', 'smtps'],
  ['ssmtp', 'smtps'],
  ['smtp+ssl', 'smtps'],
  ['ldap+starttls', 'ldap'],
  ['ldap+tls', 'ldap'],
  ['ldap+ssl', 'ldaps'],
]);

/** The name of a protocol, in any case (RFC 3986 3.1). */
export function parseProtocol(text: string): ParsedPart<Protocol> {
  const name = text.toLowerCase();
  const protocol = PROTOCOLS.find((known) => known === name);
  if (protocol !== undefined) return { ok: true, value: protocol };
  return refuse('unknown-protocol', `unknown protocol ${quote(text)}`, protocolHint(name));
}

export function protocolHint(text: string): string {
  const meant = meantProtocol(text);
  const known = `known protocols: ${PROTOCOLS.join(', ')}`;
  return meant === undefined ? known : `did you mean ${meant}? ${known}`;
}

/** The protocol that a name stands for or comes close to. */
export function meantProtocol(text: string): Protocol | undefined {
  const name = text.toLowerCase();
  const close = OTHER_NAMES.get(name) ?? suggest(name, PROTOCOLS);
  return PROTOCOLS.find((known) => known === close);
}
