import { isIP } from 'node:net';
import { exchangeRaw, exchangeTls, type ExchangeOptions, type Offer } from 'tls-scanner-lite';
import {
  failure,
  type Attempt,
  type Endpoint,
  type Failure,
  type Profile,
  type StopSignal,
} from '../model/index.js';
import { connect, type Released } from '../net/index.js';
import { PROTOCOL_MODULES, type Preparation, type ProtocolModule } from '../protocols/index.js';
import type { Rung } from './ladder.js';
import { judgeFlight, judgeTlsExchange, toCompletion } from './outcome.js';

/** What is the same for every attempt of an endpoint. */
export interface AttemptContext {
  readonly profile: Profile;
  readonly ehloName: string;
  readonly sourceAddress?: string | undefined;
  readonly signal?: StopSignal | undefined;
  /** The limit for a stage that begins now, in milliseconds; it shrinks towards the endpoint's deadline. */
  readonly stageTimeoutMs: (stage: 'dialogue' | 'handshake') => number;
}

/** One connection, one offer; the connection is closed when this returns. */
export async function makeAttempt(endpoint: Endpoint, rung: Rung, context: AttemptContext): Promise<Attempt> {
  const started = performance.now();
  const finish = (rest: Pick<Attempt, 'outcome' | 'spokeTls'> & Partial<Attempt>): Attempt => ({
    offer: rung.offer,
    madeBy: rung.madeBy,
    durationMs: performance.now() - started,
    ...rest,
  });
  const connected = await connect({
    ip: endpoint.ip,
    port: endpoint.port,
    timeoutMs: context.stageTimeoutMs('dialogue'),
    signal: context.signal,
    sourceAddress: context.sourceAddress,
  });
  if (!connected.ok) return finish(failedWith(connected.failure));
  const { connection } = connected;
  try {
    const module = PROTOCOL_MODULES[endpoint.protocol];
    const preparation = await module.prepare(connection, {
      ehloName: endpoint.ehloName ?? context.ehloName,
      // Asked for each reply anew: it shrinks towards the endpoint's deadline.
      get timeoutMs() {
        return context.stageTimeoutMs('dialogue');
      },
      signal: context.signal,
    });
    const before = dialogueFacts(preparation);
    if (!preparation.ok) return finish({ ...failedWith(preparation.failure), ...before });
    const made = await shakeHands(connection.release(), endpoint, rung, module, context);
    return finish({ ...made, ...before });
  } finally {
    connection.close();
  }
}

type Handshake = Pick<Attempt, 'outcome' | 'spokeTls' | 'flight' | 'completion'>;

async function shakeHands(
  released: Released,
  endpoint: Endpoint,
  rung: Rung,
  module: ProtocolModule,
  context: AttemptContext,
): Promise<Handshake> {
  if (released.ended) return { outcome: { kind: 'refused', how: released.ended }, spokeTls: false };
  const serverName = serverNameOf(endpoint);
  const offer: Offer = {
    name: rung.offer,
    profile: context.profile,
    ...(serverName !== undefined && { serverName }),
  };
  const options: ExchangeOptions = {
    offer,
    timeoutMs: context.stageTimeoutMs('handshake'),
    signal: context.signal,
  };
  if (rung.madeBy === 'raw') {
    const result = await exchangeRaw(released.socket, options);
    return { outcome: judgeFlight(result, rung.offer), spokeTls: result.spokeTls, flight: result.flight };
  }
  const result = await exchangeTls(released.socket, { ...options, farewell: module.farewell });
  const outcome = judgeTlsExchange(result, rung.offer);
  return {
    outcome,
    spokeTls: result.spokeTls,
    flight: result.flight,
    ...(outcome.kind === 'accepted' && { completion: toCompletion(result) }),
  };
}

/** RFC 6066 3: a name, never an address, and without the trailing dot. */
function serverNameOf({ sni, host }: Endpoint): string | undefined {
  const name = sni ?? (isIP(host.replace(/%.*$/, '')) === 0 ? host : false);
  return name === false ? undefined : name.replace(/\.$/, '');
}

function dialogueFacts(preparation: Preparation): Partial<Attempt> {
  return {
    ...(preparation.greeting !== undefined && { greeting: preparation.greeting }),
    ...(preparation.ok &&
      preparation.injectedBytes !== undefined && { injectedBytes: preparation.injectedBytes }),
  };
}

function failedWith(reason: Failure): Pick<Attempt, 'outcome' | 'spokeTls'> {
  return { outcome: { kind: 'failed', failure: reason }, spokeTls: false };
}

/**
 * The control to a peer that answers every hello with a bare close: whether it keeps a connection open on which
 * nothing is said. It does for `waitMs`: then the hello is what it closes on.
 */
export async function waitsForHello(
  endpoint: Endpoint,
  waitMs: number,
  context: AttemptContext,
): Promise<boolean> {
  const connected = await connect({
    ip: endpoint.ip,
    port: endpoint.port,
    timeoutMs: context.stageTimeoutMs('dialogue'),
    signal: context.signal,
    sourceAddress: context.sourceAddress,
  });
  if (!connected.ok) return false;
  const heard = await connected.connection.read(
    (bytes) => ({ value: bytes.length, consumed: bytes.length }),
    {
      maxBytes: 1,
      timeoutMs: waitMs,
      signal: context.signal,
    },
  );
  connected.connection.close();
  return !heard.ok && heard.how === 'timeout';
}

/** An attempt that the endpoint's deadline left no time for. */
export function notMade(rung: Rung, reason: string): Attempt {
  return {
    offer: rung.offer,
    madeBy: rung.madeBy,
    outcome: { kind: 'not-made', reason },
    durationMs: 0,
    spokeTls: false,
  };
}

export function abortedAttempt(rung: Rung): Attempt {
  return {
    offer: rung.offer,
    madeBy: rung.madeBy,
    ...failedWith(failure('handshake', 'aborted', 'The scan was stopped')),
    durationMs: 0,
  };
}
