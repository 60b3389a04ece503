import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { startServer } from './loopback-server.js';
import { shaprobe, STACK_TRACE, type Finished } from './shaprobe-process.js';

/** Nothing on stdout, exit code 2, and words instead of a stack. */
function refused(
  t: Test,
  { stdout, stderr, code }: Finished,
  ...expected: readonly (RegExp | string)[]
): void {
  t.equal(code, 2);
  t.equal(stdout, '');
  t.notMatch(stderr, STACK_TRACE);
  t.notMatch(stderr, UNSAFE);
  for (const what of expected) t.match(stderr, what);
}

/** What steers a terminal, but for the ends of lines. */
const UNSAFE = /[^\P{C}\n]/u;

t.test('A wrong word on the command line is told, with what was meant', async (t) => {
  const run = (...args: string[]): Promise<Finished> => shaprobe(t, args);
  refused(t, await run(), /^Usage: shaprobe/);
  refused(
    t,
    await run('scan', '--formt', 'json'),
    "error: unknown option '--formt'",
    'Did you mean --format?',
    '--help',
  );
  refused(t, await run('--formt'), "error: unknown option '--formt'");
  refused(t, await run('scna'), "error: unknown command 'scna'", 'hint: did you mean scan?');
  refused(t, await run('frobnicate'), "error: unknown command 'frobnicate'", 'hint: `shaprobe --help`');
  refused(t, await run('lab', 'now'), 'too many arguments', 'hint: `shaprobe lab --help`');
  refused(t, await run('demo', '--fxi'), "unknown option '--fxi'", 'Did you mean --fix?');
  refused(t, await run('scan'), 'error: no targets given', 'hint: name them, as in `shaprobe scan smtp://');
});

t.test('A target without a command is told apart, and its password is not shown', async (t) => {
  const finished = await shaprobe(t, ['smtp://user:hunter2@mail.example.com']);
  refused(t, finished, 'error: a command goes before the targets', 'hint: to scan them: `shaprobe scan`');
  t.notMatch(finished.stderr, 'hunter2');
});

t.test('A value that an option cannot have is told, with what it can have', async (t) => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--format', 'xml'], /--format.*'xml' is invalid.*table, json, ndjson/],
    [['--fail-on', 'worst'], /'worst' is invalid.*low, medium, high, critical, never/],
    [['--handshake', 'half'], /'half' is invalid.*full, hello/],
    [['--profile', 'md5'], /'md5' is invalid.*sha, rfc9155/],
    [['-c', '0'], /'0' is invalid\. expected a whole number from 1 to 10000/],
    [['-c', 'ten'], /expected a whole number/],
    [['--per-host', '-1'], /expected a whole number from 1 to 1000/],
    [['--timeout', '5'], /write 5s or 5ms/],
    [['--timeout', '0s'], /at least 1ms/],
    [['--timeout', '1y'], /write a number with its unit/],
    [['--timeout', '99999h'], /the longest is 596h/],
    [['--sni', '192.0.2.1'], /expected a host name.*--no-sni/],
    [['--ehlo-name', 'a\r\nQUIT'], /expected a name for EHLO/],
    [['--source-address', 'eth0'], /expected an address of this machine/],
    [['--expires-soon', 'soon'], /whole number of days/],
    [['-o'], /argument missing/],
  ];
  for (const [flags, message] of cases) {
    t.comment(flags.join(' '));
    refused(t, await shaprobe(t, ['scan', 'https://127.0.0.1:1', ...flags]), message, 'hint: ');
  }
});

t.test('All bad targets are told at once, and nothing is scanned', async (t) => {
  const server = await startServer(t);
  const list = join(t.testdir({ 'targets.txt': 'https://127.0.0.1:1\nnot a target\n' }), 'targets.txt');
  const finished = await shaprobe(t, [
    'scan',
    `https://127.0.0.1:${server.port}`,
    'htps://mail.example.com',
    'smtp://mail.example.com:99999',
    'https://admin:hunter2@mail.example.com',
    'mail.example.com',
    'https://[::1',
    '10.0.0.0/8',
    '-l',
    list,
    '-f',
    '/does/not/exist.yaml',
  ]);
  refused(
    t,
    finished,
    'error: target 2: unknown protocol "htps"',
    'did you mean https?',
    'error: target 3: expected a port from 1 to 65535, found "99999"',
    'error: target 4: a target takes no user name or password',
    'error: target 5: nothing says which protocol',
    'error: target 6: the "]" after an IPv6 address is missing',
    'error: target 7: ',
    /targets\.txt:2:\d+: /,
    '/does/not/exist.yaml:1:1: the file cannot be read: there is no such file',
  );
  t.notMatch(finished.stderr, 'hunter2');
  t.equal(server.connections(), 0, 'nothing was scanned');
});

t.test('A bad targets.yaml is told with line and column, all mistakes at once', async (t) => {
  const server = await startServer(t);
  const folder = t.testdir({
    'targets.yaml': `targets:
  - https://127.0.0.1:${server.port}
  - host: 127.0.0.1
    prots: [443]
  - host: 127.0.0.1
    protocol: htps
`,
    'broken.yaml': 'targets: [\n',
    'empty.yaml': '',
    'bomb.yaml': `a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]
g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]
h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g]
targets: *h
`,
  });
  const run = (name: string): Promise<Finished> => shaprobe(t, ['scan', '-f', name], { cwd: folder });
  refused(
    t,
    await run('targets.yaml'),
    /^targets\.yaml:4:5: .*prots/m,
    /^targets\.yaml:6:15: .*htps/m,
    'hint: ',
  );
  t.equal(server.connections(), 0, 'nothing was scanned');
  refused(t, await run('broken.yaml'), /^broken\.yaml:\d+:\d+: /);
  refused(t, await run('empty.yaml'), /^empty\.yaml:1:1: /);
  refused(t, await run('bomb.yaml'), /^bomb\.yaml:\d+:\d+: /);
});

