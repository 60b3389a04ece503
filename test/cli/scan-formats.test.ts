import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { startLab, type Lab } from '../../src/lab/index.js';
import { VERDICTS, type EndpointReport } from '../../src/model/index.js';
import { parseLines, shaprobe, STACK_TRACE } from './shaprobe-process.js';

/** DESIGN.md 4; the others are there where they are known. */
const ALWAYS = [
  'schema',
  'timestamp',
  'target',
  'host',
  'port',
  'protocol',
  'service',
  'verdict',
  'severity',
  'findings',
  'completed',
  'attempts',
  'chain',
  'duration_ms',
];
const SOMETIMES = ['name', 'ip', 'tls', 'chain_offer', 'greeting', 'error'];

async function withLab(t: Test): Promise<{ lab: Lab; urls: string[] }> {
  const lab = await startLab();
  t.teardown(() => lab.close());
  return { lab, urls: lab.endpoints.map(({ url }) => url) };
}

t.test('The table tells each endpoint, its verdict, and what to do', async (t) => {
  const { lab, urls } = await withLab(t);
  const { stdout, stderr, code } = await shaprobe(t, ['scan', ...urls]);
  t.equal(code, 1);
  t.equal(stderr, '', 'the summary is a part of the table');
  for (const { url, expectation } of lab.endpoints) {
    t.match(stdout, new RegExp(`${expectation}.*${url}`), url);
  }
  t.match(stdout, 'HOW TO FIX');
  t.match(stdout, 'certconfig');
  t.match(stdout, /^7 endpoints in .*: 3 md5-blocked, 1 md5-served, 1 demo, 1 ok, 1 inconclusive\./m);
  t.notMatch(stdout, '\x1b', 'a pipe gets no colours');
});

t.test('JSON is one document of all records', async (t) => {
  const { lab, urls } = await withLab(t);
  const { stdout, stderr, code } = await shaprobe(t, ['scan', '--format', 'json', ...urls]);
  t.equal(code, 1);
  const document = JSON.parse(stdout) as { schema: string; records: EndpointReport[] };
  t.equal(document.schema, 'shaprobe/1');
  t.same(verdicts(document.records), expectations(lab));
  t.notMatch(stdout, '"kind":"summary"');
  t.match(JSON.parse(stderr), { kind: 'summary', endpoints: 7, aborted: false });
});

