import type { ServerFlight } from 'tls-scanner-lite';
import {
  failure,
  FAILURE_CODES,
  type Attempt,
  type Completion,
  type Endpoint,
  type Evidence,
  type Failure,
  type OfferName,
  type Outcome,
  type PresentedChain,
  type Stage,
} from '../../src/model/index.js';
import { chain, type Changes } from './certificate-kit.js';

export interface EvidenceToMake {
  /** See `attempt`. */
  readonly attempts: readonly string[];
  readonly certificates?: Changes;
  readonly endpoint?: Partial<Endpoint>;
  /** What the last attempt's flight has besides. */
  readonly flight?: Partial<ServerFlight>;
  /** What the last attempt has besides. */
  readonly last?: Partial<Attempt>;
  readonly waitsForHello?: boolean;
}

/** Evidence from one line for each attempt. */
export function evidence(wanted: EvidenceToMake): Evidence {
  const made = wanted.attempts.map((line) => attempt(line, wanted.certificates));
  const last = made.at(-1);
  if (last && (wanted.flight ?? wanted.last)) {
    const flight = { warnings: [], ...last.attempt.flight, ...wanted.flight };
    last.attempt = { ...last.attempt, flight, ...wanted.last };
  }
  return {
    endpoint: { ...ENDPOINT, ...wanted.endpoint },
    attempts: made.map(({ attempt }) => attempt),
    chains: made.flatMap(({ attempt, certificates }): PresentedChain[] =>
      certificates.length > 0 ? [{ attempt, certificates }] : [],
    ),
    ...(wanted.waitsForHello !== undefined && { waitsForHello: wanted.waitsForHello }),
  };
}

/**
 * An attempt from a line: `offer: what came`, or `offer by node-tls: what came`, and behind it the words of a chain
 * where one was presented. What came:
 * - `accepted`; by node-tls also `halted`: accepted on the wire, but our library would not go on
 * - `alert 40`, `closed`, `reset`, `timeout`: refused; the last three are a failure once a chain was presented
 * - `TLSv1`, `TLSv1.1`: refused by a ServerHello of that version
 * - `handshake/malformed`, `connect/refused`, ...: failed
 * - `not-made`
 */
function attempt(
  line: string,
  changes: Changes | undefined,
): { attempt: Attempt; certificates: PresentedChain['certificates'] } {
  const match =
    /^(?<offer>[\w.-]+?)(?<tls> by node-tls)?: (?<what>alert \d+|[\w./-]+)(?: (?<chain>.+))?$/.exec(
      line,
    )?.groups;
  const what = match?.['what'];
  if (!match || !what) throw new Error(`${line} is no attempt`);
  const offer = match['offer'] as OfferName;
  const certificates = match['chain'] ? chain(match['chain'], changes) : [];
  const outcome = outcomeOf(what, certificates.length > 0);
  const flight = flightOf(what, offer, certificates);
  const completion = match['tls'] && completionOf(what, offer, certificates);
  return {
    certificates,
    attempt: {
      offer,
      madeBy: match['tls'] ? 'node-tls' : 'raw',
      outcome,
      durationMs: 5,
      spokeTls: flight.serverHello !== undefined || what.startsWith('alert'),
      flight,
      ...(completion && { completion }),
    },
  };
}

function outcomeOf(what: string, withChain: boolean): Outcome {
  if (what === 'accepted' || what === 'halted') return { kind: 'accepted' };
  if (what === 'not-made') return { kind: 'not-made', reason: 'no time left after 60 s' };
  if (what.startsWith('TLSv')) return { kind: 'refused', how: 'version' };
  if (what.startsWith('alert ')) {
    return { kind: 'refused', how: 'alert', alert: { level: 2, description: Number(what.slice(6)) } };
  }
  if (what === 'closed' || what === 'reset' || what === 'timeout') {
    return withChain
      ? { kind: 'failed', failure: failed(`handshake/${what}`) }
      : { kind: 'refused', how: what };
  }
  return { kind: 'failed', failure: failed(what) };
}

function failed(what: string): Failure {
  const [stage, code] = what.split('/');
  if (!stage || !code || !(stage in FAILURE_CODES)) throw new Error(`${what} is no outcome`);
  return failure(stage as Stage, code as Failure['code'], `This is ${what}`);
}

const VERSIONS: Readonly<Record<string, number>> = {
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'tls1.1': 0x0302,
  'tls1.0': 0x0301,
  'tls1.0-bare': 0x0301,
};

function flightOf(
  what: string,
  offer: OfferName,
  certificates: PresentedChain['certificates'],
): ServerFlight {
  const isAnswered = certificates.length > 0 || what === 'accepted' || what.startsWith('TLSv');
  if (!isAnswered) return { warnings: [] };
  return {
    warnings: [],
    serverHello: {
      version: VERSIONS[what] ?? VERSIONS[offer] ?? 0x0303,
      random: new Uint8Array(32),
      sessionId: new Uint8Array(0),
      cipherSuite: offer === 'tls1.3' ? 0x1301 : 0x002f,
      compressionMethod: 0,
      extensions: offer === 'tls1.3' ? [{ type: 43, data: Uint8Array.of(3, 4) }] : undefined,
    },
    // TLS 1.3 encrypts them.
    ...(certificates.length > 0 &&
      offer !== 'tls1.3' && { certificateList: certificates.map(({ der }) => der) }),
  };
}

function completionOf(
  what: string,
  offer: OfferName,
  certificates: PresentedChain['certificates'],
): Completion | undefined {
  if (what === 'halted') return { kind: 'not-completed', failure: failed('handshake/local') };
  if (what !== 'accepted') return undefined;
  return offer === 'tls1.3'
    ? { kind: 'completed', decryptedChain: certificates.map(({ der }) => der) }
    : { kind: 'completed' };
}

const ENDPOINT: Endpoint = {
  written: 'smtp://mx.example.com',
  service: 'receiving',
  host: 'mx.example.com',
  ip: '192.0.2.1',
  port: 25,
  protocol: 'smtp',
};
