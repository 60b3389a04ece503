import t from 'tap';
import { EXIT, ExitCode, FAIL_ON, type FailOn } from '../../src/cli/exit-code.js';
import { SEVERITIES, type EndpointReport, type Severity } from '../../src/model/index.js';

t.test('Without any record a scan is clean', async (t) => {
  for (const failOn of FAIL_ON) t.equal(new ExitCode(failOn).value, EXIT.clean, failOn);
});

t.test('A finding counts from the threshold on, and never for `never`', async (t) => {
  const reached: Record<FailOn, readonly Severity[]> = {
    low: ['low', 'medium', 'high', 'critical'],
    medium: ['medium', 'high', 'critical'],
    high: ['high', 'critical'],
    critical: ['critical'],
    never: [],
  };
  for (const failOn of FAIL_ON) {
    for (const severity of SEVERITIES) {
      const expected = reached[failOn].includes(severity) ? EXIT.findings : EXIT.clean;
      t.equal(exitCodeOf(failOn, [{ severity }]), expected, `${severity} for ${failOn}`);
    }
  }
});

t.test('What could not be tested is 3, at every threshold', async (t) => {
  for (const failOn of FAIL_ON) t.equal(exitCodeOf(failOn, [{}, INCONCLUSIVE]), EXIT.inconclusive, failOn);
});

t.test('A finding wins over what could not be tested, in either order', async (t) => {
  t.equal(exitCodeOf('high', [{ severity: 'critical' }, INCONCLUSIVE]), EXIT.findings);
  t.equal(exitCodeOf('high', [INCONCLUSIVE, { severity: 'critical' }]), EXIT.findings);
  t.equal(exitCodeOf('high', [INCONCLUSIVE, { severity: 'medium' }]), EXIT.inconclusive);
});

t.test('A finding of a record that could not be tested to its end counts', async (t) => {
  const finding = {
    id: 'starttls-injection',
    severity: 'high',
    message: '',
    references: [],
    remedy: [],
  } as const;
  t.equal(exitCodeOf('high', [{ ...INCONCLUSIVE, findings: [finding] }]), EXIT.findings);
  t.equal(exitCodeOf('critical', [{ ...INCONCLUSIVE, findings: [finding] }]), EXIT.inconclusive);
});

const INCONCLUSIVE = { verdict: 'inconclusive', severity: 'unknown' } as const;

function exitCodeOf(failOn: FailOn, records: readonly Partial<EndpointReport>[]): number {
  const exitCode = new ExitCode(failOn);
  for (const record of records) {
    exitCode.add({
      schema: 'shaprobe/1',
      timestamp: '2026-01-01T00:00:00.000Z',
      target: 'https://192.0.2.1',
      host: '192.0.2.1',
      port: 443,
      protocol: 'https',
      service: 'https',
      verdict: 'ok',
      severity: 'none',
      findings: [],
      completed: true,
      attempts: [],
      chain: [],
      duration_ms: 1,
      ...record,
    });
  }
  return exitCode.value;
}
