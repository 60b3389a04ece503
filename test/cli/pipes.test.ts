import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { startServer } from './loopback-server.js';
import { parseLines, shaprobe, start, STACK_TRACE, type Finished } from './shaprobe-process.js';

/** Targets at a port that ends each connection at once. */
async function quickTargets(t: Test, count: number): Promise<{ list: string; connections: () => number }> {
  const { port, connections } = await startServer(t, (socket) => socket.end('554 go away\r\n'));
  return { list: `smtp://127.0.0.1:${port}\n`.repeat(count), connections };
}

const NO_SPACE = 'error: cannot write to stdout: no space left on the device';

t.test('A reader that leaves after the first line stops the scan, without a word of error', async (t) => {
  const { list, connections } = await quickTargets(t, 3000);
  const { child, until, finished } = start(t, ['scan', '-q', '-l', '-', '--format', 'ndjson'], {
    stdin: list,
  });
  await until('stdout', /\n/);
  child.stdout?.destroy();
  const { stderr, code } = await finished;
  t.equal(stderr, '');
  t.equal(code, 3, 'what was left untested must not look clean');
  t.ok(connections() < 3000, `${connections()} of 3000 were still scanned`);
});

t.test('A reader that leaves stops a scan whose stdin is still open', async (t) => {
  const { list } = await quickTargets(t, 200);
  const { child, until, finished } = start(t, ['scan', '-q', '-l', '-'], { stdio: 'pipe' });
  child.stdin?.write(list);
  await until('stdout', /\n/);
  child.stdout?.destroy();
  child.stdin?.write(list);
  const { stderr, code } = await finished;
  t.notMatch(stderr, STACK_TRACE);
  t.equal(code, 3);
});

t.test('Help and version into a pipe that nobody reads end without a word', async (t) => {
  for (const args of [['--help'], ['scan', '--help'], ['--version']]) {
    const { child, finished } = start(t, args);
    child.stdout?.destroy();
    const { stderr, signal } = await finished;
    t.equal(stderr, '');
    t.equal(signal, null);
  }
});

t.test('A reader of stderr that leaves changes nothing', async (t) => {
  const { list } = await quickTargets(t, 50);
  const { child, finished } = start(t, ['scan', '-v', '-l', '-', '--format', 'ndjson'], { stdin: list });
  child.stderr?.destroy();
  const { stdout, code } = await finished;
  t.equal(parseLines(stdout).length, 50);
  t.equal(code, 3);
});

