import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { startServer } from './loopback-server.js';
import { parseLines, start, STACK_TRACE, type Running } from './shaprobe-process.js';

/** A scan with one endpoint that is finished and two that never answer; `port` is the silent one's. */
async function startHalfDone(t: Test, args: readonly string[]): Promise<Running> {
  const quick = await startServer(t, (socket) => socket.end('554 no\r\n'));
  const silent = await startServer(t);
  const running = start(t, [
    ...['scan', '--timeout', '90s', ...args],
    `smtp://127.0.0.1:${quick.port}`,
    `smtp://127.0.0.1:${silent.port}`,
    `https://127.0.0.1:${silent.port}`,
  ]);
  await Promise.all([silent.untilConnections(2), quick.untilConnections(1)]);
  return running;
}

t.test('Ctrl-C writes what is known and reports the rest as aborted', async (t) => {
  const { child, until, finished } = await startHalfDone(t, ['--format', 'ndjson']);
  await until('stdout', /rejected/);
  child.kill('SIGINT');
  const { stdout, stderr, code } = await finished;
  const errors = parseLines(stdout).map(({ verdict, error }) => `${verdict} ${error?.code}`);
  t.same(errors.toSorted(), ['inconclusive aborted', 'inconclusive aborted', 'inconclusive rejected']);
  t.match(JSON.parse(stderr), { aborted: true, endpoints: 3 });
  t.equal(code, 130);
});

t.test('SIGTERM does the same and exits with 143', async (t) => {
  const { child, until, finished } = await startHalfDone(t, []);
  await until('stdout', /rejected/);
  child.kill('SIGTERM');
  const { stdout, stderr, code } = await finished;
  t.equal(code, 143);
  t.match(stdout, 'Stopped early');
  t.match(stdout, 'aborted');
  t.equal(stderr, '');
});

t.test('A document in JSON is whole after Ctrl-C, on stdout and in a file', async (t) => {
  const onStdout = await startHalfDone(t, ['--format', 'json']);
  onStdout.child.kill('SIGINT');
  const { stdout } = await onStdout.finished;
  t.equal((JSON.parse(stdout) as { records: unknown[] }).records.length, 3);
  const path = join(t.testdir(), 'report.json');
  const inFile = await startHalfDone(t, ['-o', path]);
  inFile.child.kill('SIGINT');
  t.equal((await inFile.finished).code, 130);
  t.equal((JSON.parse(readFileSync(path, 'utf8')) as { records: unknown[] }).records.length, 3);
});

t.test('Ctrl-C ends a scan whose stdin is still open', async (t) => {
  const { port, untilConnections } = await startServer(t);
  const { child, finished } = start(t, ['scan', '-l', '-', '--format', 'ndjson'], { stdio: 'pipe' });
  child.stdin?.write(`smtp://127.0.0.1:${port}\n`);
  await untilConnections(1);
  child.kill('SIGINT');
  const { stdout, stderr, code } = await finished;
  t.equal(code, 130);
  t.match(parseLines(stdout), [{ error: { code: 'aborted' } }]);
  t.notMatch(stderr, STACK_TRACE);
});

t.test('Ctrl-C ends a scan that waits for its first target', async (t) => {
  const { child, until, finished } = start(t, ['scan', '-l', '-', '--format', 'json'], { stdio: 'pipe' });
  await until('stdout', /records/);
  child.kill('SIGINT');
  const { stdout, code } = await finished;
  t.equal(code, 130);
  t.same(JSON.parse(stdout), { schema: 'shaprobe/1', records: [] });
});

t.test('A second Ctrl-C exits at once, though nobody reads the report', async (t) => {
  const { port, untilConnections } = await startServer(t);
  // More than a pipe holds, so the first signal cannot be followed to its end.
  const { child, finished } = start(t, ['scan', '-l', '-', '--format', 'ndjson'], { stdio: 'pipe' });
  child.stdout?.pause();
  child.stdin?.write(`smtp://127.0.0.1:${port}\n`.repeat(5000));
  await untilConnections(1);
  child.stdout?.pause();
  child.kill('SIGINT');
  await new Promise((resolve) => {
    const look = (): unknown => (child.stdout?.readableLength ? resolve(undefined) : setImmediate(look));
    look();
  });
  child.kill('SIGINT');
  const [code] = await new Promise<[number | null]>((resolve) =>
    child.once('exit', (status) => resolve([status])),
  );
  t.equal(code, 130);
  child.stdout?.resume();
  await finished;
});
