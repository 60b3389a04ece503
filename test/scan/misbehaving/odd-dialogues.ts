import { encodeElement } from '../../../src/protocols/ber.js';
import { encodeResponse, ACTIVE_DIRECTORY_RESPONSE } from '../../protocols/ldap-response.js';
import { fatal, flight, SILENCE, text } from './answers.js';
import { each, IMPATIENT, type Behaviour, type Behaviours } from './behaviour.js';
import { CLEAN, MD5_LEAF } from './chains.js';

type Dialogue = NonNullable<Behaviour['dialogue']>;
type Row = readonly [what: string, dialogue: Dialogue, error?: string];

const MD5_SERVED = {
  answers: { others: [flight({ chain: MD5_LEAF }), 'hear', 'fin'] },
  is: 'md5-served critical',
  finds: ['md5-served 0'],
  shows: 'sha-only',
  thenMeets: 'handshake/closed',
} as const satisfies Behaviour;

const GOOD_SMTP: readonly Row[] = [
  ['a greeting without text', { greeting: [text('220\r\n')] }],
  ['a blank host', { greeting: [text('220  ESMTP\r\n')] }],
  ['a greeting of many lines', { greeting: [text('220-mx\r\n220-wait\r\n'), text('220 go\r\n')] }],
  ['a greeting byte by byte', { greeting: [{ bytewise: text('220-mx\r\n220 ESMTP\r\n') }] }],
  ['bare LFs', { greeting: [text('220-mx\n220 ESMTP\n')] }],
  ['NUL and 8-bit text', { greeting: [text('220 mx \0\xff\xfe\x1b[2J ESMTP\r\n')] }],
  ['a banner code of its own', { greeting: [text('250 mx.example.com ready\r\n')] }],
  ['STARTTLS in lower case', { EHLO: [text('250-mx\r\n250-starttls\r\n250 HELP\r\n')] }],
  ['STARTTLS in the last line', { EHLO: [text('250-mx\r\n250-PIPELINING\r\n250 STARTTLS\r\n')] }],
  ['a reply to STARTTLS without text', { STARTTLS: [text('220\r\n')] }],
  ['a reply to STARTTLS of two lines', { STARTTLS: [text('220-go\r\n'), text('220 ahead\r\n')] }],
];