t.test('NDJSON is one record a line, with the fields that are documented and no others', async (t) => {
  const { lab, urls } = await withLab(t);
  const { stdout, stderr, code } = await shaprobe(t, ['scan', '--format', 'ndjson', ...urls]);
  t.equal(code, 1);
  const records = parseLines(stdout);
  t.same(verdicts(records), expectations(lab));
  for (const record of records) {
    const fields = Object.keys(record);
    t.equal(record.schema, 'shaprobe/1');
    t.same(
      ALWAYS.filter((field) => !fields.includes(field)),
      [],
      `${record.target} has every field`,
    );
    t.same(
      fields.filter((field) => ![...ALWAYS, ...SOMETIMES].includes(field)),
      [],
      'and no other',
    );
    t.match(record.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    t.ok(VERDICTS.includes(record.verdict));
    t.equal(record.ip, '127.0.0.1');
  }
  t.notMatch(stdout, '"kind"', 'the summary is not in the stream');
  t.equal(stderr.trimEnd().split('\n').length, 1);
  t.match(JSON.parse(stderr), {
    kind: 'summary',
    schema: 'shaprobe/1',
    endpoints: 7,
    verdicts: { 'md5-blocked': 3, 'md5-served': 1, demo: 1, ok: 1, inconclusive: 1 },
    errors: { 'starttls/not-offered': 1 },
  });
});

t.test('A record of MD5 holds the proof: attempts, chain, finding, remedy', async (t) => {
  const { lab } = await withLab(t);
  const gui = lab.endpoints.find(({ id }) => id === 'management-gui');
  const { stdout } = await shaprobe(t, ['scan', '--format', 'ndjson', '--pem', gui?.url ?? '']);
  const [record] = parseLines(stdout);
  t.match(record, {
    target: gui?.url,
    verdict: 'md5-blocked',
    severity: 'critical',
    service: 'https',
    chain_offer: 'md5-permitted',
    completed: false,
    chain: [
      {
        signature_algorithm: { name: 'md5WithRSAEncryption', oid: '1.2.840.113549.1.1.4' },
        self_signed: true,
      },
    ],
    attempts: [
      { offer: 'sha-only', made_by: 'node-tls', outcome: 'refused' },
      {
        offer: 'sha-only',
        made_by: 'raw',
        outcome: 'refused',
        alert: { code: 40, name: 'handshake_failure' },
      },
      { offer: 'md5-permitted', made_by: 'raw', outcome: 'accepted' },
    ],
  });
  t.match(record?.chain[0], { pem: /^-----BEGIN CERTIFICATE-----\n/ });
  t.match(record?.findings[0]?.remedy.join('\n'), 'interfaceconfig');
});

t.test('Hello depth says the same and completes nothing', async (t) => {
  const { lab, urls } = await withLab(t);
  const { stdout, code } = await shaprobe(t, ['scan', '--format', 'ndjson', '--handshake', 'hello', ...urls]);
  const records = parseLines(stdout);
  t.equal(code, 1);
  t.same(verdicts(records), expectations(lab));
  t.notOk(records.some(({ completed }) => completed));
});

t.test('A report in a file has the format that its name tells, and stdout stays empty', async (t) => {
  const { lab, urls } = await withLab(t);
  const folder = t.testdir();
  for (const name of ['report.json', 'report.ndjson', 'report.jsonl', 'report.txt']) {
    const path = join(folder, name);
    const { stdout, stderr, code } = await shaprobe(t, ['scan', '-o', path, ...urls]);
    const report = readFileSync(path, 'utf8');
    t.equal(stdout, '', name);
    t.match(stderr, /^7 endpoints in /, `${name}: the summary is for people`);
    t.equal(code, 1);
    if (name.endsWith('.json')) t.equal((JSON.parse(report) as { records: [] }).records.length, 7);
    else if (name.endsWith('.txt')) t.match(report, /^VERDICT/);
    else t.same(verdicts(parseLines(report)), expectations(lab));
  }
});

t.test('--format wins over the name of the file, and -o - is stdout', async (t) => {
  const { urls } = await withLab(t);
  const path = join(t.testdir(), 'report.json');
  await shaprobe(t, ['scan', '-o', path, '--format', 'ndjson', ...urls]);
  t.equal(parseLines(readFileSync(path, 'utf8')).length, 7);
  const { stdout } = await shaprobe(t, ['scan', '-o', '-', '--format', 'ndjson', ...urls]);
  t.equal(parseLines(stdout).length, 7);
});

t.test('--summary writes the summary there, and stderr stays empty', async (t) => {
  const { urls } = await withLab(t);
  const path = join(t.testdir(), 'summary.json');
  const { stderr, stdout } = await shaprobe(t, ['scan', '--format', 'ndjson', '--summary', path, ...urls]);
  t.equal(stderr, '');
  t.equal(parseLines(stdout).length, 7);
  t.match(JSON.parse(readFileSync(path, 'utf8')), { kind: 'summary', endpoints: 7 });
});

t.test('-q says nothing on stderr, -v every attempt', async (t) => {
  const { lab, urls } = await withLab(t);
  const quiet = await shaprobe(t, ['scan', '-q', '--format', 'json', ...urls]);
  t.equal(quiet.stderr, '');
  t.equal(quiet.code, 1);
  const gui = lab.endpoints.find(({ id }) => id === 'management-gui')?.url ?? '';
  const verbose = await shaprobe(t, ['scan', '-v', '-q', gui]);
  const lines = verbose.stderr.trimEnd().split('\n');
  t.equal(lines.length, 3, 'one line for each attempt');
  t.match(lines[0], `${gui} sha-only (node-tls): refused: alert handshake_failure`);
  t.match(lines[2], /md5-permitted \(raw\): accepted: TLSv1\.2, AES128-GCM-SHA256 \[\d+ ms\]$/);
  t.notMatch(verbose.stdout, 'node-tls');
  t.notMatch(verbose.stderr, STACK_TRACE);
});

function verdicts(records: readonly EndpointReport[]): Record<number, string> {
  return Object.fromEntries(records.map(({ port, verdict }) => [port, verdict]));
}

function expectations(lab: Lab): Record<number, string> {
  return Object.fromEntries(lab.endpoints.map(({ port, expectation }) => [port, expectation]));
}
