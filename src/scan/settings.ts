import { hostname } from 'node:os';
import {
  DEPTHS,
  PROFILES,
  type Depth,
  type Profile,
  type RemedyBook,
  type StopSignal,
} from '../model/index.js';
import { BUILT_IN_CATALOGUE, type Catalogue } from '../certificate/index.js';

import { SCAN_DEFAULTS } from './defaults.js';
import { StopRelay } from './stop-relay.js';

/** What a caller may choose for each endpoint. Times are milliseconds. */
export interface ProbeOptions {
  /** `full` completes an accepted handshake with `node:tls`; `hello` makes raw offers only. Default: `full` */
  readonly handshake?: Depth | undefined;
  /** Whether SHA-only includes SHA-1 (`sha`, the default) or not (`rfc9155`). */
  readonly profile?: Profile | undefined;
  /** Also offer MD5 to a service that accepts without, to find a second certificate. */
  readonly thorough?: boolean | undefined;
  /** For each stage: connecting, each reply of a dialogue, a handshake. Default: 10 s. The whole endpoint: six times. */
  readonly timeoutMs?: number | undefined;
  /** What EHLO says; a domain or an address literal. Default: this machine's name. */
  readonly ehloName?: string | undefined;
  /** A certificate that expires earlier has the finding `expires-soon`. Default: 30 */
  readonly expiresSoonDays?: number | undefined;
  readonly sourceAddress?: string | undefined;
  /** Stops: what is known is reported, the rest is inconclusive with code `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Demo and default certificates to know. Default: the built-in ones. */
  readonly catalogue?: Catalogue | undefined;
  /** Puts each certificate into the record as PEM. */
  readonly pem?: boolean | undefined;
  /** The clock, milliseconds since the epoch: for tests. */
  readonly now?: (() => number) | undefined;
}

/** The same with nothing left open. */
export interface ProbeSettings {
  readonly depth: Depth;
  readonly profile: Profile;
  readonly thorough: boolean;
  readonly timeoutMs: number;
  readonly ehloName: string;
  readonly expiresSoonDays: number;
  readonly sourceAddress: string | undefined;
  readonly signal: StopSignal | undefined;
  readonly catalogue: Catalogue;
  readonly pem: boolean;
  readonly now: () => number;
  readonly remedies: RemedyBook | undefined;
}

/** @throws {RangeError} for an option out of range */
export function probeSettings(options: ProbeOptions, remedies?: RemedyBook): ProbeSettings {
  const {
    timeoutMs = SCAN_DEFAULTS.timeoutMs,
    expiresSoonDays = SCAN_DEFAULTS.expiresSoonDays,
    handshake = SCAN_DEFAULTS.handshake,
    profile = SCAN_DEFAULTS.profile,
  } = options;
  // A Node timer that is told to wait longer fires at once.
  if (!(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS)) {
    throw new RangeError(`timeoutMs: ${timeoutMs} is not from 1 to ${MAX_TIMEOUT_MS}`);
  }
  if (!(expiresSoonDays >= 0))
    throw new RangeError(`expiresSoonDays: ${expiresSoonDays} is no number of days`);
  if (!DEPTHS.includes(handshake))
    throw new RangeError(`handshake: ${handshake} is none of ${DEPTHS.join(', ')}`);
  if (!PROFILES.includes(profile))
    throw new RangeError(`profile: ${profile} is none of ${PROFILES.join(', ')}`);
  return {
    depth: handshake,
    profile,
    thorough: options.thorough ?? false,
    timeoutMs,
    ehloName: options.ehloName ?? defaultEhloName(),
    expiresSoonDays,
    sourceAddress: options.sourceAddress,
    signal: options.signal && StopRelay.of(options.signal),
    catalogue: options.catalogue ?? BUILT_IN_CATALOGUE,
    pem: options.pem ?? false,
    now: options.now ?? Date.now,
    remedies,
  };
}

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** RFC 5321 4.1.1.1: a machine whose name is no domain says an address literal instead. */
function defaultEhloName(): string {
  const name = hostname();
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(name)
    ? name
    : '[127.0.0.1]';
}
