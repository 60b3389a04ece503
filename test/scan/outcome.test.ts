import t from 'tap';
import type { FlightEnd, FlightResult, ServerFlight, TlsExchangeResult } from 'tls-scanner-lite';
import type { OfferName } from '../../src/model/index.js';
import { endFailure, judgeFlight, judgeTlsExchange, toCompletion } from '../../src/scan/outcome.js';

const ALERT = { kind: 'alert', alert: { level: 2, description: 40 } } as const;
const VIOLATION = { kind: 'violation', code: 'malformed', message: 'it is malformed' } as const;
const DONE = { kind: 'server-hello-done' } as const;

function hello(version: number): Pick<ServerFlight, 'serverHello'> {
  const random = new Uint8Array(32);
  const sessionId = new Uint8Array(0);
  return {
    serverHello: {
      version,
      random,
      sessionId,
      cipherSuite: 0x2f,
      compressionMethod: 0,
      extensions: undefined,
    },
  };
}

const CHAIN = { certificateList: [Uint8Array.of(0x30, 0)] };

function result(end: FlightEnd, flight: Partial<ServerFlight> = {}): FlightResult {
  return { flight: { warnings: [], ...flight }, end, spokeTls: true };
}

/** What came, how it ended, and what that is: `kind`, and `how` or the failure's stage and code. */
const OUTCOMES: readonly [
  offer: OfferName,
  flight: Partial<ServerFlight>,
  end: FlightEnd,
  outcome: string,
][] = [
  ['sha-only', { ...hello(0x0303), ...CHAIN }, DONE, 'accepted'],
  ['tls1.1', { ...hello(0x0302), ...CHAIN }, DONE, 'accepted'],
  ['tls1.0-bare', { ...hello(0x0301), ...CHAIN }, DONE, 'accepted'],
  ['tls1.3', hello(0x0304), { kind: 'tls1.3' }, 'accepted'],
  ['sha-only', { ...hello(0x0303), certificateList: [] }, DONE, 'failed certificate/empty'],
  ['sha-only', hello(0x0303), DONE, 'failed certificate/empty'],
  ['sha-only', {}, ALERT, 'refused alert'],
  ['sha-only', {}, { kind: 'alert', alert: { level: 1, description: 0 } }, 'refused alert'],
  ['sha-only', hello(0x0303), ALERT, 'refused alert'],
  ['sha-only', { ...hello(0x0303), ...CHAIN }, ALERT, 'refused alert'],
  ['sha-only', {}, { kind: 'closed' }, 'refused closed'],
  ['sha-only', {}, { kind: 'reset' }, 'refused reset'],
  ['sha-only', {}, { kind: 'timeout' }, 'refused timeout'],
  ['sha-only', hello(0x0303), { kind: 'reset' }, 'refused reset'],
  ['sha-only', { ...hello(0x0303), ...CHAIN }, { kind: 'closed' }, 'failed handshake/closed'],
  ['sha-only', { ...hello(0x0303), ...CHAIN }, { kind: 'reset' }, 'failed handshake/reset'],
  ['sha-only', { ...hello(0x0303), ...CHAIN }, { kind: 'timeout' }, 'failed handshake/timeout'],
  ['sha-only', {}, { kind: 'aborted' }, 'failed handshake/aborted'],
  ['sha-only', { ...hello(0x0303), ...CHAIN }, { kind: 'aborted' }, 'failed handshake/aborted'],
  ['sha-only', {}, VIOLATION, 'failed handshake/malformed'],
  ['sha-only', hello(0x0301), VIOLATION, 'failed handshake/malformed'],
  ['sha-only', {}, { ...VIOLATION, code: 'not-tls' }, 'failed handshake/not-tls'],
  ['sha-only', {}, { ...VIOLATION, code: 'too-large' }, 'failed handshake/too-large'],
  ['sha-only', {}, { ...VIOLATION, code: 'unexpected-message' }, 'failed handshake/unexpected-message'],
  ['sha-only', { ...hello(0x0301), ...CHAIN }, DONE, 'refused version'],
  ['md5-permitted', { ...hello(0x0302), ...CHAIN }, DONE, 'refused version'],
  ['tls1.1', { ...hello(0x0301), ...CHAIN }, DONE, 'refused version'],
  ['tls1.3', { ...hello(0x0303), ...CHAIN }, DONE, 'refused version'],
  ['sha-only', hello(0x0301), { kind: 'timeout' }, 'refused version'],
  ['sha-only', hello(0x0301), { kind: 'closed' }, 'refused version'],
  ['sha-only', hello(0x0301), ALERT, 'refused version'],
  ['sha-only', hello(0x0301), { kind: 'aborted' }, 'refused version'],
];

