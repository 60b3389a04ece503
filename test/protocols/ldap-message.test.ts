import fc from 'fast-check';
import t from 'tap';
import {
  decodeAnswer,
  encodeExtendedRequest,
  encodeUnbindRequest,
  MAX_MESSAGE_BYTES,
  START_TLS_OID,
} from '../../src/protocols/ldap-message.js';
import { encodeElement } from '../../src/protocols/ber.js';
import { everyByte, feed } from './feed.js';
import { ACTIVE_DIRECTORY_RESPONSE, encodeResponse } from './ldap-response.js';

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

t.test('the StartTLS request and the unbind request are what other clients send', async (t) => {
  t.equal(
    Buffer.from(encodeExtendedRequest(1, START_TLS_OID)).toString('hex'),
    hex('301d 020101 7718 8016').toString('hex') + Buffer.from(START_TLS_OID).toString('hex'),
  );
  t.same(Buffer.from(encodeUnbindRequest(2)), hex('3005 020102 4200'));
});

const plain = { messageId: 1, resultCode: 0, diagnosticMessage: '' };

const RESPONSES = [
  { bytes: hex('300c 020101 7807 0a0100 0400 0400'), response: plain },
  { bytes: ACTIVE_DIRECTORY_RESPONSE, response: { ...plain, responseName: START_TLS_OID } },
  {
    bytes: encodeResponse({ resultCode: 2, diagnosticMessage: 'unsupported extended operation' }),
    response: { messageId: 1, resultCode: 2, diagnosticMessage: 'unsupported extended operation' },
  },
  // A referral, controls behind the operation, and elements that nobody knows yet.
  {
    bytes: hex('3015 020101 780e 0a010a 0400 0400 a305 0403616263 a000'),
    response: { ...plain, resultCode: 10 },
  },
  { bytes: encodeResponse({ more: encodeElement(0x8f, hex('00')) }), response: plain },
  // More than 127 bytes, so the long form.
  {
    bytes: encodeResponse({ diagnosticMessage: 'x'.repeat(300) }),
    response: { ...plain, diagnosticMessage: 'x'.repeat(300) },
  },
];

t.test('a response is the same whole, in two pieces and byte by byte', async (t) => {
  for (const { bytes, response } of RESPONSES) {
    const expected = { value: { kind: 'response', response }, consumed: bytes.length };
    t.same(decodeAnswer(bytes), expected);
    t.same(feed(decodeAnswer, bytes, everyByte(bytes)), expected);
    for (const cut of everyByte(bytes)) t.same(feed(decodeAnswer, bytes, [cut]), expected);
    t.same(decodeAnswer(Buffer.concat([bytes, hex('160301')])), expected, 'what comes behind is left');
  }
});

t.test('every prefix of a response is incomplete, not wrong', async (t) => {
  for (const { bytes } of RESPONSES) {
    for (let end = 0; end < bytes.length; end++) t.equal(decodeAnswer(bytes.subarray(0, end)), undefined);
  }
});

t.test('what is no response to an extended operation is told without waiting for more', async (t) => {
  const wrong: readonly [Uint8Array, RegExp][] = [
    [Buffer.from('H'), /not LDAP: "H"/],
    [Buffer.from('220 mx.example.com ESMTP\r\n'), /not LDAP: "220 mx/],
    [hex('1503030002022f'), /TLS record/],
    [hex('3080'), /indefinite/],
    [hex('308500'), /length of 5 bytes/],
    [hex('300c 04'), /not LDAP/],
    [hex('300c 020101 6107 0a0100 0400 0400'), /no extended response \(its tag is 97\)/],
    [hex('3003 020101'), /tag is missing/],
    [hex('3004 0200 7800'), /messageID of 0 bytes/],
    [hex('300a 020101 7805 0a0100 0400'), /no diagnosticMessage/],
    [hex('300c 020101 7808 0a0100 0400 0400'), /protocolOp that ends too late/],
    [hex('300c 020101 7807 0a0100 0400 0401'), /diagnosticMessage that ends too late/],
    [hex('300c 020101 7807 020100 0400 0400'), /no resultCode/],
  ];
  for (const [bytes, detail] of wrong) {
    t.match(decodeAnswer(bytes), {
      value: { kind: 'violation', code: 'unexpected-reply', detail },
      consumed: 0,
    });
  }
});

t.test('a message over its cap is refused by its header', async (t) => {
  t.match(decodeAnswer(hex('30840000fffa02')), undefined);
  t.match(decodeAnswer(hex('30840000fffb02')), {
    value: { kind: 'violation', code: 'too-large', detail: `is a message of ${MAX_MESSAGE_BYTES + 1} bytes` },
  });
});

t.test('any bytes give an answer or none, never an error', async () => {
  const noise = fc.uint8Array({ maxLength: 60 });
  fc.assert(fc.property(noise, (bytes) => void decodeAnswer(bytes)));
  fc.assert(
    fc.property(fc.constantFrom(...RESPONSES), fc.nat(), fc.nat(255), ({ bytes }, at, value) => {
      const broken = Uint8Array.from(bytes);
      broken[at % broken.length] = value;
      decodeAnswer(broken);
    }),
  );
});
