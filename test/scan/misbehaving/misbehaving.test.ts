import t from 'tap';
import type { Depth, EndpointReport } from '../../../src/model/index.js';
import { scan } from '../../../src/index.js';
import { probeEndpoint, probeSettings } from '../../../src/scan/index.js';
import { endpointOf, targetOf } from '../peer.js';
import { flight } from './answers.js';
import type { Behaviour, Behaviours, Judgement } from './behaviour.js';
import { MD5_LEAF } from './chains.js';
import { startMisbehaving } from './misbehaving-server.js';
import { ODD_CONNECTIONS } from './odd-connections.js';
import { ODD_DIALOGUES } from './odd-dialogues.js';
import { ODD_FLIGHTS } from './odd-flights.js';
import { REFUSING_SERVERS } from './refusing-servers.js';

const TABLES: Readonly<Record<string, Behaviours>> = {
  'servers that refuse': REFUSING_SERVERS,
  'odd flights': ODD_FLIGHTS,
  'odd connections': ODD_CONNECTIONS,
  'odd dialogues': ODD_DIALOGUES,
};

/** Long enough never to run out where the server answers. */
const PATIENT_MS = 20_000;
/** Most of them wait; and a busy machine must not run into the limits of the short ones. */
const AT_ONCE = 12;

for (const [title, behaviours] of Object.entries(TABLES)) {
  t.test(title, { jobs: AT_ONCE }, (t) => {
    for (const [behaviour, told] of Object.entries(behaviours)) {
      t.test(`${behaviour}: ${told.is}`, { buffered: true }, async (t) => {
        for (const depth of ['hello', 'full'] as const) {
          const { host = '127.0.0.1' } = told;
          const { port } = await startMisbehaving(t, told, host);
          const record = await probe(told, host, port, depth);
          t.same(judgementOf(record), expected(told, depth), `${depth}\n${explain(record)}`);
          t.notMatch(JSON.stringify(record), /"internal"|\bat .*\.[jt]s:\d+/, 'no fault of ours');
          const limitMs = 6 * (told.options?.timeoutMs ?? PATIENT_MS) + SLACK_MS;
          t.ok(record.duration_ms < limitMs, `${record.duration_ms} ms`);
        }
      });
    }
    t.end();
  });
}

t.test('of a name with two addresses one may be closed', async (t) => {
  const { port } = await startMisbehaving(t, { answers: { others: [flight({ chain: MD5_LEAF })] } });
  const target = { ...targetOf(port), host: 'mx.example.com' };
  const lookup = (): Promise<{ address: string }[]> =>
    Promise.resolve([{ address: '127.0.0.2' }, { address: '127.0.0.1' }]);
  const said: string[] = [];
  for await (const { ip, verdict, error } of scan([target], { handshake: 'hello', lookup }))
    said.push(`${ip ?? ''} ${verdict} ${error?.code ?? ''}`);
  t.same(said.sort(), ['127.0.0.1 md5-served ', '127.0.0.2 inconclusive refused']);
});

/** For the control connection, the goodbye and a busy machine. */
const SLACK_MS = 3000;

function probe(
  { protocol, options }: Behaviour,
  host: string,
  port: number,
  handshake: Depth,
): Promise<EndpointReport> {
  const endpoint = { ...endpointOf(port, protocol), host, ip: host };
  return probeEndpoint(endpoint, probeSettings({ timeoutMs: PATIENT_MS, ...options, handshake }));
}

function judgementOf({ verdict, severity, findings, chain_offer, error }: EndpointReport): Judgement {
  return {
    is: `${verdict} ${severity}`,
    finds: findings.map(({ id, certificate }) =>
      certificate === undefined ? id : (`${id} ${certificate}` as const),
    ),
    ...(chain_offer && { shows: chain_offer }),
    ...(error && { error: `${error.stage}/${error.code}` }),
  };
}

function expected(told: Behaviour, depth: Depth): Judgement {
  const { is, finds = [], shows, error } = (depth === 'hello' ? told.atHello : undefined) ?? told;
  const met = error ?? (depth === 'full' ? told.thenMeets : undefined);
  return { is, finds, ...(shows && { shows }), ...(met !== undefined && { error: met }) };
}

/** For whoever reads a failure. */
function explain({ attempts, findings, error }: EndpointReport): string {
  const tried = attempts.map(
    ({ offer, made_by, outcome, reason }) => `${offer} by ${made_by}: ${outcome} ${reason ?? ''}`,
  );
  return [...tried, ...findings.map(({ message }) => message), error?.message ?? ''].join('\n');
}
