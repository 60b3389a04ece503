import t, { type Test } from 'tap';
import { PROTOCOL_MODULES, type Preparation } from '../../src/protocols/index.js';
import {
  encodeExtendedRequest,
  LDAP_FAREWELL,
  NOTICE_OF_DISCONNECTION_OID,
  START_TLS_OID,
} from '../../src/protocols/ldap-message.js';
import { connectTo, startScript } from '../net/scripted-server.js';
import { encodeResponse, type ResponseParts } from './ldap-response.js';

const REQUEST = encodeExtendedRequest(1, START_TLS_OID);

async function startTls(
  t: Pick<Test, 'teardown'>,
  parts: ResponseParts,
): Promise<{ result: Preparation; unbound: boolean }> {
  const server = await startScript(t, [{ expect: REQUEST }, { send: encodeResponse(parts) }]);
  const connection = await connectTo(t, server);
  const result = await PROTOCOL_MODULES.ldap.prepare(connection, { ehloName: 'x', timeoutMs: 60_000 });
  connection.close();
  return { result, unbound: (await server.heard).subarray(REQUEST.length).equals(LDAP_FAREWELL) };
}

t.test('success begins TLS, without a goodbye', async (t) => {
  for (const parts of [
    {},
    { responseName: START_TLS_OID },
    { diagnosticMessage: 'Start TLS request accepted.' },
  ]) {
    t.same(await startTls(t, parts), { result: { ok: true }, unbound: false });
  }
});

t.test('a server without TLS says protocolError', async (t) => {
  t.same(await startTls(t, { resultCode: 2, diagnosticMessage: 'unsupported extended operation' }), {
    result: {
      ok: false,
      failure: {
        stage: 'starttls',
        code: 'not-offered',
        message: 'The server does not offer TLS: 2 protocolError, "unsupported extended operation"',
      },
    },
    unbound: true,
  });
});

t.test('every other result is a refusal, with its name and what the server says of it', async (t) => {
  const results: readonly [ResponseParts, string][] = [
    [
      { resultCode: 52, diagnosticMessage: 'Error initializing SSL/TLS' },
      '52 unavailable, "Error initializing SSL/TLS"',
    ],
    [{ resultCode: 53 }, '53 unwillingToPerform'],
    [{ resultCode: 1, diagnosticMessage: 'TLS already started' }, '1 operationsError, "TLS already started"'],
    [{ resultCode: 10 }, '10 referral'],
    [{ resultCode: 99 }, '99'],
  ];
  for (const [parts, said] of results) {
    t.same(await startTls(t, parts), {
      result: {
        ok: false,
        failure: { stage: 'starttls', code: 'refused', message: `The server refuses StartTLS: ${said}` },
      },
      unbound: true,
    });
  }
});

t.test('a notice of disconnection is a refusal, and no goodbye follows', async (t) => {
  const notice = { messageId: 0, resultCode: 52, responseName: NOTICE_OF_DISCONNECTION_OID };
  t.match(await startTls(t, notice), {
    result: { failure: { stage: 'starttls', code: 'refused', message: /ends the session: 52 unavailable$/ } },
    unbound: false,
  });
});

t.test('a response to another message or another operation is not believed', async (t) => {
  for (const parts of [{ messageId: 2 }, { messageId: 0 }, { responseName: '1.3.6.1.4.1.4203.1.11.3' }]) {
    const { result } = await startTls(t, parts);
    t.match(result, { ok: false, failure: { stage: 'starttls', code: 'unexpected-reply' } });
  }
});
