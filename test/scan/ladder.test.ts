import t from 'tap';
import { nextRung, type LadderOptions, type Rung } from '../../src/scan/index.js';
import type { Attempt } from '../../src/model/index.js';
import { evidence } from '../diagnosis/evidence-kit.js';

/** What a server answers: to a kind of offer (`sha-only by node-tls`), or else to the offer by its name, in turns. */
type Server = Readonly<Record<string, string | readonly string[]>>;

interface LadderCase {
  readonly server: Server;
  readonly hello: readonly string[];
  readonly full: readonly string[];
  readonly thorough?: boolean;
}

const MX = 'accepted mx:md5';
const EVERYTHING_RAW = ['sha-only', 'md5-permitted', 'tls1.1', 'tls1.0', 'tls1.0-bare', 'tls1.3'];
const EVERYTHING_FULL = ['sha-only by node-tls', ...EVERYTHING_RAW.slice(0, 5), 'tls1.3 by node-tls'];
const FULL = 'sha-only by node-tls';

/** The connections that are made to each kind of server. LAB.md's first table, and how peers misbehave. */
const LADDERS: Readonly<Record<string, LadderCase>> = {
  'a server that serves MD5 to SHA-only': {
    server: { 'sha-only': MX },
    hello: ['sha-only'],
    full: [FULL],
  },
  'strict OpenSSL': {
    server: { 'sha-only': 'alert 40', 'md5-permitted': 'alert 40', 'tls1.1': MX },
    hello: ['sha-only', 'md5-permitted', 'tls1.1'],
    full: [FULL, 'sha-only', 'md5-permitted', 'tls1.1'],
  },
  'strict OpenSSL with TLS 1.2 only': {
    server: {
      'sha-only': 'alert 40',
      'md5-permitted': 'alert 40',
      'tls1.1': 'alert 70',
      'tls1.0': 'alert 70',
      'tls1.0-bare': 'alert 70',
      'tls1.3': 'alert 70',
    },
    hello: EVERYTHING_RAW,
    full: EVERYTHING_FULL,
  },
  'Java that allows MD5': {
    server: { 'sha-only': 'closed', 'md5-permitted': MX },
    hello: ['sha-only', 'md5-permitted'],
    full: [FULL, 'sha-only', 'md5-permitted'],
  },
  'Java with the defaults of its JDK': {
    server: Object.fromEntries(EVERYTHING_RAW.map((offer) => [offer, 'closed'])),
    hello: EVERYTHING_RAW,
    full: EVERYTHING_FULL,
  },
  'a server with old suites that node:tls lacks': {
    server: { [FULL]: 'alert 40', 'sha-only': 'accepted mx:sha256' },
    hello: ['sha-only'],
    full: [FULL, 'sha-only'],
  },
  'a server of TLS 1.0 that answers with its own version': {
    server: { [FULL]: 'TLSv1', 'sha-only': 'TLSv1 mx:md5' },
    hello: ['sha-only'],
    full: [FULL, 'sha-only'],
  },
  'a server that answers with its own version and leaves': {
    server: { 'sha-only': 'TLSv1', 'md5-permitted': 'TLSv1', 'tls1.1': 'TLSv1', 'tls1.0': MX },
    hello: ['sha-only', 'md5-permitted', 'tls1.1', 'tls1.0'],
    full: [FULL, 'sha-only', 'md5-permitted', 'tls1.1', 'tls1.0'],
  },
  'a server of TLS 1.3 only': {
    server: {
      'sha-only': 'alert 70',
      'md5-permitted': 'alert 70',
      'tls1.1': 'alert 70',
      'tls1.0': 'alert 70',
      'tls1.0-bare': 'alert 70',
      'tls1.3': 'accepted',
      'tls1.3 by node-tls': 'accepted mx:sha256',
    },
    hello: EVERYTHING_RAW,
    full: EVERYTHING_FULL,
  },
  'a server that is silent': {
    server: Object.fromEntries(EVERYTHING_RAW.map((offer) => [offer, 'timeout'])),
    hello: EVERYTHING_RAW,
    full: EVERYTHING_FULL,
  },
  'a server that resets after its certificate': {
    server: { 'sha-only': 'reset mx:md5' },
    hello: ['sha-only'],
    full: [FULL, 'sha-only'],
  },
  'a server whose tiny DH group node:tls does not take': {
    server: { [FULL]: 'halted mx:sha256', 'sha-only': 'accepted mx:sha256' },
    hello: ['sha-only'],
    full: [FULL],
  },
  'a server that says what no TLS client may accept': {
    server: { 'sha-only': 'handshake/malformed', 'md5-permitted': 'handshake/malformed', 'tls1.1': MX },
    hello: ['sha-only', 'md5-permitted', 'tls1.1'],
    full: [FULL, 'sha-only', 'md5-permitted', 'tls1.1'],
  },
  'what is not TLS': {
    server: { 'sha-only': 'handshake/not-tls' },
    hello: ['sha-only'],
    full: [FULL],
  },
  'a closed port': {
    server: { 'sha-only': 'connect/refused' },
    hello: ['sha-only'],
    full: [FULL],
  },
  'a mail server that is full at once': {
    server: { 'sha-only': 'greeting/service-unavailable' },
    hello: ['sha-only'],
    full: [FULL],
  },
  'a mail server that offers no STARTTLS': {
    server: { 'sha-only': 'starttls/not-offered' },
    hello: ['sha-only'],
    full: [FULL],
  },
  'a mail server that is full for a moment': {
    server: {
      'sha-only': 'alert 40',
      'md5-permitted': ['greeting/service-unavailable', 'alert 40'],
      'tls1.1': ['greeting/service-unavailable', MX],
    },
    hello: ['sha-only', 'md5-permitted', 'md5-permitted again', 'tls1.1', 'tls1.1 again'],
    full: [FULL, 'sha-only', 'md5-permitted', 'md5-permitted again', 'tls1.1', 'tls1.1 again'],
  },
  'a mail server that stays full': {
    server: { 'sha-only': 'alert 40', 'md5-permitted': 'greeting/service-unavailable' },
    hello: ['sha-only', 'md5-permitted', 'md5-permitted again'],
    full: [FULL, 'sha-only', 'md5-permitted', 'md5-permitted again'],
  },
  'a mail server that is full after the hello of node:tls': {
    server: { [FULL]: 'alert 40', 'sha-only': ['greeting/service-unavailable', MX] },
    hello: ['sha-only'],
    full: [FULL, 'sha-only', 'sha-only again'],
  },
  'a server that loses the first connection, by chance or not': {
    server: { [FULL]: 'reset', 'sha-only': ['reset', MX], 'md5-permitted': MX },
    hello: ['sha-only', 'md5-permitted', 'sha-only again'],
    full: [FULL, 'sha-only', 'md5-permitted'],
  },
  'a server that resets TLS 1.2': {
    server: { 'sha-only': 'reset', 'md5-permitted': 'reset', 'tls1.1': MX },
    hello: ['sha-only', 'md5-permitted', 'tls1.1'],
    full: [FULL, 'sha-only', 'md5-permitted', 'tls1.1'],
  },
  'a server that loses every second connection': {
    server: { 'sha-only': 'alert 40', 'md5-permitted': ['reset', 'alert 40'], 'tls1.1': ['closed', MX] },
    hello: ['sha-only', 'md5-permitted', 'md5-permitted again', 'tls1.1', 'tls1.1 again'],
    full: [FULL, 'sha-only', 'md5-permitted', 'md5-permitted again', 'tls1.1', 'tls1.1 again'],
  },
  'a scan that is stopped at once': {
    server: { 'sha-only': 'handshake/aborted' },
    hello: ['sha-only'],
    full: [FULL],
  },
  'a scan that is stopped in the middle': {
    server: { 'sha-only': 'alert 40', 'md5-permitted': 'connect/aborted' },
    hello: ['sha-only', 'md5-permitted'],
    full: [FULL, 'sha-only', 'md5-permitted'],
  },
  'an endpoint whose time is over': {
    server: { 'sha-only': 'timeout', 'md5-permitted': 'not-made' },
    hello: ['sha-only', 'md5-permitted'],
    full: [FULL, 'sha-only', 'md5-permitted'],
  },
  'a server with one good certificate, thoroughly': {
    server: { 'sha-only': 'accepted mx:sha256', 'md5-permitted': 'accepted mx:sha256' },
    thorough: true,
    hello: ['sha-only', 'md5-permitted'],
    full: [FULL, 'md5-permitted'],
  },
  'a server that refuses whoever permits MD5, thoroughly': {
    server: { 'sha-only': 'accepted mx:sha256', 'md5-permitted': 'alert 40' },
    thorough: true,
    hello: ['sha-only', 'md5-permitted'],
    full: [FULL, 'md5-permitted'],
  },
  'strict OpenSSL, thoroughly': {
    server: { 'sha-only': 'alert 40', 'md5-permitted': 'alert 40', 'tls1.1': MX },
    thorough: true,
    hello: ['sha-only', 'md5-permitted', 'tls1.1'],
    full: [FULL, 'sha-only', 'md5-permitted', 'tls1.1'],
  },
};

