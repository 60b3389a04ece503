import type { Accept } from '../net/index.js';
import { BerError, BerReader, decodeHeader, encodeElement, encodeSmallInteger } from './ber.js';
import { decodePeerText, describeBytes } from './peer-text.js';

/** RFC 4511 4.12, without what StartTLS has no use for. */
export interface ExtendedResponse {
  readonly messageId: number;
  readonly resultCode: number;
  readonly diagnosticMessage: string;
  readonly responseName?: string;
}

/** A whole response, or why what came can never become one. */
export type LdapAnswer =
  | { readonly kind: 'response'; readonly response: ExtendedResponse }
  | { readonly kind: 'violation'; readonly code: 'unexpected-reply' | 'too-large'; readonly detail: string };

/** RFC 4511 4.14 */
export const START_TLS_OID = '1.3.6.1.4.1.1466.20037';

/** RFC 4511 4.4.1: the server says on its own, with message id 0, that it ends the session. */
export const NOTICE_OF_DISCONNECTION_OID = '1.3.6.1.4.1.1466.20036';

/** A response to StartTLS is some 50 bytes; this leaves room for a long diagnostic message. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const ENUMERATED = 0x0a;
const REFERRAL = 0xa3;
const UNBIND_REQUEST = 0x42;
const EXTENDED_REQUEST = 0x77;
const EXTENDED_RESPONSE = 0x78;
const REQUEST_NAME = 0x80;
const RESPONSE_NAME = 0x8a;

/** `ExtendedRequest ::= [APPLICATION 23] SEQUENCE { requestName [0] LDAPOID, requestValue [1] OCTET STRING OPTIONAL }` */
export function encodeExtendedRequest(messageId: number, requestName: string): Uint8Array {
  const request = encodeElement(
    EXTENDED_REQUEST,
    encodeElement(REQUEST_NAME, Buffer.from(requestName, 'ascii')),
  );
  return encodeElement(SEQUENCE, encodeSmallInteger(INTEGER, messageId), request);
}

/** `UnbindRequest ::= [APPLICATION 2] NULL`, which has no response (RFC 4511 4.3). */
export function encodeUnbindRequest(messageId: number): Uint8Array {
  return encodeElement(SEQUENCE, encodeSmallInteger(INTEGER, messageId), encodeElement(UNBIND_REQUEST));
}

/** What an LDAP client says before it closes; an id that no request of a probe has. */
export const LDAP_FAREWELL = encodeUnbindRequest(2);

/** A decoder for one message. What is none is told by its first wrong byte, without waiting for the rest. */
export const decodeAnswer: Accept<LdapAnswer> = (buffered) => {
  try {
    return decodeMessage(buffered);
  } catch (error) {
    if (error instanceof BerError) return violation('unexpected-reply', error.message);
    throw error;
  }
};

/** `LDAPMessage ::= SEQUENCE { messageID INTEGER, protocolOp CHOICE {...}, controls [0] Controls OPTIONAL }` */
function decodeMessage(buffered: Uint8Array): ReturnType<Accept<LdapAnswer>> {
  if (buffered.length === 0) return undefined;
  if (buffered[0] !== SEQUENCE) throw new BerError(`is not LDAP: ${describeBytes(buffered)}`);
  const header = decodeHeader(buffered);
  if (header === undefined) return undefined;
  const { headerBytes, contentBytes } = header;
  const firstTag = buffered[headerBytes];
  if (firstTag !== undefined && firstTag !== INTEGER) {
    throw new BerError(`is not LDAP: ${describeBytes(buffered)}`);
  }
  const messageBytes = headerBytes + contentBytes;
  if (messageBytes > MAX_MESSAGE_BYTES)
    return violation('too-large', `is a message of ${messageBytes} bytes`);
  if (buffered.length < messageBytes) return undefined;
  const message = new BerReader(buffered.subarray(headerBytes, messageBytes));
  const messageId = message.integer(INTEGER, 'messageID');
  if (message.nextTag !== EXTENDED_RESPONSE) {
    throw new BerError(`is no extended response (its tag is ${message.nextTag ?? 'missing'})`);
  }
  const response = decodeResponse(messageId, message.element(EXTENDED_RESPONSE, 'protocolOp'));
  return { value: { kind: 'response', response }, consumed: messageBytes };
}

/**
 * ```
 * ExtendedResponse ::= [APPLICATION 24] SEQUENCE {
 *      resultCode ENUMERATED, matchedDN LDAPDN, diagnosticMessage LDAPString, referral [3] Referral OPTIONAL,
 *      responseName [10] LDAPOID OPTIONAL, responseValue [11] OCTET STRING OPTIONAL, ... }
 * ```
 * Elements behind those are ignored, as extensibility demands (RFC 4511 4).
 */
function decodeResponse(messageId: number, contents: Uint8Array): ExtendedResponse {
  const reader = new BerReader(contents);
  const resultCode = reader.integer(ENUMERATED, 'resultCode');
  reader.element(OCTET_STRING, 'matchedDN');
  const diagnosticMessage = decodePeerText(reader.element(OCTET_STRING, 'diagnosticMessage'));
  reader.optional(REFERRAL, 'referral');
  const responseName = reader.optional(RESPONSE_NAME, 'responseName');
  const response = { messageId, resultCode, diagnosticMessage };
  return responseName === undefined ? response : { ...response, responseName: decodePeerText(responseName) };
}

function violation(
  code: 'unexpected-reply' | 'too-large',
  detail: string,
): { value: LdapAnswer; consumed: 0 } {
  return { value: { kind: 'violation', code, detail }, consumed: 0 };
}
