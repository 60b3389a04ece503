import { OFFERS, type Attempt, type Depth, type OfferName } from '../model/index.js';

/** What is tried next on an endpoint: one connection with one offer. */
export interface Rung {
  readonly offer: OfferName;
  readonly madeBy: Attempt['madeBy'];
  /** To wait before it: the peer may still count the last connection. */
  readonly pauseMs?: number;
}

export interface LadderOptions {
  readonly depth: Depth;
  /** Makes the `md5-permitted` offer also where a chain was seen already. */
  readonly thorough: boolean;
}

/**
 * The next rung of the ladder, from what the last ones brought; undefined where nothing more is to be learnt. Pure:
 * both depths, and every way of running it, share this one rule.
 */
export function nextRung(attempts: readonly Attempt[], options: LadderOptions): Rung | undefined {
  const last = attempts.at(-1);
  if (!last) return { offer: 'sha-only', madeBy: options.depth === 'full' ? 'node-tls' : 'raw' };
  if (failedOnTheWay(last)) return retry(attempts, last);
  if (isFinal(last)) return undefined;
  if (last.madeBy === 'node-tls' && last.offer === 'sha-only' && last.outcome.kind !== 'accepted') {
    return { offer: 'sha-only', madeBy: 'raw' };
  }
  const doubted = doubtfulAttempt(attempts);
  if (doubted) return { offer: doubted.offer, madeBy: doubted.madeBy, pauseMs: RETRY_PAUSE_MS };
  const chainSeen = attempts.some(showsChain);
  if (chainSeen && !options.thorough) return undefined;
  const made = new Set(attempts.map(({ offer }) => offer));
  const offer = OFFERS.find((name) => !made.has(name) && (!chainSeen || name === 'md5-permitted'));
  return offer && { offer, madeBy: offer === 'tls1.3' && options.depth === 'full' ? 'node-tls' : 'raw' };
}

/** Whether an attempt saw at least one certificate. */
export function showsChain({ flight, completion }: Attempt): boolean {
  if ((flight?.certificateList?.length ?? 0) > 0) return true;
  return completion?.kind === 'completed' && (completion.decryptedChain?.length ?? 0) > 0;
}

/**
 * Once, after a pause, where the ladder is under way: listeners with a limit on connections answer 421 or refuse for a
 * moment. On the first connection it is the endpoint's answer.
 */
function retry(attempts: readonly Attempt[], last: Attempt): Rung | undefined {
  const before = attempts.at(-2);
  if (!before || failedOnTheWay(before) || isAborted(last)) return undefined;
  return { offer: last.offer, madeBy: last.madeBy, pauseMs: RETRY_PAUSE_MS };
}

/**
 * A connection that was lost without a byte of TLS, to a peer that speaks it on others, may have met a limit on
 * connections or a firewall: what was offered on it is offered once more. So is SHA-only, if its connection is the only
 * one that was lost, for a chance must not look like a difference between offers. A bare FIN to SHA-only is believed:
 * that is how Java refuses.
 */
function doubtfulAttempt(attempts: readonly Attempt[]): Attempt | undefined {
  if (!attempts.some(({ spokeTls }) => spokeTls)) return undefined;
  const lost = attempts.filter(isLost);
  const latest = lost.at(-1);
  if (!latest || attempts.filter(({ offer }) => offer === latest.offer).length > 1) return undefined;
  if (latest === attempts.at(-1)) return latest;
  const isReset = latest.outcome.kind === 'refused' && latest.outcome.how === 'reset';
  return lost.length === 1 && latest.offer === 'sha-only' && isReset ? latest : undefined;
}

function isLost({ outcome, spokeTls }: Attempt): boolean {
  return !spokeTls && outcome.kind === 'refused' && (outcome.how === 'reset' || outcome.how === 'closed');
}

function failedOnTheWay({ outcome }: Attempt): boolean {
  if (outcome.kind !== 'failed') return false;
  return outcome.failure.stage !== 'handshake' && outcome.failure.stage !== 'certificate';
}

function isFinal(attempt: Attempt): boolean {
  const { outcome } = attempt;
  if (outcome.kind === 'not-made' || isAborted(attempt)) return true;
  return outcome.kind === 'failed' && outcome.failure.code === 'not-tls';
}

function isAborted({ outcome }: Attempt): boolean {
  return outcome.kind === 'failed' && outcome.failure.code === 'aborted';
}

/** AsyncOS counts connections by the second. */
const RETRY_PAUSE_MS = 1000;
