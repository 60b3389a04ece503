import { networkInterfaces } from 'node:os';
import { VERSION } from 'tls-scanner-lite';
import { fatal, flight, SILENCE, text, type Answer } from './answers.js';
import { each, IMPATIENT, type Behaviour, type Behaviours } from './behaviour.js';
import { CLEAN, MD5_LEAF } from './chains.js';

const NOT_TLS = { is: 'inconclusive unknown', error: 'handshake/not-tls' } as const;
const CLOSED = { is: 'inconclusive unknown', error: 'handshake/closed' } as const;

/** The AsyncOS fault, shown to the fourth offer: each of the first three needs its connection. */
const STRICT: Pick<Behaviour, 'answers' | 'is' | 'finds' | 'shows'> = {
  answers: {
    others: [fatal(40), 'fin'],
    'tls1.0': [flight({ chain: MD5_LEAF, version: VERSION.TLSv1 }), 'hear', 'fin'],
  },
  is: 'md5-blocked critical',
  finds: ['md5-blocked 0'],
  shows: 'tls1.0',
};

/** What is said at once, and what is said to a hello. */
const STRANGERS: Behaviours = each(
  [
    ['HTTP', text('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html>')],
    ['SSH', text('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')],
    ['SMTP', text('220 mx.example.com ESMTP\r\n')],
    ['LDAP', Buffer.from('3022020100781d0a0102', 'hex')],
    ['an error of SSLv2', Buffer.from('8003000001', 'hex')],
    ['junk', Buffer.alloc(2000, 0xee)],
    ['NULs', Buffer.alloc(16)],
    ['an escape sequence', text('\x1b[2J\x1b]0;owned\x07')],
  ] as const,
  ([what, bytes]) => ({
    [`${what} at once`]: { onConnect: () => [bytes], ...NOT_TLS },
    [`${what} and a FIN at once`]: { onConnect: () => [bytes, 'fin'], ...NOT_TLS },
    [`${what} for every hello`]: { answers: { others: [bytes, 'fin'] }, ...NOT_TLS },
  }),
);

const ENDS: Behaviours = {
  'closed at once': { options: IMPATIENT, onConnect: () => ['fin'], ...CLOSED },
  'reset at once': {
    onConnect: () => ['rst'],
    is: 'inconclusive unknown',
    error: 'handshake/reset',
  },
  'silent from the start': {
    options: IMPATIENT,
    onConnect: () => SILENCE,
    is: 'inconclusive unknown',
    error: 'handshake/timeout',
  },
  'a byte of a record each 150 ms, for ever': {
    options: IMPATIENT,
    onConnect: () => [{ drip: Buffer.from('1603030fff02', 'hex'), everyMs: 150 }],
    is: 'inconclusive unknown',
    error: 'handshake/timeout',
  },
  'a byte of a banner each 100 ms, for ever': {
    options: IMPATIENT,
    protocol: 'smtp',
    onConnect: () => [{ drip: text('220-'), everyMs: 100 }],
    is: 'inconclusive unknown',
    error: 'greeting/timeout',
  },
};

/** The verdict is right where another try would get it. */
const LIMITS: Behaviours = {
  'one connection at a time, a RST for others': {
    onConnect: ({ others }) => (others > 0 ? ['rst'] : undefined),
    ...STRICT,
  },
  'one connection at a time, a FIN for others': {
    onConnect: ({ others }) => (others > 0 ? ['fin'] : undefined),
    ...STRICT,
  },
  'one connection at a time, held open by whoever refuses': {
    onConnect: ({ others }) => (others > 0 ? ['rst'] : undefined),
    ...STRICT,
    answers: { ...STRICT.answers, others: [fatal(40)] },
  },
  'one SMTP connection at a time, 421 for others': {
    protocol: 'smtp',
    onConnect: ({ others }) => (others > 0 ? [text('421 too many connections\r\n'), 'fin'] : undefined),
    ...STRICT,
  },
  'every second SMTP connection gets 421': {
    protocol: 'smtp',
    onConnect: everySecond([text('421 #4.4.5 Too many connections from your host.\r\n'), 'fin']),
    ...STRICT,
  },
  'every second SMTP connection is closed': { protocol: 'smtp', onConnect: everySecond(['fin']), ...STRICT },
  'every second SMTP connection is reset': { protocol: 'smtp', onConnect: everySecond(['rst']), ...STRICT },
  'every second connection is reset, clean chain': {
    onConnect: everySecond(['rst']),
    answers: { others: [flight({ chain: CLEAN }), 'hear', 'fin'] },
    is: 'ok none',
    shows: 'sha-only',
    thenMeets: 'handshake/closed',
  },
  'every second connection is reset': { onConnect: everySecond(['rst']), ...STRICT },
  'every second connection is closed': { onConnect: everySecond(['fin']), ...STRICT },
  'the first connection is reset, clean chain': {
    onConnect: ({ nth }) => (nth === 0 ? ['rst'] : undefined),
    answers: { others: [flight({ chain: CLEAN }), 'hear', 'fin'] },
    is: 'ok none',
    shows: 'sha-only',
  },
  'the first connection is reset, MD5 leaf': {
    onConnect: ({ nth }) => (nth === 0 ? ['rst'] : undefined),
    answers: { others: [flight({ chain: MD5_LEAF }), 'hear', 'fin'] },
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
  },
};

const hasIpv6 = Object.values(networkInterfaces()).some((ones) =>
  ones?.some(({ address }) => address === '::1'),
);

const IPV6: Behaviours = hasIpv6
  ? {
      'an MD5 leaf on IPv6': {
        host: '::1',
        answers: { others: [flight({ chain: MD5_LEAF }), 'hear', 'fin'] },
        is: 'md5-served critical',
        finds: ['md5-served 0'],
        shows: 'sha-only',
        thenMeets: 'handshake/closed',
      },
    }
  : {};

export const ODD_CONNECTIONS: Behaviours = { ...STRANGERS, ...ENDS, ...LIMITS, ...IPV6 };

function everySecond(answer: Answer): NonNullable<Behaviour['onConnect']> {
  return ({ nth }) => (nth % 2 === 1 ? answer : undefined);
}
