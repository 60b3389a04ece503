import { failure, type Failure, type FailureCode } from '../model/index.js';
import type { Connection } from '../net/index.js';
import { ask, type Question } from './ask.js';
import {
  decodeAnswer,
  encodeExtendedRequest,
  LDAP_FAREWELL,
  MAX_MESSAGE_BYTES,
  NOTICE_OF_DISCONNECTION_OID,
  START_TLS_OID,
  type ExtendedResponse,
  type LdapAnswer,
} from './ldap-message.js';
import { LDAP_RESULT, renderResultCode } from './ldap-result-code.js';
import { quoteText } from './peer-text.js';
import type { Preparation, PreparationContext, ProtocolModule } from './protocol-module.js';

/** LDAP with the StartTLS extended operation (RFC 4511 4.14, RFC 4513 3). */
export const ldap: ProtocolModule = { tls: 'starttls', prepare: startTls, farewell: LDAP_FAREWELL };

const MESSAGE_ID = 1;

const START_TLS: Question<LdapAnswer> = {
  stage: 'starttls',
  say: encodeExtendedRequest(MESSAGE_ID, START_TLS_OID),
  answer: 'response to StartTLS',
  accept: decodeAnswer,
  maxBytes: MAX_MESSAGE_BYTES,
};

async function startTls(connection: Connection, context: PreparationContext): Promise<Preparation> {
  const answered = await ask(connection, START_TLS, context);
  if (!answered.ok) return answered;
  if (answered.value.kind === 'violation') {
    return failed(answered.value.code, `The server's response to StartTLS ${answered.value.detail}`);
  }
  const { response } = answered.value;
  const refusal = judge(response);
  if (refusal === undefined) {
    const injectedBytes = connection.bufferedBytes;
    return injectedBytes > 0 ? { ok: true, injectedBytes } : { ok: true };
  }
  if (response.messageId === MESSAGE_ID) connection.write(LDAP_FAREWELL);
  return { ok: false, failure: refusal };
}

function judge(response: ExtendedResponse): Failure | undefined {
  const { messageId, responseName, resultCode } = response;
  if (messageId === 0 && responseName === NOTICE_OF_DISCONNECTION_OID) {
    return failure('starttls', 'refused', `The server ends the session: ${renderResult(response)}`);
  }
  if (messageId !== MESSAGE_ID) {
    return failure(
      'starttls',
      'unexpected-reply',
      `The server answered message ${messageId}, which was not sent`,
    );
  }
  switch (resultCode) {
    case LDAP_RESULT.success:
      if (responseName === undefined || responseName === START_TLS_OID) return undefined;
      return failure(
        'starttls',
        'unexpected-reply',
        `The server answered another operation than StartTLS: ${quoteText(responseName)}`,
      );
    // RFC 4511 4.14.2: how a server says that it does not do TLS.
    case LDAP_RESULT.protocolError:
      return failure('starttls', 'not-offered', `The server does not offer TLS: ${renderResult(response)}`);
    default:
      return failure('starttls', 'refused', `The server refuses StartTLS: ${renderResult(response)}`);
  }
}

function renderResult({ resultCode, diagnosticMessage }: ExtendedResponse): string {
  const code = renderResultCode(resultCode);
  return diagnosticMessage === '' ? code : `${code}, ${quoteText(diagnosticMessage)}`;
}

function failed(code: FailureCode<'starttls'>, message: string): Preparation {
  return { ok: false, failure: failure('starttls', code, message) };
}
