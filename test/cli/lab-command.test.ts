import t from 'tap';
import type { LabEndpoint } from '../../src/lab/index.js';
import { startServer } from './loopback-server.js';
import { parseLines, shaprobe, start, STACK_TRACE, type Running } from './shaprobe-process.js';

type Test = Parameters<typeof start>[0];

async function startLabCommand(t: Test, ...flags: string[]): Promise<Running & { endpoints: LabEndpoint[] }> {
  let stdout = '';
  const running = start(t, ['lab', '--json', ...flags]);
  running.child.stdout?.on('data', (text: string) => (stdout += text));
  await running.until('stdout', /\n/);
  return { ...running, endpoints: (JSON.parse(stdout) as { endpoints: LabEndpoint[] }).endpoints };
}

t.test(
  'The lab prints its endpoints as JSON, is there for others to scan, and ends with Ctrl-C',
  async (t) => {
    const { child, finished, endpoints } = await startLabCommand(t);
    t.equal(endpoints.length, 7);
    for (const { url, host, port, name, description } of endpoints) {
      t.ok(url.endsWith(`://${host}:${port}`), url);
      t.equal(host, '127.0.0.1');
      t.ok(name.length > 0 && description.length > 0);
    }
    const { stdout, code } = await shaprobe(t, [
      'scan',
      '--format',
      'ndjson',
      ...endpoints.map(({ url }) => url),
    ]);
    t.equal(code, 1);
    const verdicts = new Map(parseLines(stdout).map(({ port, verdict }) => [port, verdict]));
    for (const { port, name, expectation } of endpoints) t.equal(verdicts.get(port), expectation, name);
    t.equal(child.exitCode, null, 'it is still running');
    child.kill('SIGINT');
    const end = await finished;
    t.equal(end.code, 0);
    t.equal(end.stdout.trimEnd().split('\n').length, 1, 'nothing but the endpoints on stdout');
    t.match(end.stderr, 'SSL3_GET_CLIENT_HELLO:no shared cipher', 'the log is on stderr');
    t.match(end.stderr, /^\w{3} \w{3} +\d+ [\d:]{8} \d{4} Info: New SMTP ICID 1 interface /m);
    t.notMatch(end.stderr, STACK_TRACE);
  },
);

t.test('With --fix nothing is signed with MD5, and SIGTERM ends the lab as well', async (t) => {
  const { child, finished, endpoints } = await startLabCommand(t, '--fix', '--quiet');
  const { stdout, code } = await shaprobe(t, [
    'scan',
    '--format',
    'ndjson',
    ...endpoints.map(({ url }) => url),
  ]);
  t.equal(code, 3, 'one listener has TLS off');
  t.notMatch(stdout, /md5/i);
  child.kill('SIGTERM');
  const end = await finished;
  t.equal(end.code, 0);
  t.equal(end.stderr, '', '--quiet prints no log lines');
});

t.test('For people it lists endpoints and says what to try', async (t) => {
  const { child, until, finished } = start(t, ['lab']);
  await until('stderr', /until Ctrl-C/);
  child.kill('SIGINT');
  const { stdout, stderr } = await finished;
  t.equal(stdout.trimEnd().split('\n').length, 7);
  t.match(stdout, /^smtp:\/\/127\.0\.0\.1:\d+ +Inbound mail \(Data 1\): the legacy MD5-signed/m);
  t.match(stderr, /^Try: shaprobe scan smtp:\/\/127\.0\.0\.1:\d+$/m);
});

t.test('A port that is taken, or an address of another machine, is told', async (t) => {
  const { port } = await startServer(t);
  const taken = await shaprobe(t, ['lab', '--base-port', String(Math.min(port, 65_000))]);
  t.equal(taken.code, port > 65_000 ? taken.code : 2);
  if (port <= 65_000) {
    t.match(taken.stderr, `error: the lab appliance cannot listen on port ${port}: the port is taken`);
    t.match(taken.stderr, 'hint: choose another --base-port');
  }
  t.notMatch(taken.stderr, STACK_TRACE);
  const elsewhere = await shaprobe(t, ['lab', '--host', '192.0.2.1']);
  t.equal(elsewhere.code, 2);
  t.match(elsewhere.stderr, 'that is no address of this machine');
  t.match(elsewhere.stderr, 'hint: choose a --host');
});

t.test('--base-port gives each endpoint a port of its own, one after the other', async (t) => {
  const { child, finished, endpoints } = await startAnywhere(t);
  const [first] = endpoints.map(({ port }) => port);
  t.same(
    endpoints.map(({ port }) => port - (first ?? 0)),
    [0, 1, 2, 3, 4, 5, 6],
  );
  child.kill('SIGINT');
  t.equal((await finished).code, 0);
});

/** The kernel has no seven ports in a row to give, so a place is looked for. */
async function startAnywhere(t: Test): ReturnType<typeof startLabCommand> {
  for (let attempt = 0; ; attempt++) {
    const base = 20_000 + Math.floor(Math.random() * 10_000);
    try {
      return await startLabCommand(t, '--base-port', String(base));
    } catch (error) {
      if (attempt === 10) throw error;
    }
  }
}
