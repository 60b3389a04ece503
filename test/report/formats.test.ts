import stringWidth from 'string-width';
import t from 'tap';
import type { EndpointReport } from '../../src/model/index.js';
import { paintAnsi, REPORT_FORMATS, type RecordRenderer } from '../../src/report/index.js';
import { exampleRecords, HOSTILE_TEXTS, hostileRecord, summaryOf } from './example-records.js';

const OWN_COLOURS = /\x1b\[[\d;]+m/g; // eslint-disable-line no-control-regex
const UNSAFE = /[^\P{C}\n]|[\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

t.test('No text of a peer reaches the output of any format as it came', async (t) => {
  for (const [format, create] of Object.entries(REPORT_FORMATS)) {
    for (const columns of [30, 60, 80, 120, 200]) {
      for (const [what, text] of Object.entries(HOSTILE_TEXTS)) {
        const output = render(create({ columns, paint: paintAnsi }), [hostileRecord(text)]);
        t.notMatch(output.replaceAll(OWN_COLOURS, ''), UNSAFE, `${format} at ${columns}: ${what}`);
      }
    }
  }
});

t.test('A table stays within its columns and ends no line with a space, whatever peers say', async (t) => {
  const records = [...exampleRecords(), ...Object.values(HOSTILE_TEXTS).map(hostileRecord)];
  for (const columns of [24, 30, 59, 60, 79, 80, 100, 109, 110, 120, 200, 400]) {
    const lines = render(REPORT_FORMATS.table({ columns }), records).split('\n');
    t.same(
      lines.filter((line) => stringWidth(line) > columns || line !== line.trimEnd()),
      [],
      `${columns} columns`,
    );
  }
});

t.test('A hundred kilobytes from a peer do not become a hundred kilobytes on the terminal', async (t) => {
  const output = render(REPORT_FORMATS.table({ columns: 80 }), [hostileRecord('A'.repeat(100_000))]);
  t.ok(output.length < 12_000, `${output.length} characters`);
});

t.test('Machines read back exactly what the record holds', async (t) => {
  const records = [...exampleRecords(), ...Object.values(HOSTILE_TEXTS).map(hostileRecord)];
  const lines = render(REPORT_FORMATS.ndjson(), records).split('\n');
  t.equal(lines.pop(), '', 'the last line is ended');
  t.same(
    lines.map((line) => JSON.parse(line) as unknown),
    records,
  );

  const document = JSON.parse(render(REPORT_FORMATS.json(), records)) as unknown;
  t.strictSame(document, { schema: 'shaprobe/1', records });
});

t.test('A JSON document of no records is valid, and so is NDJSON', async (t) => {
  t.strictSame(JSON.parse(render(REPORT_FORMATS.json(), [])), { schema: 'shaprobe/1', records: [] });
  t.equal(render(REPORT_FORMATS.ndjson(), []), '');
});

t.test('The fields of a record come in the order that people read them in', async (t) => {
  const [record] = exampleRecords();
  t.ok(record);
  if (record === undefined) return;
  const shuffled = Object.fromEntries(Object.entries(record).reverse()) as unknown as EndpointReport;
  const fields = Object.keys(JSON.parse(render(REPORT_FORMATS.ndjson(), [shuffled])) as object);
  t.strictSame(
    fields,
    (
      'schema timestamp target name host ip port protocol service verdict severity findings tls completed attempts chain ' +
      'chain_offer duration_ms'
    ).split(' '),
  );
});

t.test('The summary is no part of a stream of records', async (t) => {
  for (const create of [REPORT_FORMATS.json, REPORT_FORMATS.ndjson]) {
    t.notMatch(render(create(), exampleRecords()), /"kind":"summary"/);
  }
});

function render(renderer: RecordRenderer, records: readonly EndpointReport[]): string {
  return (
    renderer.begin() +
    records.map((record) => renderer.record(record)).join('') +
    renderer.end(summaryOf(records))
  );
}
