import { RECORD_SCHEMA, SEVERITIES, VERDICTS } from '../model/index.js';
import type { EndpointReport, FindingId, Severity, Verdict } from '../model/index.js';

/** What all records together amount to. It goes to stderr or a file of its own, never into the stream of records. */
export interface Summary {
  readonly kind: 'summary';
  readonly schema: typeof RECORD_SCHEMA;
  /** RFC 3339, UTC. */
  readonly started: string;
  readonly finished: string;
  readonly duration_ms: number;
  /** Ended before every endpoint was tested. */
  readonly aborted: boolean;
  readonly endpoints: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly severities: Readonly<Record<Severity | 'unknown', number>>;
  /** How many endpoints have it; those that none has are left out. */
  readonly findings: Readonly<Partial<Record<FindingId, number>>>;
  /** By `stage/code`, such as `connect/refused`. */
  readonly errors: Readonly<Record<string, number>>;
}

export interface Tally {
  add(record: EndpointReport): void;
  summarize(end: { finishedAt: number; aborted: boolean }): Summary;
}

/** Counts records as they pass. Verdicts, findings and error codes are closed lists, so the counts stay few. */
export function createTally(startedAt: number): Tally {
  let endpoints = 0;
  const verdicts = zeroes(VERDICTS);
  const severities = zeroes([...SEVERITIES, 'unknown'] as const);
  const findings: Partial<Record<FindingId, number>> = {};
  const errors: Record<string, number> = {};
  return {
    add: (record) => {
      endpoints++;
      verdicts[record.verdict]++;
      severities[record.severity]++;
      for (const id of new Set(record.findings.map((finding) => finding.id)))
        findings[id] = (findings[id] ?? 0) + 1;
      if (record.error !== undefined) {
        const key = `${record.error.stage}/${record.error.code}`;
        errors[key] = (errors[key] ?? 0) + 1;
      }
    },
    summarize: ({ finishedAt, aborted }) => ({
      kind: 'summary',
      schema: RECORD_SCHEMA,
      started: new Date(startedAt).toISOString(),
      finished: new Date(finishedAt).toISOString(),
      duration_ms: finishedAt - startedAt,
      aborted,
      endpoints,
      verdicts: { ...verdicts },
      severities: { ...severities },
      findings: { ...findings },
      errors: { ...errors },
    }),
  };
}

/** One line of JSON. */
export function renderSummaryJson(summary: Summary): string {
  return `${JSON.stringify(summary)}\n`;
}

/** For people: one line, and a second where the scan was cut short. */
export function renderSummaryText(summary: Summary): string {
  const verdicts = VERDICTS.filter((verdict) => summary.verdicts[verdict] > 0)
    .map((verdict) => `${summary.verdicts[verdict]} ${verdict}`)
    .join(', ');
  const errors = Object.entries(summary.errors).map(([code, count]) => `${count} ${code}`);
  const counted = summary.endpoints === 1 ? '1 endpoint' : `${summary.endpoints} endpoints`;
  const sentences = [
    summary.endpoints === 0
      ? 'Nothing was scanned.'
      : `${counted} in ${seconds(summary.duration_ms)}: ${verdicts}.`,
    errors.length === 0 ? '' : ` Not tested, or not to the end: ${errors.join(', ')}.`,
    summary.aborted ? '\nStopped early: what is missing or says "aborted" was not tested.' : '',
  ];
  return `${sentences.join('')}\n`;
}

function seconds(durationMs: number): string {
  return durationMs < 60_000
    ? `${(durationMs / 1000).toFixed(1)} s`
    : `${Math.floor(durationMs / 60_000)} min ${Math.floor((durationMs % 60_000) / 1000)} s`;
}

function zeroes<Key extends string>(keys: readonly Key[]): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;
}
