import { isIP, type Socket } from 'node:net';
import { exchangeRaw, exchangeTls, type ExchangeOptions } from 'tls-scanner-lite';
import {
  failure,
  type Attempt,
  type Endpoint,
  type OfferName,
  type Outcome,
  type Profile,
  type StopSignal,
} from '../model/index.js';
import { connect, type Connection, type ConnectResult } from '../net/index.js';
import { PROTOCOL_MODULES, type Preparation } from '../protocols/index.js';
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
  const attempt = beginAttempt(rung);
  const connected = await connectTo(endpoint, context);
  if (!connected.ok) attempt.outcome = { kind: 'failed', failure: connected.failure };
  else {
    try {
      await converse(connected.connection, endpoint, attempt, context);
    } finally {
      connected.connection.close();
    }
  }
  attempt.durationMs = performance.now() - started;
  return attempt;
}

function connectTo({ ip, port }: Endpoint, context: AttemptContext): Promise<ConnectResult> {
  const { signal, sourceAddress } = context;
  return connect({ ip, port, timeoutMs: context.stageTimeoutMs('dialogue'), signal, sourceAddress });
}

/** Brings a connection to where a hello may be sent. */
function prepare(
  connection: Connection,
  { protocol, ehloName }: Endpoint,
  context: AttemptContext,
): Promise<Preparation> {
  return PROTOCOL_MODULES[protocol].prepare(connection, {
    ehloName: ehloName ?? context.ehloName,
    // Asked for each reply anew: it shrinks towards the endpoint's deadline.
    get timeoutMs() {
      return context.stageTimeoutMs('dialogue');
    },
    signal: context.signal,
  });
}

/** While it is being made. Filled in, not spread: this is on the path of each connection. */
type AttemptInProgress = { -readonly [Field in keyof Attempt]: Attempt[Field] };

function beginAttempt({ offer, madeBy }: Rung): AttemptInProgress {
  return { offer, madeBy, outcome: NOT_YET, durationMs: 0, spokeTls: false };
}

const NOT_YET: Outcome = { kind: 'not-made', reason: 'not yet' };

async function converse(
  connection: Connection,
  endpoint: Endpoint,
  attempt: AttemptInProgress,
  context: AttemptContext,
): Promise<void> {
  const preparation = await prepare(connection, endpoint, context);
  if (preparation.greeting !== undefined) attempt.greeting = preparation.greeting;
  if (!preparation.ok) {
    attempt.outcome = { kind: 'failed', failure: preparation.failure };
    return;
  }
  if (preparation.injectedBytes !== undefined) attempt.injectedBytes = preparation.injectedBytes;
  const { socket, ended } = connection.release();
  if (ended) attempt.outcome = { kind: 'refused', how: ended };
  else if (attempt.madeBy === 'raw') await shakeHandsRaw(socket, endpoint, attempt, context);
  else await shakeHandsThroughNode(socket, endpoint, attempt, context);
}

async function shakeHandsRaw(
  socket: Socket,
  endpoint: Endpoint,
  attempt: AttemptInProgress,
  context: AttemptContext,
): Promise<void> {
  const result = await exchangeRaw(socket, exchangeOptions(endpoint, attempt.offer, context));
  attempt.outcome = judgeFlight(result, attempt.offer);
  attempt.spokeTls = result.spokeTls;
  attempt.flight = result.flight;
}

async function shakeHandsThroughNode(
  socket: Socket,
  endpoint: Endpoint,
  attempt: AttemptInProgress,
  context: AttemptContext,
): Promise<void> {
  const { farewell } = PROTOCOL_MODULES[endpoint.protocol];
  const options = exchangeOptions(endpoint, attempt.offer, context);
  const result = await exchangeTls(socket, { ...options, farewell });
  attempt.outcome = judgeTlsExchange(result, attempt.offer);
  attempt.spokeTls = result.spokeTls;
  attempt.flight = result.flight;
  if (attempt.outcome.kind === 'accepted') attempt.completion = toCompletion(result);
}

function exchangeOptions(endpoint: Endpoint, name: OfferName, context: AttemptContext): ExchangeOptions {
  const { profile, signal } = context;
  const serverName = serverNameOf(endpoint);
  return {
    offer: serverName === undefined ? { name, profile } : { name, profile, serverName },
    timeoutMs: context.stageTimeoutMs('handshake'),
    signal,
  };
}

/** RFC 6066 3: a name, never an address, and without the trailing dot. */
function serverNameOf({ sni, host, ip }: Endpoint): string | undefined {
  const name = sni ?? (host === ip || isIP(host.replace(/%.*$/, '')) !== 0 ? false : host);
  return name === false ? undefined : name.replace(/\.$/, '');
}

/**
 * The control to a peer that answers every hello with a bare close: whether it keeps a connection open on which no
 * hello is said. It does for `waitMs`: then the hello is what it closes on.
 */
export async function waitsForHello(
  endpoint: Endpoint,
  waitMs: number,
  context: AttemptContext,
): Promise<boolean> {
  const connected = await connectTo(endpoint, context);
  if (!connected.ok) return false;
  const { connection } = connected;
  try {
    if (!(await prepare(connection, endpoint, context)).ok) return false;
    const heard = await connection.read((bytes) => ({ value: bytes.length, consumed: bytes.length }), {
      maxBytes: 1,
      timeoutMs: Math.min(waitMs, context.stageTimeoutMs('dialogue')),
      signal: context.signal,
    });
    return !heard.ok && heard.how === 'timeout';
  } finally {
    connection.close();
  }
}

/** An attempt that the endpoint's deadline left no time for. */
export function notMade(rung: Rung, reason: string): Attempt {
  return { ...beginAttempt(rung), outcome: { kind: 'not-made', reason } };
}

export function abortedAttempt(rung: Rung): Attempt {
  const stopped = failure('handshake', 'aborted', 'The scan was stopped');
  return { ...beginAttempt(rung), outcome: { kind: 'failed', failure: stopped } };
}
