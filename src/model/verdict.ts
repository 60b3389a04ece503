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
}
