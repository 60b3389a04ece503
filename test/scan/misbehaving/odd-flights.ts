import { HANDSHAKE_TYPE, VERSION } from 'tls-scanner-lite';
import {
  CERTIFICATE_REQUEST,
  fatal,
  flight,
  handshake,
  messages,
  nodeTls,
  records,
  signedFlight,
  upTo,
  warning,
} from './answers.js';
import { each, IMPATIENT, REFUSED_UNKNOWN, type Behaviour, type Behaviours } from './behaviour.js';
import {
  CLEAN,
  CLEAN_PEM,
  DUPLICATE,
  GARBAGE_LEAF,
  LONG,
  MD5_INSIDE_ALONE,
  MD5_LEAF,
  MD5_PEM,
  MD5_ROOT,
  MD5_SELF_SIGNED,
  REVERSED,
  SHA1_LEAF,
  SHA1_PEM,
  TOO_MANY,
  UNKNOWN_SIGNATURE,
  UNPARSED_MD5_LEAF,
  UNPARSED_SHA_LEAF,
  VERY_LONG,
  VERY_LONG_MD5,
} from './chains.js';

/** The flight of a server that closes when the client goes on. */
function accepting(bytes: Uint8Array): Pick<Behaviour, 'answers' | 'thenMeets'> {
  return { answers: { others: [bytes, 'hear', 'fin'] }, thenMeets: 'handshake/closed' };
}

const OK = { is: 'ok none', shows: 'sha-only' } as const;
const MD5_SERVED = { is: 'md5-served critical', finds: ['md5-served 0'], shows: 'sha-only' } as const;

/** Flights that come in an odd form and are right. */
const FORMS: Behaviours = each(
  [
    ['clean chain', CLEAN, OK],
    ['MD5 leaf', MD5_LEAF, MD5_SERVED],
  ] as const,
  ([what, chain, judgement]) => ({
    [`${what}, as it should be`]: { ...accepting(flight({ chain })), ...judgement },
    [`${what} in one write a byte`]: {
      answers: { others: [{ bytewise: flight({ chain }) }, 'hear', 'fin'] },
      thenMeets: 'handshake/closed',
      ...judgement,
    },
    [`${what} in one record a byte`]: {
      ...accepting(records(Buffer.concat(messages({ chain })), VERSION['TLSv1.2'], 1)),
      ...judgement,
    },
    [`${what} in one record`]: {
      ...accepting(records(Buffer.concat(messages({ chain })))),
      ...judgement,
    },
    [`${what} in records of version 3.0`]: {
      ...accepting(records(Buffer.concat(messages({ chain })), VERSION.SSLv3)),
      ...judgement,
    },
    [`${what} behind a warning`]: {
      ...accepting(Buffer.concat([warning(112), flight({ chain })])),
      ...judgement,
    },
    [`${what} behind a HelloRequest`]: {
      ...accepting(Buffer.concat([handshake(HANDSHAKE_TYPE.hello_request), flight({ chain })])),
      ...judgement,
    },
    [`${what}, and a RST when we say goodbye`]: {
      answers: { others: [flight({ chain }), 'hear', 'rst'] },
      thenMeets: 'handshake/reset',
      ...judgement,
    },
    [`${what}, and a FIN at once`]: {
      answers: { others: [flight({ chain }), 'fin'] },
      thenMeets: 'handshake/closed',
      ...judgement,
    },
    [`${what}, and an alert when we go on`]: {
      answers: { others: [flight({ chain }), 'hear', fatal(80), 'fin'] },
      ...judgement,
    },
  }),
);

/** What no client may accept, so it is no acceptance; the certificates are there all the same. */
const VIOLATIONS: Behaviours = each(
  [
    ['a suite that was not offered', flightWith({ cipherSuite: 0x0001 }), 'handshake/malformed'],
    ['the signalling suite', flightWith({ cipherSuite: 0x00ff }), 'handshake/malformed'],
    [
      'an extension that was not offered',
      flightWith({ extensions: [{ type: 16, data: new Uint8Array(0) }] }),
      'handshake/malformed',
    ],
    ['compression', flightWith({ compressionMethod: 1 }), 'handshake/malformed'],
    [
      'no ServerHelloDone but a ticket',
      (chain: readonly Uint8Array[]) =>
        Buffer.concat([upTo('certificate', { chain }), handshake(4, Buffer.alloc(10))]),
      'handshake/unexpected-message',
    ],
    [
      'a second Certificate',
      (chain: readonly Uint8Array[]) =>
        Buffer.concat([
          upTo('certificate', { chain }),
          upTo('certificate', { chain }).subarray(upTo('hello', { chain }).length),
        ]),
      'handshake/unexpected-message',
    ],
    [
      'a ServerHelloDone with a body',
      (chain: readonly Uint8Array[]) =>
        Buffer.concat([upTo('certificate', { chain }), handshake(14, Buffer.alloc(1))]),
      'handshake/malformed',
    ],
    [
      'application data behind the Certificate',
      (chain: readonly Uint8Array[]) =>
        Buffer.concat([upTo('certificate', { chain }), Buffer.from('1703030003616263', 'hex')]),
      'handshake/unexpected-message',
    ],
  ] as const,
  ([what, make, error]) => ({
    [`${what}, clean chain`]: {
      answers: { others: [make(CLEAN)] },
      is: 'inconclusive unknown',
      shows: 'sha-only',
      error,
    },
    [`${what}, MD5 leaf`]: {
      answers: { others: [make(MD5_LEAF)] },
      ...MD5_SERVED,
      error,
    },
  }),
);

