/** Where an endpoint could not be tested any further, and why: a closed list. */
export const FAILURE_CODES = {
  resolve: ['name-not-found', 'timeout', 'resolver-failed', 'null-mx'],
  connect: ['refused', 'timeout', 'unreachable', 'reset'],
  greeting: [
    'service-unavailable',
    'rejected',
    'unexpected-reply',
    'timeout',
    'closed',
    'reset',
    'too-large',
  ],
  starttls: [
    'not-offered',
    'refused',
    'injected-data',
    'unexpected-reply',
    'timeout',
    'closed',
    'reset',
    'too-large',
  ],
  handshake: [
    'not-tls',
    'malformed',
    'too-large',
    'unexpected-message',
    'timeout',
    'closed',
    'reset',
    'local',
  ],
  certificate: ['empty', 'malformed'],
} as const;

/** Codes that any stage can end with. */
export const COMMON_FAILURE_CODES = ['aborted', 'local-resource', 'internal'] as const;

export type Stage = keyof typeof FAILURE_CODES;

export type FailureCode<S extends Stage = Stage> =
  (typeof FAILURE_CODES)[S][number] | (typeof COMMON_FAILURE_CODES)[number];

/** A failure that a peer, the network or a limit caused. Returned, never thrown. */
export type Failure = {
  readonly [S in Stage]: {
    readonly stage: S;
    readonly code: FailureCode<S>;
    /** One sentence for people; it may quote the peer, so it is escaped where it is shown. */
    readonly message: string;
  };
}[Stage];

export function failure<S extends Stage>(stage: S, code: FailureCode<S>, message: string): Failure {
  return { stage, code, message } as Failure;
}
