import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { Target } from '../../src/model/index.js';
import { MAX_FILE_BYTES, parseTargetsFile, readTargetsFile } from '../../src/targets/targets-file.js';

async function parse(text: string): Promise<string[]> {
  const read = await parseTargetsFile(new TextEncoder().encode(text), 'targets.yaml');
  if (read.ok) return [...read.targets].map(({ written, service }) => `${written} ${service}`);
  return read.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

async function readAll(path: string): Promise<Target[]> {
  const read = await readTargetsFile(path);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return [...read.targets];
}

const MAIL = { ehloName: 'probe.example.com', timeoutMs: 30_000 };

/** name, URL form, service, and what else is not the file's default */
const EXAMPLE: readonly (readonly [string | undefined, string, string, object])[] = [
  [undefined, 'smtp://mx1.example.com', 'receiving', {}],
  [undefined, 'https://10.0.10.1', 'https', {}],
  [undefined, 'https://quarantine.example.com:83', 'https', {}],
  [undefined, 'smtp://[2001:db8::25]:587', 'receiving', {}],
  ['inbound listener', 'smtp://mx2.example.com', 'receiving', { timeoutMs: 120_000 }],
  ['inbound listener', 'smtp://mx2.example.com:587', 'receiving', { timeoutMs: 120_000 }],
  ['inbound listener', 'smtps://mx2.example.com', 'receiving', { timeoutMs: 120_000 }],
  [
    'destination behind the appliance',
    'smtp://relay.example.net:2525',
    'delivery',
    { ehloName: '[192.0.2.1]' },
  ],
  ['admin interfaces', 'https://192.0.2.10:8443', 'https', { sni: 'esa.example.com', timeoutMs: 500 }],
  ['admin interfaces', 'https://192.0.2.11:8443', 'https', { sni: 'esa.example.com', timeoutMs: 500 }],
  ['admin interfaces', 'https://[2001:db8::10]:8443', 'https', { sni: 'esa.example.com', timeoutMs: 500 }],
  ['global catalogue', 'ldaps://dc1.example.com:3269', 'ldap', {}],
  ['directory', 'ldaps://dc2.example.com', 'ldap', { sni: false, timeoutMs: 10_000 }],
  ['directory', 'ldap://dc2.example.com', 'ldap', { sni: false, timeoutMs: 10_000 }],
  ['directory', 'ldaps://dc3.example.com', 'ldap', { sni: 'ldap.example.com', timeoutMs: 10_000 }],
  ['directory', 'ldap://dc3.example.com', 'ldap', { sni: 'ldap.example.com', timeoutMs: 10_000 }],
  ['old directory', 'ldap://dc4.example.com', 'ldap', { sni: false, timeoutMs: 10_000 }],
  ['branch offices', 'smtp://mx.xn--zrich-kva.example', 'receiving', {}],
  ['branch offices', 'smtp://mx.oslo.example:587', 'receiving', {}],
];

t.test('the example file gives exactly its targets', async (t) => {
  const targets = await readAll('targets.example.yaml');
  t.strictSame(
    targets.map(({ name, written, service, sni, ehloName, timeoutMs }) => ({
      ...{ written, service, ehloName, timeoutMs },
      ...(name === undefined ? {} : { name }),
      ...(sni === undefined ? {} : { sni }),
    })),
    EXAMPLE.map(([name, written, service, rest]) => ({
      written,
      service,
      ...(name === undefined ? {} : { name }),
      ...MAIL,
      ...rest,
    })),
  );
  for (const { written, protocol, host } of targets) {
    t.ok(written.startsWith(`${protocol}://`) && written.includes(host), written);
  }
});

t.test('targets are made one at a time, and again for each iteration', async (t) => {
  const read = await parseTargetsFile(Buffer.from('targets: [{hosts: [a, b, c], ports: [25, 443]}]'), 'f');
  if (!read.ok) throw new Error('refused');
  for (const { written } of read.targets) {
    t.equal(written, 'smtp://a');
    break;
  }
  t.equal([...read.targets].length, 6);
  t.equal([...read.targets].length, 6);
});

t.test('CRLF, a byte order mark, aliases and JSON are read', async (t) => {
  const folder = 'test/fixtures/targets';
  const written = async (file: string): Promise<string[]> =>
    (await readAll(join(folder, file))).map((target) => target.written);
  t.strictSame(await written('crlf-and-bom.yaml'), ['smtp://mx1.example.com', 'smtp://mx2.example.com']);
  t.strictSame(await written('json.yaml'), ['smtp://mx1.example.com', 'smtp://[::1]']);
  t.strictSame(await written('aliases.yaml'), [
    'smtp://mx1.example.com',
    'smtp://mx1.example.com:587',
    'smtp://mx2.example.com',
    'smtp://mx2.example.com:587',
  ]);
});

/** Settings of defaults, group and entry, and the targets that come of them. */
const PRECEDENCE: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['{}', '{}', '{host: a, service: https}', ['https://a https']],
  ['{}', '{}', '{host: a, service: ldap}', ['ldaps://a ldap']],
  ['{}', '{}', '{host: a, service: receiving, port: 2526}', ['smtp://a:2526 receiving']],
  ['{}', '{}', '{host: a, protocol: smtp}', ['smtp://a receiving']],
  ['{}', '{}', '{host: a, port: 4431}', ['https://a:4431 https']],
  ['{}', '{}', '{host: a, protocol: smtp, port: 443}', ['smtp://a:443 receiving']],
  ['{protocol: smtp}', '{}', '{host: a}', ['smtp://a receiving']],
  ['{protocol: smtp}', '{protocol: https}', '{host: a}', ['https://a https']],
  ['{protocol: smtp}', '{protocol: https}', '{host: a, protocol: ldap}', ['ldap://a ldap']],
  ['{protocol: smtp}', '{}', '{host: a, port: 465}', ['smtps://a receiving']],
  ['{protocol: smtp}', '{}', '{host: a, port: 2526}', ['smtp://a:2526 receiving']],
  [
    '{protocol: smtp}',
    '{}',
    '{host: a, ports: [https:2526, 2527]}',
    ['https://a:2526 https', 'smtp://a:2527 receiving'],
  ],
  ['{ports: [25, 587]}', '{}', '{host: a}', ['smtp://a receiving', 'smtp://a:587 receiving']],
  ['{ports: [25, 587]}', '{ports: [443]}', '{host: a}', ['https://a https']],
  ['{ports: [25, 587]}', '{}', '{host: a, protocol: https}', ['https://a https']],
  [
    '{ports: [25, 587]}',
    '{}',
    '{host: a, service: delivery}',
    ['smtp://a delivery', 'smtp://a:587 delivery'],
  ],
  ['{service: delivery, protocol: smtp}', '{}', 'https://a', ['https://a https']],
  ['{service: delivery}', '{}', 'a', ['smtp://a delivery']],
  ['{service: delivery}', '{service: receiving}', 'a:25', ['smtp://a receiving']],
  ['{service: https}', '{}', 'a:25', ['smtp://a receiving']],
  ['{}', '{service: https}', '{url: smtp://a}', ['smtp://a receiving']],
];