t.test('A reader that stalls slows the scan, and costs neither memory nor verdicts', async (t) => {
  const { list, connections } = await quickTargets(t, 4000);
  const args = ['scan', '-q', '-c', '20', '--timeout', '2s', '-l', '-', '--format', 'ndjson'];
  const { child, finished } = start(t, args, { stdin: list });
  child.stdout?.pause();
  let atLast = -1;
  // Stalled: no connection has come for a while, a hundred times what one takes.
  while (connections() === 0 || connections() > atLast) {
    atLast = connections();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  t.ok(atLast < 1500, `${atLast} of 4000 were scanned ahead of the reader`);
  child.stdout?.resume();
  const { stdout } = await finished;
  const codes = new Set(parseLines(stdout).map(({ error }) => error?.code));
  t.same([...codes], ['rejected'], 'no time ran out meanwhile');
  t.equal(parseLines(stdout).length, 4000);
});

t.test('Where stdout is full, what was found is on stderr, and the exit code is 2', async (t) => {
  const { list } = await quickTargets(t, 3);
  for (const format of ['ndjson', 'table', 'json']) {
    const { stderr, code } = await toDevFull(t, ['scan', '-q', '--format', format, '-l', '-'], list);
    t.equal(stderr.split('\n')[0], NO_SPACE);
    t.match(stderr, 'hint: the scan stops here');
    t.notMatch(stderr, STACK_TRACE);
    t.equal(code, 2, format);
  }
});

t.test('Where the file is full, each record that was made is on stderr', async (t) => {
  const { list, connections } = await quickTargets(t, 2);
  const { stdout, stderr, code } = await shaprobe(
    t,
    ['scan', '-q', '-l', '-', '-o', '/dev/full', '--format', 'ndjson'],
    {
      stdin: list,
    },
  );
  t.equal(code, 2);
  t.equal(stdout, '');
  const [error, hint, ...records] = stderr.trimEnd().split('\n');
  t.equal(error, 'error: cannot write to /dev/full: no space left on the device');
  t.match(hint, /^hint: /);
  t.ok(records.length >= 1);
  for (const record of parseLines(records.join('\n'))) t.equal(record.error?.code, 'rejected');
  t.ok(connections() >= records.length);
});

t.test('Help, and the lab, say that stdout is full', async (t) => {
  for (const args of [['--help'], ['--version'], ['lab', '--json']]) {
    const { stderr, code } = await toDevFull(t, args);
    t.equal(stderr, `${NO_SPACE}\n`);
    t.equal(code, 2);
  }
});

t.test('On a disk that fills up, the file ends with a whole line, and no record is lost', async (t) => {
  const { list } = await quickTargets(t, 400);
  const args = ['scan', '-q', '-l', '-', '--format', 'ndjson'];
  await onSmallDisk(t, async (disk) => {
    const path = join(disk, 'report.ndjson');
    const { stderr, code } = await shaprobe(t, [...args, '-o', path], { stdin: list });
    t.equal(code, 2);
    t.match(stderr, /^error: cannot write to .*report\.ndjson: no space left on the device$/m);
    const saved = readFileSync(path, 'utf8');
    t.ok(saved.endsWith('\n'), 'the last line is whole');
    t.ok(parseLines(saved).length > 10);
    t.ok(parseLines(recordsIn(stderr)).length >= 1, 'the record that did not fit is on stderr');
  });
});

t.test('On a disk that fills up under stdout, the record that did not fit is on stderr', async (t) => {
  const { list } = await quickTargets(t, 400);
  await onSmallDisk(t, async (disk) => {
    const path = join(disk, 'report.ndjson');
    const fd = openSync(path, 'w');
    const args = ['scan', '-q', '-c', '1', '-l', '-', '--format', 'ndjson'];
    const { stderr, code } = await shaprobe(t, args, { stdin: list, stdio: ['pipe', fd, 'pipe'] });
    closeSync(fd);
    t.equal(code, 2);
    t.match(stderr, NO_SPACE);
    const lines = readFileSync(path, 'utf8').split('\n');
    const cut = lines.pop() ?? '';
    const [lost] = recordsIn(stderr).split('\n');
    t.ok(cut.length > 0, 'the file ends within a record');
    t.ok(lost?.startsWith(cut), 'and that record is the first on stderr, whole');
    t.ok(parseLines(lines.join('\n')).length > 10);
  });
});

function recordsIn(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .join('\n');
}

async function toDevFull(t: Test, args: readonly string[], stdin = ''): Promise<Finished> {
  const fd = openSync('/dev/full', 'w');
  try {
    return await shaprobe(t, args, { stdin, stdio: ['pipe', fd, 'pipe'] });
  } finally {
    closeSync(fd);
  }
}

/** A disk of 64 kB; not in the folder of fixtures, which is removed before a teardown could unmount it. */
async function onSmallDisk(t: Test, use: (disk: string) => Promise<void>): Promise<void> {
  const disk = mkdtempSync(join(tmpdir(), 'shaprobe-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk], { stdio: 'ignore' });
  } catch {
    rmdirSync(disk);
    t.pass('NOT TESTED: mounting a small tmpfs needs root', { skip: true });
    return;
  }
  try {
    await use(disk);
  } finally {
    execFileSync('umount', [disk]);
    rmdirSync(disk);
  }
}
