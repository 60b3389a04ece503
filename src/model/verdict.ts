import type { Attempt } from './attempt.js';
import type { PresentedChain } from './evidence.js';
import type { Failure } from './failure.js';
import type { Finding, Severity } from './finding.js';

/** One word per endpoint, from worst to best; `inconclusive` stands apart. */
export const VERDICTS = [
  'md5-blocked',
  'md5-served',
  'refused',
  'demo',
  'sha1-signed',
  'flawed',
  'ok',
  'modern-only',
  'inconclusive',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What the evidence amounts to. */
export interface Diagnosis {
  readonly verdict: Verdict;
  readonly severity: Severity | 'unknown';
  readonly findings: readonly Finding[];
  /** The chain that the verdict rests on, where one was seen. */
  readonly chain?: PresentedChain;
  /** The attempt that the verdict rests on. */
  readonly attempt?: Attempt;
  /** Why it could not be tested, or where evidence ended early. */
  readonly failure?: Failure;
}
