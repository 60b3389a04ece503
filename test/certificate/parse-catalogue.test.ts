import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { BUILT_IN_CATALOGUE } from '../../src/certificate/index.js';
import { parseCatalogue } from '../../src/certificate/parse-catalogue.js';

const FOLDER = new URL('../fixtures/certificates/', import.meta.url);

t.test('a catalogue file comes before the built-in entries', async (t) => {
  const parsed = parseCatalogue(readFixture('catalogue.yaml'), 'catalogue.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  t.strictSame(parsed.catalogue.slice(0, 2), [
    {
      id: 'acme-mail',
      vendor: 'Acme',
      product: 'Mail gateway',
      subject: { CN: 'Acme *', O: 'Acme' },
      signatureHash: ['md5', 'sha1'],
    },
    {
      id: 'cisco-ios',
      vendor: 'Cisco',
      product: 'Router of ours',
      issuer: { '1.2.3.4': 'x', OU: 'y' },
    },
  ]);
  t.equal(parsed.catalogue.length, BUILT_IN_CATALOGUE.length + 1, 'one of them replaces a built-in one');
});

t.test('JSON does as well', async (t) => {
  const entry = { id: 'a', vendor: 'b', product: 'c', subject: { CN: 'd' } };
  const parsed = parseCatalogue(JSON.stringify({ certificates: [entry] }), 'catalogue.json');
  t.match(parsed, { ok: true, catalogue: [entry] });
});

t.test('each bad file gets its exact messages, all at once, at their places', async (t) => {
  const files = readdirSync(FOLDER).filter((file) => file.startsWith('bad-'));
  t.ok(files.length > 5);
  for (const file of files) {
    const text = readFixture(file);
    const expected = [...text.matchAll(/^# expect (.*)$/gm)].map(([, line]) => line);
    const parsed = parseCatalogue(text, file);
    const told = parsed.ok
      ? []
      : parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
    t.strictSame(told, expected, file);
    if (!parsed.ok) t.ok(parsed.problems.every((problem) => problem.file === file));
  }
});

function readFixture(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}
