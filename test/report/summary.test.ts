import t from 'tap';
import { renderSummaryJson, renderSummaryText } from '../../src/report/index.js';
import { exampleRecords, inconclusive, summaryOf } from './example-records.js';

t.test('A summary counts endpoints by verdict, severity, finding and error', async (t) => {
  const summary = summaryOf(exampleRecords());
  t.match(summary, {
    kind: 'summary',
    schema: 'shaprobe/1',
    endpoints: 8,
    aborted: false,
    duration_ms: 3210,
  });
  t.match(summary, { started: '2026-01-05T09:00:00.000Z', finished: '2026-01-05T09:00:03.210Z' });
  t.strictSame(summary.verdicts, {
    'md5-blocked': 3,
    'md5-served': 1,
    refused: 1,
    demo: 1,
    'sha1-signed': 0,
    flawed: 0,
    ok: 1,
    'modern-only': 0,
    inconclusive: 1,
  });
  t.strictSame(summary.severities, { none: 1, low: 0, medium: 1, high: 1, critical: 4, unknown: 1 });
  t.strictSame(summary.findings, {
    'md5-blocked': 3,
    'demo-certificate': 4,
    'self-signed': 3,
    'md5-served': 1,
    refused: 1,
    'name-mismatch': 1,
  });
  t.strictSame(summary.errors, { 'starttls/not-offered': 1 });
});

t.test('An endpoint with the same finding twice has it once', async (t) => {
  const [record] = exampleRecords();
  t.ok(record);
  if (record === undefined) return;
  const twice = { ...record, findings: [...record.findings, ...record.findings] };
  t.equal(summaryOf([twice]).findings['md5-blocked'], 1);
});

t.test('A summary is one line of JSON', async (t) => {
  const text = renderSummaryJson(summaryOf(exampleRecords()));
  t.equal(text.indexOf('\n'), text.length - 1);
  t.strictSame(JSON.parse(text), summaryOf(exampleRecords()));
});

t.test('A summary in words names what there is, worst first', async (t) => {
  t.equal(
    renderSummaryText(summaryOf(exampleRecords())),
    '8 endpoints in 3.2 s: 3 md5-blocked, 1 md5-served, 1 refused, 1 demo, 1 ok, 1 inconclusive. ' +
      'Not tested, or not to the end: 1 starttls/not-offered.\n',
  );
  t.match(renderSummaryText(summaryOf([inconclusive()])), /^1 endpoint in /);
  t.equal(renderSummaryText(summaryOf([])), 'Nothing was scanned.\n');
});

t.test('A summary in words says that a scan was cut short, and gives long times in minutes', async (t) => {
  t.equal(
    renderSummaryText(summaryOf([], true)),
    'Nothing was scanned.\nStopped early: what is missing or says "aborted" was not tested.\n',
  );
  t.match(renderSummaryText({ ...summaryOf([inconclusive()]), duration_ms: 125_900 }), / in 2 min 5 s: /);
});
