import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import {
  MAX_LINE_BYTES,
  readTargetList,
  readTargetListFile,
  type ListItem,
} from '../../src/targets/target-list.js';
import { chunkSizes, collect, inChunks } from './chunks.js';

function shown(item: ListItem): string {
  if (item.ok) return `${item.line} ${item.target.written} = ${item.target.protocol} ${item.target.host}`;
  const { line, column, message } = item.problem;
  return `${line}:${column} ${message}`;
}

const LIST = [
  '\ufeff# mail',
  'smtp://mx1.example.com   # the first',
  '',
  '  mx2.example.com:25\t#second\r',
  '\t# indented comment',
  'https://bücher.example',
  'smtp://mx3 smtp://mx4',
  '  http://gui.example.com',
  'https://gui.example.com#top',
  'x'.repeat(MAX_LINE_BYTES + 1),
  'smtp://a:hunter2@mx5',
  'mx6',
  '[::1]:25',
].join('\n');

const EXPECTED = [
  '2 smtp://mx1.example.com = smtp mx1.example.com',
  '4 mx2.example.com:25 = smtp mx2.example.com',
  '6 https://bücher.example = https xn--bcher-kva.example',
  '7:11 white space inside a target',
  '8:3 unknown protocol "http"',
  '9:24 only protocol, host and port make a target, without a path',
  '10:1 a line of more than 4096 bytes',
  '11:1 a target takes no user name or password ("@")',
  '12:1 nothing says which protocol or port mx6 has',
  '13 [::1]:25 = smtp ::1',
];

t.test('targets and problems come in their order, however the bytes are cut', async (t) => {
  const bytes = new TextEncoder().encode(LIST);
  for (const size of chunkSizes(bytes)) {
    const items = await collect(readTargetList(inChunks(bytes, size), 'list.txt'));
    t.strictSame(items.map(shown), EXPECTED, `${size} at a time`);
    for (const item of items) if (!item.ok) t.match(item.problem, { file: 'list.txt', hint: /./ });
  }
});

t.test('bytes that are no UTF-8 are a problem of their line alone', async (t) => {
  const bytes = Buffer.concat([
    Buffer.from('smtp://mx1\nsmtp://z'),
    Uint8Array.of(0xfc),
    Buffer.from('rich\nsmtp://mx2\n'),
  ]);
  const items = await collect(readTargetList(inChunks(bytes, 1), '-'));
  t.strictSame(items.map(shown), [
    '1 smtp://mx1 = smtp mx1',
    '2:9 expected text in UTF-8, found other bytes',
    '3 smtp://mx2 = smtp mx2',
  ]);
});

t.test('a list without a target is a problem, never all clean', async (t) => {
  for (const text of ['', '\n\n', '# nothing\n']) {
    const items = await collect(readTargetList(inChunks(Buffer.from(text), 100), '-'));
    t.strictSame(items.map(shown), ['1:1 expected targets, found none']);
  }
});

t.test('hosts take what they leave out from the levels', async (t) => {
  const levels = [{ ports: [{ port: 25 }, { port: 465 }] }];
  const items = await collect(readTargetList(inChunks(Buffer.from('mx1\nmx2:587'), 100), '-', levels));
  t.strictSame(items.map(shown), [
    '1 smtp://mx1 = smtp mx1',
    '1 smtps://mx1 = smtps mx1',
    '2 mx2:587 = smtp mx2',
  ]);
});

t.test('each target is there before the next line is read', async (t) => {
  let served = 0;
  async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      served++;
      yield Buffer.from(`smtp://mx${served}.example.com\n`);
    }
  }
  let taken = 0;
  for await (const item of readTargetList(endless(), '-')) {
    t.equal(item.ok && item.target.host, `mx${served}.example.com`);
    if (++taken === 3) break;
  }
  t.equal(served, 3);
});

t.test('a file is checked as a whole first', async (t) => {
  const folder = t.testdir({ 'good.txt': 'smtp://mx1\nsmtp://mx2\n', 'bad.txt': LIST });
  const good = await readTargetListFile(join(folder, 'good.txt'));
  if (!good.ok) throw new Error('refused');
  t.strictSame((await collect(good.items)).map(shown), [
    '1 smtp://mx1 = smtp mx1',
    '2 smtp://mx2 = smtp mx2',
  ]);
  const bad = await readTargetListFile(join(folder, 'bad.txt'));
  t.match(bad, { ok: false, omitted: 0 });
  if (bad.ok) return;
  t.strictSame(
    bad.problems.map((problem) => shown({ ok: false, problem })),
    EXPECTED.filter((line) => /^\d+:/.test(line)),
  );
});

t.test('of a file of another kind the first hundred problems are told, and how many there are', async (t) => {
  const folder = t.testdir({ 'novel.txt': 'call me Ishmael\n'.repeat(250) });
  const read = await readTargetListFile(join(folder, 'novel.txt'));
  if (read.ok) throw new Error('accepted');
  t.equal(read.problems.length, 100);
  t.equal(read.omitted, 150);
});

t.test('a file that cannot be read is a problem', async (t) => {
  const folder = t.testdir({});
  t.match(await readTargetListFile(join(folder, 'missing.txt')), {
    ok: false,
    problems: [
      {
        line: 1,
        column: 1,
        message: 'the file cannot be read: there is no such file',
        hint: 'check the name and the folder you are in',
      },
    ],
  });
});

t.test('a pipe is read once, problems in their place', async (t) => {
  const fifo = join(t.testdir({}), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const read = await readTargetListFile(fifo);
  if (!read.ok) throw new Error('refused');
  const [items] = await Promise.all([
    collect(read.items),
    import('node:fs/promises').then(({ writeFile }) => writeFile(fifo, 'smtp://mx1\nmx2\n')),
  ]);
  t.strictSame(items.map(shown), [
    '1 smtp://mx1 = smtp mx1',
    '2:1 nothing says which protocol or port mx2 has',
  ]);
});