/** The same where no certificate was seen. */
const DEAD_ENDS: Behaviours = {
  ...each(
    [
      ['a version above the one offered', flight({ chain: CLEAN, version: 0x0304 }), 'malformed'],
      [
        'TLS 1.3 in answer to TLS 1.2',
        flight({ chain: CLEAN, extensions: [{ type: 43, data: Uint8Array.of(3, 4) }] }),
        'malformed',
      ],
      [
        'two ServerHellos',
        Buffer.concat([upTo('hello', { chain: [] }), flight({ chain: CLEAN })]),
        'unexpected-message',
      ],
      ['a ticket before ServerHello', handshake(4, Buffer.alloc(10)), 'unexpected-message'],
      ['Certificate before ServerHello', flight({ chain: CLEAN }).subarray(47), 'unexpected-message'],
      ['a message of 16 MB', Buffer.from('160303000402fffff0', 'hex'), 'too-large'],
      ['a record of 64 kB', Buffer.from('160303ffff0200', 'hex'), 'malformed'],
      ['a chain of 129 certificates', flight({ chain: TOO_MANY }), 'too-large'],
      ['records without end', Buffer.from('1603030000'.repeat(100), 'hex'), 'too-large'],
      ['an alert of level 0', Buffer.from('15030300020028', 'hex'), 'malformed'],
    ] as const,
    ([what, bytes, code]) => ({
      [`every hello is answered with ${what}`]: {
        answers: { others: [bytes] },
        is: 'inconclusive unknown',
        error: `handshake/${code}`,
      },
      [`SHA-only is answered with ${what}, TLS 1.1 with an MD5 leaf`]: {
        answers: {
          others: [bytes],
          'tls1.1': [flight({ chain: MD5_LEAF, version: VERSION['TLSv1.1'] })],
        },
        is: 'md5-blocked critical',
        finds: ['md5-blocked 0'],
        shows: 'tls1.1',
      },
    }),
  ),
  'every hello is answered with an empty list of certificates': {
    answers: { others: [flight({ chain: [] })] },
    is: 'inconclusive unknown',
    error: 'certificate/empty',
  },
};

const CHAINS: Behaviours = {
  'an MD5 leaf that is self-signed': {
    ...accepting(flight({ chain: MD5_SELF_SIGNED })),
    is: 'md5-served critical',
    finds: ['md5-served 0', 'self-signed 0'],
    shows: 'sha-only',
  },
  'an MD5 root': {
    ...accepting(flight({ chain: MD5_ROOT })),
    is: 'flawed medium',
    finds: ['md5-signed-root 2'],
    shows: 'sha-only',
  },
  'MD5 by the inner signature algorithm alone': {
    ...accepting(flight({ chain: MD5_INSIDE_ALONE })),
    ...MD5_SERVED,
  },
  'a leaf that is garbage': {
    ...accepting(flight({ chain: GARBAGE_LEAF })),
    is: 'inconclusive unknown',
    finds: ['certificate-unparsed 0'],
    shows: 'sha-only',
    error: 'certificate/malformed',
  },
  'a leaf that cannot be parsed, with the OID of MD5': {
    answers: { others: [flight({ chain: UNPARSED_MD5_LEAF })] },
    thenMeets: 'handshake/local',
    is: 'md5-served critical',
    finds: ['md5-served 0', 'certificate-unparsed 0'],
    shows: 'sha-only',
  },
  'a leaf that cannot be parsed, with the OID of SHA-256': {
    answers: { others: [flight({ chain: UNPARSED_SHA_LEAF })] },
    thenMeets: 'handshake/local',
    is: 'flawed medium',
    finds: ['certificate-unparsed 0'],
    shows: 'sha-only',
  },
  'a leaf with a signature algorithm that nobody knows': {
    ...accepting(flight({ chain: UNKNOWN_SIGNATURE })),
    is: 'inconclusive unknown',
    shows: 'sha-only',
    error: 'certificate/malformed',
  },
  'SHA-only refused, and a leaf that is garbage shown to TLS 1.1': {
    answers: {
      others: [fatal(40), 'fin'],
      'tls1.1': [flight({ chain: GARBAGE_LEAF, version: VERSION['TLSv1.1'] })],
    },
    is: 'refused high',
    finds: ['refused', 'certificate-unparsed 0'],
    shows: 'tls1.1',
  },
  'a certificate twice': {
    ...accepting(flight({ chain: DUPLICATE })),
    is: 'flawed low',
    finds: ['chain-duplicate 1'],
    shows: 'sha-only',
  },
  'a chain that begins with the root': {
    ...accepting(flight({ chain: REVERSED })),
    is: 'flawed medium',
    finds: ['self-signed 0', 'chain-order 1'],
    shows: 'sha-only',
  },
  'a chain of 40 kB': {
    ...accepting(flight({ chain: LONG })),
    is: 'flawed low',
    finds: ['chain-order 1'],
    shows: 'sha-only',
  },
  'a chain of 200 kB': {
    answers: { others: [flight({ chain: VERY_LONG })] },
    is: 'flawed low',
    finds: ['chain-order 1'],
    shows: 'sha-only',
  },
  'a chain of 200 kB with an MD5 leaf': {
    answers: { others: [flight({ chain: VERY_LONG_MD5 })] },
    is: 'md5-served critical',
    finds: ['md5-served 0', 'chain-order 1'],
    shows: 'sha-only',
  },
};