const BAD_SMTP: readonly Row[] = [
  ['no greeting', { greeting: SILENCE }, 'greeting/timeout'],
  ['a greeting that ends in a CR alone', { greeting: [text('220 mx\r')] }, 'greeting/timeout'],
  ['220 and a FIN', { greeting: [text('220 mx\r\n'), 'fin'] }, 'greeting/closed'],
  ['half a greeting and a FIN', { greeting: [text('220 m'), 'fin'] }, 'greeting/closed'],
  ['half a greeting and a RST', { greeting: [text('220 m'), 'rst'] }, 'greeting/reset'],
  ['421 as greeting', { greeting: [text('421 busy\r\n'), 'fin'] }, 'greeting/service-unavailable'],
  ['421 to EHLO', { EHLO: [text('421 busy\r\n'), 'fin'] }, 'greeting/service-unavailable'],
  ['421 to STARTTLS', { STARTTLS: [text('421 busy\r\n'), 'fin'] }, 'starttls/refused'],
  ['450 as greeting', { greeting: [text('450 later\r\n')] }, 'greeting/unexpected-reply'],
  ['554 as greeting', { greeting: [text('554 poor reputation\r\n')] }, 'greeting/rejected'],
  ['521 as greeting', { greeting: [text('521 no mail here\r\n'), 'fin'] }, 'greeting/rejected'],
  ['554 to EHLO', { EHLO: [text('554 no\r\n')] }, 'greeting/rejected'],
  ['502 to EHLO', { EHLO: [text('502 what?\r\n')] }, 'greeting/rejected'],
  ['silence to EHLO', { EHLO: SILENCE }, 'greeting/timeout'],
  ['no STARTTLS', { EHLO: [text('250-mx\r\n250 HELP\r\n')] }, 'starttls/not-offered'],
  ['XSTARTTLS', { EHLO: [text('250-mx\r\n250-XSTARTTLS\r\n250 NOSTARTTLS\r\n')] }, 'starttls/not-offered'],
  ['454 to STARTTLS', { STARTTLS: [text('454 TLS not available\r\n')] }, 'starttls/refused'],
  ['502 to STARTTLS', { STARTTLS: [text('502 no\r\n')] }, 'starttls/refused'],
  ['554 to STARTTLS', { STARTTLS: [text('554 no\r\n')] }, 'starttls/refused'],
  ['354 to STARTTLS', { STARTTLS: [text('354 go\r\n')] }, 'starttls/unexpected-reply'],
  ['silence to STARTTLS', { STARTTLS: SILENCE }, 'starttls/timeout'],
  ['a FIN to STARTTLS', { STARTTLS: ['fin'] }, 'starttls/closed'],
  [
    'EHLO of 10,000 lines',
    { EHLO: [text('250-X\r\n'.repeat(10_000) + '250 STARTTLS\r\n')] },
    'greeting/too-large',
  ],
  ['a line of 1 MB', { greeting: [text(`220 ${'x'.repeat(1_000_000)}\r\n`)] }, 'greeting/too-large'],
  ['two codes in one reply', { EHLO: [text('250-mx\r\n220 STARTTLS\r\n')] }, 'greeting/unexpected-reply'],
  ['SSH', { greeting: [text('SSH-2.0-OpenSSH_9.2\r\n')] }, 'greeting/unexpected-reply'],
  ['a TLS alert', { greeting: [fatal(10)] }, 'greeting/unexpected-reply'],
  [
    'replies before they are asked for',
    { greeting: [text('220 mx\r\n250 STARTTLS\r\n220 go\r\n')] },
    'greeting/unexpected-reply',
  ],
];

const GOOD_LDAP: readonly Row[] = [
  ['a response as of Active Directory', { StartTLS: [ACTIVE_DIRECTORY_RESPONSE] }],
  ['a response byte by byte', { StartTLS: [{ bytewise: encodeResponse() }] }],
  ['an element that nobody knows', { StartTLS: [encodeResponse({ more: Buffer.from('8b0161', 'hex') })] }],
];

const BAD_LDAP: readonly Row[] = [
  ['a wrong message id', { StartTLS: [encodeResponse({ messageId: 7 })] }, 'starttls/unexpected-reply'],
  ['result 1', { StartTLS: [encodeResponse({ resultCode: 1 })] }, 'starttls/refused'],
  ['result 2', { StartTLS: [encodeResponse({ resultCode: 2 })] }, 'starttls/not-offered'],
  ['result 52', { StartTLS: [encodeResponse({ resultCode: 52 })] }, 'starttls/refused'],
  ['result 53', { StartTLS: [encodeResponse({ resultCode: 53 })] }, 'starttls/refused'],
  [
    'a referral',
    {
      StartTLS: [
        encodeResponse({
          resultCode: 10,
          more: encodeElement(0xa3, encodeElement(0x04, text('ldap://other'))),
        }),
      ],
    },
    'starttls/refused',
  ],
  [
    'a notice of disconnection',
    {
      StartTLS: [
        encodeResponse({ messageId: 0, resultCode: 52, responseName: '1.3.6.1.4.1.1466.20036' }),
        'fin',
      ],
    },
    'starttls/refused',
  ],
  [
    'another operation',
    { StartTLS: [encodeResponse({ responseName: '1.2.3' })] },
    'starttls/unexpected-reply',
  ],
  [
    'a bind response',
    { StartTLS: [Buffer.from('300c02010161070a010004000400', 'hex')] },
    'starttls/unexpected-reply',
  ],
  ['an indefinite length', { StartTLS: [Buffer.from('3080020101', 'hex')] }, 'starttls/unexpected-reply'],
  ['a message of 4 GB', { StartTLS: [Buffer.from('3084ffffffff020101', 'hex')] }, 'starttls/too-large'],
  ['garbage', { StartTLS: [Buffer.alloc(100, 0xee)] }, 'starttls/unexpected-reply'],
  ['HTTP', { StartTLS: [text('HTTP/1.1 400 Bad Request\r\n\r\n')] }, 'starttls/unexpected-reply'],
  ['an alert', { StartTLS: [fatal(10)] }, 'starttls/unexpected-reply'],
  ['silence', { StartTLS: SILENCE }, 'starttls/timeout'],
  ['a FIN', { StartTLS: ['fin'] }, 'starttls/closed'],
  ['half a response and a FIN', { StartTLS: [encodeResponse().subarray(0, 7), 'fin'] }, 'starttls/closed'],
];

