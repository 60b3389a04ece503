import type { KnownAs } from './certificate-facts.js';
import type { Target } from './target.js';

/** How bad; `unknown` is "could not be tested", never "clean". In the order from best to worst. */
export const SEVERITIES = ['none', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const FINDING_IDS = [
  'md5-blocked',
  'md5-served',
  'refused',
  'demo-certificate',
  'sha1-signed',
  'md5-signed-root',
  'self-signed',
  'expired',
  'not-yet-valid',
  'expires-soon',
  'weak-key',
  'name-mismatch',
  'chain-order',
  'chain-duplicate',
  'certificate-unparsed',
  'client-certificate-requested',
  'sha1-key-exchange',
  'starttls-injection',
] as const;
export type FindingId = (typeof FINDING_IDS)[number];

/** One thing wrong. */
export interface Finding {
  readonly id: FindingId;
  readonly severity: Severity;
  /** One plain sentence. It may quote the peer, so it is escaped where it is shown. */
  readonly message: string;
  /** Index into the chain, where the finding is about one certificate. */
  readonly certificate?: number;
  readonly references: readonly string[];
  /** Steps, in order. */
  readonly remedy: readonly string[];
}

/** What a remedy may depend on. */
export interface RemedyContext extends Target {
  /** Whose demo or default certificate the finding is about, where the catalogue knows it. */
  readonly knownAs?: KnownAs;
}

/** Steps that cure a finding on one endpoint, from somebody who knows the product behind it; empty: no special ones. */
export type RemedyBook = (id: FindingId, context: RemedyContext) => readonly string[];