const HANDSHAKES: Behaviours = {
  'TLS 1.2 that wants a client certificate': {
    answers: { others: [nodeTls(CLEAN_PEM, { maxVersion: 'TLSv1.2', requestCert: true })] },
    is: 'flawed low',
    finds: ['client-certificate-requested'],
    shows: 'sha-only',
  },
  'TLS 1.2 that wants a client certificate, MD5 leaf': {
    answers: { others: [nodeTls(MD5_PEM, { maxVersion: 'TLSv1.2', requestCert: true })] },
    is: 'md5-served critical',
    finds: ['md5-served 0', 'client-certificate-requested'],
    shows: 'sha-only',
  },
  'an alert behind the request for a client certificate': {
    answers: {
      others: [
        upTo('certificate', { chain: CLEAN }),
        records(CERTIFICATE_REQUEST),
        handshake(14),
        'hear',
        fatal(40),
        'fin',
      ],
    },
    is: 'flawed low',
    finds: ['client-certificate-requested'],
    shows: 'sha-only',
  },
  'a second certificate, MD5-signed, for whoever permits it': {
    options: { thorough: true },
    answers: {
      others: [flight({ chain: CLEAN }), 'hear', 'fin'],
      'md5-permitted': [flight({ chain: MD5_LEAF })],
    },
    thenMeets: 'handshake/closed',
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'md5-permitted',
  },
  'the same without --thorough': {
    answers: {
      others: [flight({ chain: CLEAN }), 'hear', 'fin'],
      'md5-permitted': [flight({ chain: MD5_LEAF })],
    },
    thenMeets: 'handshake/closed',
    ...OK,
  },
  'no second certificate': {
    options: { thorough: true },
    ...accepting(flight({ chain: CLEAN })),
    ...OK,
  },
  '--thorough refused where MD5 is permitted': {
    options: { thorough: true },
    answers: { others: [flight({ chain: CLEAN }), 'hear', 'fin'], 'md5-permitted': [fatal(40), 'fin'] },
    thenMeets: 'handshake/closed',
    ...OK,
  },
  'a key exchange signed with SHA-1': {
    answers: { others: [signedFlight(0x0201, CLEAN)] },
    thenMeets: 'handshake/local',
    is: 'flawed low',
    finds: ['sha1-key-exchange'],
    shows: 'sha-only',
  },
  'a SHA-1 leaf': {
    ...accepting(flight({ chain: SHA1_LEAF })),
    is: 'sha1-signed medium',
    finds: ['sha1-signed 0'],
    shows: 'sha-only',
  },
  'rfc9155: a SHA-1 leaf, served': {
    options: { profile: 'rfc9155' },
    answers: { others: [nodeTls(SHA1_PEM, { maxVersion: 'TLSv1.2' })] },
    is: 'sha1-signed medium',
    finds: ['sha1-signed 0'],
    shows: 'sha-only',
  },
  'rfc9155: a SHA-1 leaf shown to TLS 1.1 only': {
    options: { profile: 'rfc9155' },
    answers: {
      others: [fatal(40), 'fin'],
      'tls1.1': [flight({ chain: SHA1_LEAF, version: VERSION['TLSv1.1'] })],
    },
    is: 'refused high',
    finds: ['refused', 'sha1-signed 0'],
    shows: 'tls1.1',
  },
  'rfc9155: a key exchange signed with SHA-1 all the same': {
    options: { profile: 'rfc9155' },
    answers: { others: [signedFlight(0x0201, CLEAN)] },
    thenMeets: 'handshake/local',
    is: 'flawed low',
    finds: ['sha1-key-exchange'],
    shows: 'sha-only',
  },
  'a drip of a good flight, too slow': {
    options: IMPATIENT,
    answers: { others: [{ drip: flight({ chain: MD5_LEAF }), everyMs: 50 }] },
    ...REFUSED_UNKNOWN,
  },
};

export const ODD_FLIGHTS: Behaviours = { ...FORMS, ...VIOLATIONS, ...DEAD_ENDS, ...CHAINS, ...HANDSHAKES };

function flightWith(hello: object): (chain: readonly Uint8Array[]) => Uint8Array {
  return (chain) => flight({ chain, ...hello });
}