t.test('what is nearer wins: entry, then group, then defaults', async (t) => {
  for (const [defaults, group, entry, expected] of PRECEDENCE) {
    const text = `defaults: ${defaults}\ngroups:\n  - defaults: ${group}\n    targets: [${entry}]\n`;
    t.strictSame(await parse(text), expected, text);
  }
});

t.test('hostile documents are refused in bounded time and memory', async (t) => {
  const tooDeep = 'nested more than 64 levels deep';
  t.strictSame(await parse('['.repeat(500_000)), [`1:65 ${tooDeep}`]);
  t.strictSame(await parse('{a: '.repeat(100_000)), [`1:254 ${tooDeep}`]);
  t.strictSame(await parse('- '.repeat(500_000)), [`1:128 ${tooDeep}`]);
  const quadratic = `a: &a [${'x,'.repeat(10_000)}]\ntargets: [${'*a,'.repeat(10_000)}]`;
  t.match(await parse(quadratic), [/^2:10 aliases make more than/]);
  const manyKeys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n');
  t.equal((await parse(manyKeys)).length, 20_001);
  t.match(await parse(' '.repeat(MAX_FILE_BYTES + 1)), ['1:1 the file has more than 1048576 bytes']);
});

t.test('keys that objects have by themselves are unknown keys like others', async (t) => {
  for (const key of ['__proto__', 'constructor', 'toString']) {
    t.strictSame(await parse(`targets: [smtp://a]\n${key}: {targets: 1}`), [`2:1 unknown key "${key}"`]);
  }
});

t.test('a file that cannot be read is a problem', async (t) => {
  const folder = t.testdir({});
  const message = 'the file cannot be read: ';
  t.match(await readTargetsFile(join(folder, 'missing.yaml')), {
    ok: false,
    problems: [{ line: 1, column: 1, message: `${message}there is no such file` }],
  });
  t.match(await readTargetsFile(folder), {
    ok: false,
    problems: [{ message: `${message}it is a directory` }],
  });
});

t.test('no text makes it throw', async (t) => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      ...['targets:', 'groups:', 'defaults:', 'host: ', 'port: ', 'ports: ', '- ', '\n', '\n  ', '\t', ': '],
      ...[
        '[',
        ']',
        '{',
        '}',
        '&a ',
        '*a',
        '!!x ',
        '%',
        '---',
        '...',
        '"',
        "'",
        '|',
        '>',
        '?',
        '#',
        ',',
        '<<',
      ],
      ...['smtp://a', '25', 'null', '~', 'false', '\r\n', '\ufeff'],
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 25 }), async (pieces) => {
      const read = await parseTargetsFile(new TextEncoder().encode(pieces.join('')), 'f');
      if (read.ok) return [...read.targets].length > 0;
      return read.problems.length > 0 && read.problems.every(({ line, column }) => line >= 1 && column >= 1);
    }),
    { numRuns: 400 },
  );
  t.pass();
});
