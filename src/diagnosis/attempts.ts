import type { Attempt, Evidence, Failure } from '../model/index.js';
import { failure } from '../model/index.js';

/** The SHA-only attempt that decides: the last one, since the raw one follows where `node:tls` was not accepted. */
export function decisiveAttempt(evidence: Evidence): Attempt | undefined {
  return evidence.attempts.findLast(({ offer }) => offer === 'sha-only');
}

/** The stages in which the answer to a hello is what failed, not the way to it. */
export function reachedHandshake(attempt: Attempt): boolean {
  const { outcome } = attempt;
  if (outcome.kind !== 'failed') return outcome.kind !== 'not-made';
  return outcome.failure.stage === 'handshake' || outcome.failure.stage === 'certificate';
}

/**
 * Whether the peer is known to have turned the SHA-only offer down: by an alert, by a lower version, by closing, or
 * by an answer that no TLS client may accept.
 */
export function turnedDown({ outcome }: Attempt): boolean {
  if (outcome.kind === 'refused') return true;
  return outcome.kind === 'failed' && VIOLATIONS.has(`${outcome.failure.stage}/${outcome.failure.code}`);
}

/** Why nothing is known, where the decisive attempt does not say it itself. */
export function failureOf(attempt: Attempt | undefined): Failure {
  const outcome = attempt?.outcome;
  switch (outcome?.kind) {
    case 'failed':
      return outcome.failure;
    case 'refused':
      return unansweredFailure(outcome.how);
    case 'not-made':
      return failure('handshake', 'timeout', `An offer was not made: ${outcome.reason}`);
    default:
      return failure('handshake', 'internal', 'No attempt was made');
  }
}

const VIOLATIONS: ReadonlySet<string> = new Set([
  'handshake/malformed',
  'handshake/too-large',
  'handshake/unexpected-message',
  'certificate/empty',
]);

function unansweredFailure(how: 'alert' | 'closed' | 'reset' | 'timeout' | 'version'): Failure {
  switch (how) {
    case 'timeout':
      return failure('handshake', 'timeout', 'The peer is silent after every hello');
    case 'reset':
      return failure(
        'handshake',
        'reset',
        'The peer resets every connection, and nothing shows that it speaks TLS',
      );
    default:
      return failure(
        'handshake',
        'closed',
        'The peer closes every connection, and nothing shows that it speaks TLS',
      );
  }
}