t.test('the connections that are made to a server are these, in this order', async (t) => {
  for (const [title, { server, hello, full, thorough = false }] of Object.entries(LADDERS)) {
    t.same(climb(server, { depth: 'hello', thorough }), hello, `${title}, at hello depth`);
    t.same(climb(server, { depth: 'full', thorough }), full, `${title}, at full depth`);
  }
});

t.test('an offer is repeated after a pause, and only then', async (t) => {
  const lines = ['sha-only: alert 40', 'md5-permitted: greeting/service-unavailable'];
  const again = nextRung(evidence({ attempts: lines }).attempts, { depth: 'hello', thorough: false });
  t.equal(again?.offer, 'md5-permitted');
  t.ok((again?.pauseMs ?? 0) >= 500);
  const first = nextRung([], { depth: 'hello', thorough: false });
  t.equal(first?.pauseMs, undefined);
});

t.test('the ladder ends, whatever the answers are', async (t) => {
  const answers = [
    'alert 40',
    'timeout',
    'reset',
    'greeting/service-unavailable',
    'TLSv1',
    'handshake/local',
  ];
  for (const first of answers) {
    for (const second of answers) {
      const server = Object.fromEntries(
        EVERYTHING_RAW.map((offer) => [offer, [first, second, first, second]]),
      );
      for (const depth of ['hello', 'full'] as const) {
        const made = climb(server, { depth, thorough: true });
        t.ok(made.length <= 13, `${first}, ${second}: ${made.length}`);
      }
    }
  }
});

function climb(server: Server, options: LadderOptions): string[] {
  const made: string[] = [];
  const attempts: Attempt[] = [];
  for (let rung = nextRung(attempts, options); rung; rung = nextRung(attempts, options)) {
    const name = nameOf(rung);
    made.push(rung.pauseMs === undefined ? name : `${name} again`);
    attempts.push(...evidence({ attempts: [`${name}: ${answer(server, rung, attempts)}`] }).attempts);
    if (made.length > 20) throw new Error(`no end: ${made.join(', ')}`);
  }
  return made;
}

function nameOf({ offer, madeBy }: Rung): string {
  return madeBy === 'node-tls' ? `${offer} by node-tls` : offer;
}

function answer(server: Server, rung: Rung, attempts: readonly Attempt[]): string {
  const answers = server[nameOf(rung)] ?? server[rung.offer];
  if (answers === undefined) throw new Error(`${nameOf(rung)} was not to be made`);
  if (typeof answers === 'string') return answers;
  const before = attempts.filter(
    ({ offer, madeBy }) => offer === rung.offer && madeBy === rung.madeBy,
  ).length;
  return answers[before] ?? answers.at(-1) ?? 'not-made';
}