t.test('a flight is judged by what came and how it ended', async (t) => {
  for (const [offer, flight, end, expected] of OUTCOMES) {
    const outcome = judgeFlight(result(end, flight), offer);
    const parts = Object.keys(flight).join(', ') || 'nothing';
    t.equal(outline(outcome), expected, `${offer}, ${parts}, ${end.kind}: ${expected}`);
  }
});

t.test('an alert is kept, with a lower version, too', async (t) => {
  t.match(judgeFlight(result(ALERT), 'sha-only'), { alert: ALERT.alert });
  t.match(judgeFlight(result(ALERT, hello(0x0301)), 'sha-only'), { how: 'version', alert: ALERT.alert });
});

t.test(
  'where our own library stopped the wire decides if it shows acceptance or a lower version',
  async (t) => {
    const local = { kind: 'local', message: 'dh key too small' } as const;
    const judge = (end: FlightEnd, flight: Partial<ServerFlight> = {}): string =>
      outline(judgeTlsExchange({ ...result(end, flight), handshake: local }, 'sha-only'));
    t.equal(judge(DONE, { ...hello(0x0303), ...CHAIN }), 'accepted');
    t.equal(judge({ kind: 'closed' }, hello(0x0301)), 'refused version');
    t.equal(judge({ kind: 'closed' }), 'failed handshake/local');
    t.equal(judge({ kind: 'closed' }, { ...hello(0x0303), ...CHAIN }), 'failed handshake/local');
    t.equal(
      judge({ ...VIOLATION, code: 'not-tls' }),
      'failed handshake/not-tls',
      'what is not TLS is not our fault',
    );
    t.equal(judge(ALERT), 'refused alert', 'an alert of the peer is its answer');
  },
);

t.test('what became of a handshake that was accepted is told', async (t) => {
  const complete = (handshake: TlsExchangeResult['handshake']): unknown =>
    toCompletion({ ...result(DONE, { ...hello(0x0303), ...CHAIN }), handshake });
  t.same(complete({ kind: 'completed' }), { kind: 'completed' });
  t.match(complete({ kind: 'local', message: 'dh key too small' }), {
    kind: 'not-completed',
    failure: { stage: 'handshake', code: 'local', message: /dh key too small/ },
  });
  t.same(complete({ kind: 'ended', end: ALERT }), { kind: 'not-completed', alert: ALERT.alert });
  t.match(complete({ kind: 'ended', end: { kind: 'reset' } }), {
    kind: 'not-completed',
    failure: { stage: 'handshake', code: 'reset' },
  });
  t.match(complete({ kind: 'ended', end: { kind: 'aborted' } }), { failure: { code: 'aborted' } });
});

t.test('every end has a failure with a sentence', async (t) => {
  const ends: FlightEnd[] = [
    VIOLATION,
    { kind: 'closed' },
    { kind: 'reset' },
    { kind: 'timeout' },
    { kind: 'aborted' },
  ];
  for (const end of ends) {
    const { stage, code, message } = endFailure(end);
    t.equal(stage, 'handshake');
    t.equal(code, end.kind === 'violation' ? end.code : end.kind);
    t.ok(message.length > 10);
  }
  t.match(endFailure(DONE), { code: 'internal' });
});

function outline(outcome: ReturnType<typeof judgeFlight>): string {
  switch (outcome.kind) {
    case 'refused':
      return `refused ${outcome.how}`;
    case 'failed':
      return `failed ${outcome.failure.stage}/${outcome.failure.code}`;
    default:
      return outcome.kind;
  }
}
