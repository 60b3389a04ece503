import type { Accept, Connection } from '../net/index.js';
import { BerError, BerReader, decodeHeader, encodeElement, encodeSmallInteger } from '../protocols/ber.js';
import { LDAP_RESULT } from '../protocols/ldap-result-code.js';
import { MAX_LDAP_MESSAGE_BYTES, type LabLimits } from './lab-limits.js';
import { sayLastWords } from './last-words.js';

/** An LDAP server (RFC 4511) that is unwilling, and says so in answer to each request. */
export async function serveLdap(
  connection: Connection,
  { limits, signal }: { limits: LabLimits; signal: AbortSignal },
): Promise<void> {
  for (let messages = 0; messages < limits.maxCommands; messages++) {
    const read = await connection.read(decodeRequest, {
      maxBytes: MAX_LDAP_MESSAGE_BYTES,
      timeoutMs: limits.readTimeoutMs,
      signal,
    });
    // RFC 4511 5.3: on what is no LDAP the connection may be closed; nobody there would understand more.
    if (!read.ok || read.value === 'malformed' || read.value.tag === UNBIND_REQUEST) break;
    const response = encodeRefusal(read.value);
    if (response) connection.write(response);
  }
  await sayLastWords(connection.socket, '', limits.lingerMs);
}

interface LdapRequest {
  /** The contents of the INTEGER, as they came. */
  readonly messageId: Uint8Array;
  /** Of the operation. */
  readonly tag: number;
}

/** `LDAPMessage ::= SEQUENCE { messageID INTEGER, protocolOp CHOICE {...}, controls [0] Controls OPTIONAL }` */
const decodeRequest: Accept<LdapRequest | 'malformed'> = (buffered) => {
  try {
    if (buffered[0] !== SEQUENCE) throw new BerError('is no LDAP message');
    const header = decodeHeader(buffered);
    if (!header) return undefined;
    const consumed = header.headerBytes + header.contentBytes;
    if (consumed > MAX_LDAP_MESSAGE_BYTES) throw new BerError(`is a message of ${consumed} bytes`);
    if (buffered.length < consumed) return undefined;
    const message = new BerReader(buffered.subarray(header.headerBytes, consumed));
    const messageId = message.element(INTEGER, 'messageID').slice();
    const tag = message.nextTag;
    if (messageId.length === 0 || messageId.length > 4 || tag === undefined) {
      throw new BerError('has no message id, or no operation');
    }
    return { value: { messageId, tag }, consumed };
  } catch (error) {
    if (!(error instanceof BerError)) throw error;
    return { value: 'malformed', consumed: 0 };
  }
};

/** `LDAPResult ::= SEQUENCE { resultCode ENUMERATED, matchedDN LDAPDN, diagnosticMessage LDAPString, ... }` */
function encodeRefusal({ messageId, tag }: LdapRequest): Uint8Array | undefined {
  const responseTag = RESPONSE_TAGS.get(tag);
  if (responseTag === undefined) return undefined;
  return encodeElement(
    SEQUENCE,
    encodeElement(INTEGER, messageId),
    encodeElement(
      responseTag,
      encodeSmallInteger(ENUMERATED, LDAP_RESULT.unwillingToPerform),
      encodeElement(OCTET_STRING),
      encodeElement(OCTET_STRING, Buffer.from('this is a lab appliance, it holds no directory')),
    ),
  );
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const ENUMERATED = 0x0a;
const UNBIND_REQUEST = 0x42;

/** Request to response (RFC 4511 4.2 to 4.12); to the others, as abandonRequest, there is none. */
const RESPONSE_TAGS: ReadonlyMap<number, number> = new Map([
  [0x60, 0x61], // bind
  [0x63, 0x65], // search: searchResultDone
  [0x66, 0x67], // modify
  [0x68, 0x69], // add
  [0x4a, 0x6b], // del
  [0x6c, 0x6d], // modDN
  [0x6e, 0x6f], // compare
  [0x77, 0x78], // extended
]);
