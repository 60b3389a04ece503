import { SEVERITIES, type EndpointReport, type Severity } from '../model/index.js';

/** DESIGN: what a script may rely on. */
export const EXIT = { clean: 0, findings: 1, usage: 2, inconclusive: 3 } as const;

export type FailOn = Exclude<Severity, 'none'> | 'never';
export const FAIL_ON: readonly FailOn[] = ['low', 'medium', 'high', 'critical', 'never'];

/** Folds records into the exit code: findings at or above the threshold win over what was inconclusive. */
export class ExitCode {
  readonly #threshold: number;
  #findings = false;
  #inconclusive = false;

  constructor(failOn: FailOn) {
    this.#threshold = failOn === 'never' ? Infinity : SEVERITIES.indexOf(failOn);
  }

  add({ verdict, severity, findings }: EndpointReport): void {
    if (verdict === 'inconclusive') this.#inconclusive = true;
    const severities = [severity, ...findings.map((finding) => finding.severity)];
    if (severities.some((one) => one !== 'unknown' && SEVERITIES.indexOf(one) >= this.#threshold))
      this.#findings = true;
  }

  get value(): number {
    if (this.#findings) return EXIT.findings;
    return this.#inconclusive ? EXIT.inconclusive : EXIT.clean;
  }
}
