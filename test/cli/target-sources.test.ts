import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { startServer, type LoopbackServer } from './loopback-server.js';
import { parseLines, shaprobe, start } from './shaprobe-process.js';

/** Says goodbye to everybody, so that a scan ends at once. */
function startDoor(t: Test): Promise<LoopbackServer> {
  return startServer(t, (socket) => socket.end('554 go away\r\n'));
}

async function scannedTargets(t: Test, args: readonly string[], stdin?: string): Promise<string[]> {
  const { stdout } = await shaprobe(
    t,
    ['scan', '--format', 'ndjson', ...args],
    stdin === undefined ? {} : { stdin },
  );
  return parseLines(stdout).map(({ target }) => target);
}

t.test('Words, files, lists and stdin can be mixed, and everything is scanned', async (t) => {
  const { port } = await startDoor(t);
  const url = (n: number): string => `smtp://127.0.0.${n}:${port}`;
  const folder = t.testdir({
    'targets.yaml': `targets: ['${url(2)}', '${url(3)}']\n`,
    'more.yaml': `targets: ['${url(4)}']\n`,
    'list.txt': `# a comment\n\n${url(5)} # another\n${url(6)}\n`,
  });
  const targets = await scannedTargets(
    t,
    [
      url(1),
      ...['-f', join(folder, 'targets.yaml'), '-f', join(folder, 'more.yaml')],
      ...['-l', join(folder, 'list.txt'), '-l', '-'],
    ],
    `${url(7)}\n`,
  );
  t.same(targets.toSorted(), [1, 2, 3, 4, 5, 6, 7].map(url));
});

t.test(
  'A mistake in the middle of stdin is told in its place, the rest is scanned, and the exit code is 2',
  async (t) => {
    const server = await startDoor(t);
    const url = `smtp://127.0.0.1:${server.port}`;
    const { stdout, stderr, code } = await shaprobe(t, ['scan', '-l', '-', '--format', 'ndjson'], {
      stdin: `${url}\nhtps://mail.example.com\n${url}\n`,
    });
    t.equal(parseLines(stdout).length, 2);
    t.match(stderr, /^<stdin>:2:1: unknown protocol "htps"$/m);
    t.match(stderr, /^ +hint: did you mean https\?/m);
    t.equal(code, 2);
  },
);

t.test('Targets are scanned while stdin is still open', async (t) => {
  const { port } = await startDoor(t);
  const { child, until, finished } = start(t, ['scan', '-l', '-', '--format', 'ndjson'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin?.write(`smtp://127.0.0.1:${port}\n`);
  await until('stdout', /"target":"smtp:.*\n/);
  child.stdin?.end(`smtp://127.0.0.2:${port}\n`);
  t.equal(parseLines((await finished).stdout).length, 2);
});

t.test('Stdin without a target is a mistake, not a clean scan', async (t) => {
  const { stderr, code } = await shaprobe(t, ['scan', '-l', '-'], { stdin: '# nothing\n' });
  t.match(stderr, '<stdin>:1:1: expected targets, found none');
  t.equal(code, 2);
});

t.test('A list that cannot be read any further is told, and the exit code is 2', async (t) => {
  const { port } = await startDoor(t);
  const list = join(t.testdir(), 'list.txt');
  writeFileSync(list, `smtp://127.0.0.1:${port}\n`, { mode: 0o644 });
  const { stdout, stderr, code } = await shaprobe(t, [
    'scan',
    '-l',
    list,
    '-l',
    '/proc/self/mem',
    '--format',
    'ndjson',
  ]);
  t.equal(code, 2);
  t.match(stderr, /\/proc\/self\/mem/);
  t.notMatch(stderr, 'this is a bug');
  t.equal(stdout, '');
});

t.test('What is said on the command line wins over the file: the name for EHLO', async (t) => {
  const { server, file } = await smtpWithFile(t, 'ehlo_name: file.example');
  await shaprobe(t, ['scan', '-q', '-f', file]);
  t.match(server.heard().toString('latin1'), 'EHLO file.example\r\n');
  await shaprobe(t, ['scan', '-q', '-f', file, '--ehlo-name', 'flag.example']);
  t.match(server.heard().toString('latin1'), 'EHLO flag.example\r\n');
});

t.test('What is said on the command line wins over the file: SNI', async (t) => {
  const server = await startServer(t, (socket) => socket.once('data', () => socket.end()));
  const file = join(
    t.testdir({
      'targets.yaml': `targets:\n  - { host: 127.0.0.1, ports: ['https:${server.port}'], sni: file.example }\n`,
    }),
    'targets.yaml',
  );
  const hello = async (...flags: string[]): Promise<string> => {
    const before = server.heard().length;
    await shaprobe(t, ['scan', '-q', '--handshake', 'hello', '--timeout', '5s', '-f', file, ...flags]);
    return server.heard().subarray(before).toString('latin1');
  };
  t.match(await hello(), 'file.example');
  const flagged = await hello('--sni', 'flag.example');
  t.match(flagged, 'flag.example');
  t.notMatch(flagged, 'file.example');
  const without = await hello('--no-sni');
  t.ok(without.length > 0);
  t.notMatch(without, '.example');
});

t.test('What is said on the command line wins over the file: the time limit', async (t) => {
  const server = await startServer(t);
  const file = join(
    t.testdir({
      'targets.yaml': `targets:\n  - { url: 'smtp://127.0.0.1:${server.port}', timeout: 90s }\n`,
    }),
    'targets.yaml',
  );
  const { stdout, code } = await shaprobe(t, [
    'scan',
    '-f',
    file,
    '--timeout',
    '200ms',
    '--format',
    'ndjson',
  ]);
  t.equal(code, 3);
  t.match(parseLines(stdout)[0], { error: { stage: 'greeting', code: 'timeout' } });
});

t.test(
  'A name that resolves to several addresses is several endpoints, with --first-address one',
  async (t) => {
    const { port } = await startDoor(t);
    const all = await scannedTargets(t, [`smtp://localhost:${port}`]);
    t.ok(all.length >= 1);
    t.equal((await scannedTargets(t, [`smtp://localhost:${port}`, '--first-address'])).length, 1);
  },
);

async function smtpWithFile(t: Test, settings: string): Promise<{ server: LoopbackServer; file: string }> {
  const server = await startServer(t, (socket) => {
    socket.write('220 mail.example ESMTP\r\n');
    socket.on('data', (bytes) => {
      socket.write(bytes.toString('latin1').startsWith('QUIT') ? '221 bye\r\n' : '250 mail.example\r\n');
    });
  });
  const yaml = `defaults: { ${settings} }\ntargets: ['smtp://127.0.0.1:${server.port}']\n`;
  return { server, file: join(t.testdir({ 'targets.yaml': yaml }), 'targets.yaml') };
}