t.test('A file that cannot be read is told for what it is', async (t) => {
  const folder = t.testdir({
    folder: {},
    'empty.txt': '# nothing\n',
    'binary.bin': Buffer.from([0xff, 0, 1, 2]),
  });
  const run = (...args: string[]): Promise<Finished> =>
    shaprobe(t, ['scan', 'https://127.0.0.1:1', ...args], { cwd: folder });
  refused(t, await run('-f', 'folder'), 'folder:1:1: the file cannot be read: it is a directory');
  refused(t, await run('-l', 'folder'), 'folder:1:1: the file cannot be read: it is a directory');
  refused(t, await run('-l', 'none.txt'), 'none.txt:1:1: the file cannot be read: there is no such file');
  refused(t, await run('-l', 'empty.txt'), 'empty.txt:1:1: expected targets, found none');
  refused(t, await run('-l', 'binary.bin'), /binary\.bin:1:\d+: /);
  refused(t, await run('-f', 'binary.bin'), /binary\.bin:1:\d+: expected text/);
  refused(t, await run('--catalogue', 'none.yaml'), 'error: cannot read none.yaml: there is no such file');
  refused(t, await run('--catalogue', 'folder'), 'error: cannot read folder: it is a directory');
  refused(t, await run('-f', 'https://user:hunter2@host'), 'error: -f takes a file, found a URL');
});

t.test('A bad catalogue is told with line and column', async (t) => {
  const folder = t.testdir({
    'catalogue.yaml':
      'certificates:\n  - id: Acme Default\n    vendor: Acme\n    product: Box\n    subject: { CN: acme }\n',
    'broken.yaml': 'certificates: [\n',
  });
  const run = (name: string): Promise<Finished> =>
    shaprobe(t, ['scan', 'https://127.0.0.1:1', '--catalogue', name], { cwd: folder });
  refused(t, await run('catalogue.yaml'), /^catalogue\.yaml:2:9: .*expected an id in lower case/m);
  refused(t, await run('broken.yaml'), /^broken\.yaml:\d+:\d+: /m);
});

t.test('A path that cannot be written is told before anything is scanned', async (t) => {
  const server = await startServer(t);
  const folder = t.testdir({ folder: {} });
  const run = (...args: string[]): Promise<Finished> =>
    shaprobe(t, ['scan', `https://127.0.0.1:${server.port}`, ...args], { cwd: folder });
  refused(t, await run('-o', 'folder'), 'error: cannot write to folder: it is a directory');
  refused(
    t,
    await run('-o', 'none/report.json'),
    'error: cannot write to none/report.json: there is no such',
  );
  refused(t, await run('--summary', 'none/summary.json'), 'error: cannot write to none/summary.json');
  t.equal(server.connections(), 0);
});

t.test('No file is overwritten that is read as well, or written twice', async (t) => {
  const text = 'https://127.0.0.1:1\n';
  const folder = t.testdir({ 'targets.txt': text, 'other.txt': t.fixture('symlink', 'targets.txt') });
  const run = (...args: string[]): Promise<Finished> => shaprobe(t, ['scan', ...args], { cwd: folder });
  refused(t, await run('-l', 'targets.txt', '-o', './targets.txt'), '-l and -o are the same file');
  refused(
    t,
    await run('-l', 'targets.txt', '-o', 'other.txt'),
    '-l and -o are the same file',
    'hint: write -o to',
  );
  refused(
    t,
    await run('-f', 'targets.txt', '--summary', 'targets.txt'),
    '-f and --summary are the same file',
  );
  refused(
    t,
    await run('https://127.0.0.1:1', '-o', 'new', '--summary', 'new'),
    '-o and --summary are the same file',
  );
  t.equal(readFileSync(join(folder, 'targets.txt'), 'utf8'), text);
  t.notOk(existsSync(join(folder, 'new')));
});

t.test('What arguments hold is made harmless before it is shown', async (t) => {
  const evil = '\x1b[2J\x1b]0;owned\x07\u202eevil\u009b31m';
  const folder = t.testdir();
  const cases = [
    ['scan', `--${evil}`],
    ['scan', `https://${evil}`],
    ['scan', '-f', evil],
    ['scan', '-l', evil],
    ['scan', 'https://127.0.0.1:1', '--catalogue', evil],
    ['scan', 'https://127.0.0.1:1', '-o', `none/${evil}`],
    ['scan', 'https://127.0.0.1:1', '--summary', `none/${evil}`],
    ['scan', 'https://127.0.0.1:1', '--format', evil],
    ['scan', 'https://127.0.0.1:1', '--timeout', evil],
    ['scan', 'https://127.0.0.1:1', '--sni', evil],
    [evil],
    ['lab', evil],
  ];
  for (const args of cases) refused(t, await shaprobe(t, args, { cwd: folder }), /^error: |:1:1: /);
  writeFileSync(join(folder, evil), `https://${evil}\n`);
  refused(t, await shaprobe(t, ['scan', '-l', evil], { cwd: folder }), /:1:\d+: /);
});