/** Data behind the reply that begins TLS, and what comes then. */
const INJECTIONS: Behaviours = each(
  [
    ['smtp', { STARTTLS: [text('220 go ahead\r\nRSET\r\n')] }],
    ['ldap', { StartTLS: [Buffer.concat([encodeResponse(), encodeResponse({ messageId: 2 })])] }],
  ] as const,
  ([protocol, dialogue]) => ({
    [`${protocol}: injected data, then a clean chain`]: {
      protocol,
      dialogue,
      answers: { others: [flight({ chain: CLEAN }), 'hear', 'fin'] },
      is: 'flawed high',
      finds: ['starttls-injection'],
      shows: 'sha-only',
      thenMeets: 'handshake/closed',
    },
    [`${protocol}: injected data, then an MD5 leaf`]: {
      protocol,
      dialogue,
      ...MD5_SERVED,
      finds: ['md5-served 0', 'starttls-injection'],
    },
    [`${protocol}: injected data, then silence`]: {
      options: IMPATIENT,
      protocol,
      dialogue,
      is: 'inconclusive unknown',
      finds: ['starttls-injection'],
      error: 'handshake/timeout',
    },
  }),
);

/** The dialogue is as it should be, and then TLS does not begin. */
const NO_TLS: Behaviours = each(
  [
    ['smtp', 'STARTTLS', text('220 go ahead\r\n')],
    ['ldap', 'StartTLS', encodeResponse()],
  ] as const,
  ([protocol, step, reply]) => ({
    [`${protocol}: TLS never begins`]: {
      options: IMPATIENT,
      protocol,
      is: 'inconclusive unknown',
      error: 'handshake/timeout',
    },
    [`${protocol}: plaintext instead of TLS`]: {
      protocol,
      answers: { others: [text('500 what?\r\n')] },
      is: 'inconclusive unknown',
      error: 'handshake/not-tls',
    },
    [`${protocol}: a FIN behind the reply`]: {
      protocol,
      dialogue: { [step]: [reply, 'fin'] },
      is: 'inconclusive unknown',
      error: 'handshake/closed',
    },
    [`${protocol}: a RST behind the reply`]: {
      protocol,
      dialogue: { [step]: [reply, 'rst'] },
      is: 'inconclusive unknown',
      error: 'handshake/reset',
    },
    [`${protocol}: a FIN for every hello`]: {
      protocol,
      answers: { others: ['fin'] },
      is: 'refused high',
      finds: ['refused'],
    },
  }),
);

export const ODD_DIALOGUES: Behaviours = {
  ...rows('smtp', GOOD_SMTP),
  ...rows('smtp', BAD_SMTP),
  ...rows('ldap', GOOD_LDAP),
  ...rows('ldap', BAD_LDAP),
  ...INJECTIONS,
  ...NO_TLS,
};

/** Rows with an error end there; the others reach TLS and its MD5 leaf. */
function rows(protocol: 'smtp' | 'ldap', table: readonly Row[]): Behaviours {
  return each(table, ([what, dialogue, error]) => ({
    [`${protocol}: ${what}`]:
      error === undefined
        ? { protocol, dialogue, ...MD5_SERVED }
        : {
            protocol,
            dialogue,
            ...(error.endsWith('timeout') && { options: IMPATIENT }),
            is: 'inconclusive unknown',
            error,
          },
  }));
}
