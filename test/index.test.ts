import { join } from 'node:path';
import t, { type Test } from 'tap';
import ts from 'typescript';
import {
  parseTarget,
  probe,
  scan,
  startLab,
  type Endpoint,
  type EndpointReport,
  type ScanInput,
  type ScanOptions,
} from '../src/index.js';
import { startServer, type LoopbackServer } from './cli/loopback-server.js';

/** Says goodbye to everybody at once. */
function startDoor(t: Test): Promise<LoopbackServer> {
  return startServer(t, (socket) => socket.end('554 go away\r\n'));
}

async function collect(targets: ScanInput, options?: ScanOptions): Promise<EndpointReport[]> {
  const reports: EndpointReport[] = [];
  for await (const report of scan(targets, options)) reports.push(report);
  return reports;
}

t.test('Targets can be texts or parsed, in any iterable', async (t) => {
  const { port } = await startDoor(t);
  const url = `smtp://127.0.0.1:${port}`;
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const { target } = parsed;
  const inputs: Record<string, ScanInput> = {
    'an array': [url, target],
    'a set': new Set([url, target]),
    'a generator': (function* () {
      yield url;
      yield target;
    })(),
    'an asynchronous generator': (async function* () {
      yield url;
      yield await Promise.resolve(target);
    })(),
  };
  for (const [what, input] of Object.entries(inputs)) {
    const reports = await collect(input);
    t.equal(reports.length, 2, what);
    for (const report of reports) t.match(report, { target: url, error: { code: 'rejected' } });
  }
  t.same(await collect([]), [], 'nothing in, nothing out');
});

t.test('Targets are taken as they are needed, and leaving the loop stops and closes', async (t) => {
  const { port } = await startDoor(t);
  let taken = 0;
  let wasReturned = false;
  function* endless(): Generator<string> {
    try {
      for (;;) {
        taken++;
        yield `smtp://127.0.0.1:${port}`;
      }
    } finally {
      wasReturned = true;
    }
  }
  for await (const { verdict } of scan(endless(), { concurrency: 2 })) {
    t.equal(verdict, 'inconclusive');
    break;
  }
  t.ok(taken < 500, `${taken} of endless targets were taken`);
  await new Promise((resolve) => setImmediate(resolve));
  t.ok(wasReturned, 'the iterable was told');
});

t.test('Leaving the loop closes connections that are still waiting', async (t) => {
  const closed: Promise<unknown>[] = [];
  const silent = await startServer(t, (socket) => {
    closed.push(new Promise((resolve) => socket.once('close', resolve)));
  });
  const door = await startDoor(t);
  async function* targets(): AsyncGenerator<string> {
    yield `smtp://127.0.0.1:${silent.port}`;
    await silent.untilConnections(1);
    yield `smtp://127.0.0.1:${door.port}`;
  }
  for await (const report of scan(targets(), { timeoutMs: 90_000 })) {
    t.equal(report.port, door.port);
    break;
  }
  await Promise.all(closed);
  t.equal(closed.length, 1);
});

t.test('A signal ends the scan: what is known is yielded, the rest is aborted', async (t) => {
  const silent = await startServer(t);
  const controller = new AbortController();
  void silent.untilConnections(1).then(() => controller.abort());
  const reports = await collect([`smtp://127.0.0.1:${silent.port}`, `https://127.0.0.1:${silent.port}`], {
    signal: controller.signal,
    timeoutMs: 90_000,
    perHost: 1,
  });
  t.equal(reports.length, 2);
  for (const report of reports) t.match(report, { verdict: 'inconclusive', error: { code: 'aborted' } });
});

t.test('A signal that was given before the scan tests nothing', async (t) => {
  const server = await startServer(t);
  const signal = AbortSignal.abort();
  const [report] = await collect([`https://127.0.0.1:${server.port}`], { signal });
  t.match(report, { verdict: 'inconclusive', error: { code: 'aborted' } });
  t.match(await probe(endpointAt(server.port), { signal }), { error: { code: 'aborted' } });
  t.equal(server.connections(), 0);
});

t.test('Many probes with one signal give no warning, and leave nothing behind', async (t) => {
  const { port } = await startDoor(t);
  const warnings: Error[] = [];
  const onWarning = (warning: Error): unknown => warnings.push(warning);
  process.on('warning', onWarning);
  t.teardown(() => process.off('warning', onWarning));
  const { signal } = new AbortController();
  const reports = await Promise.all(Array.from({ length: 100 }, () => probe(endpointAt(port), { signal })));
  t.ok(reports.every(({ error }) => error?.code === 'rejected'));
  for (let scans = 0; scans < 20; scans++) await collect([`smtp://127.0.0.1:${port}`], { signal });
  await new Promise((resolve) => setImmediate(resolve));
  t.same(warnings, []);
});

t.test('An option out of range is a RangeError', async (t) => {
  const { port, connections } = await startDoor(t);
  const url = `smtp://127.0.0.1:${port}`;
  const wrong: readonly ScanOptions[] = [
    ...[0, -1, NaN].map((timeoutMs) => ({ timeoutMs })),
    ...[0, -1, 1.5, NaN].flatMap((limit) => [{ perHost: limit }, { concurrency: limit }]),
  ];
  for (const options of wrong) {
    await t.rejects(async () => collect([url], options), RangeError, JSON.stringify(options));
  }
  await t.rejects(probe(endpointAt(port), { timeoutMs: 0 }), RangeError);
  t.equal(connections(), 0);
});

t.test('A text that is no target is a TypeError, after what is known has been yielded', async (t) => {
  const { port } = await startDoor(t);
  const seen: string[] = [];
  await t.rejects(async () => {
    for await (const { target } of scan([`smtp://127.0.0.1:${port}`, 'htps://user:hunter2@host']))
      seen.push(target);
  }, TypeError);
  t.same(seen, [`smtp://127.0.0.1:${port}`]);
  await t.rejects(collect(['htps://user:hunter2@host']), { message: /^(?!.*hunter2)/ });
});

t.test('What the iteration of targets throws is thrown, after what is known has been yielded', async (t) => {
  const { port } = await startDoor(t);
  async function* broken(): AsyncGenerator<string> {
    yield `smtp://127.0.0.1:${port}`;
    throw new Error('the database is gone');
  }
  let seen = 0;
  await t.rejects(
    async () => {
      for await (const report of scan(broken())) seen += report.error?.code === 'rejected' ? 1 : 0;
    },
    { message: 'the database is gone' },
  );
  t.equal(seen, 1);
});

t.test('A probe of one endpoint of the lab says what a scan says', async (t) => {
  const lab = await startLab();
  t.teardown(() => lab.close());
  for (const { url, protocol, service, host, port, expectation } of lab.endpoints) {
    const endpoint: Endpoint = { written: url, protocol, service, host, ip: host, port };
    t.match(await probe(endpoint), { verdict: expectation, target: url });
  }
});

t.test('A consumer compiles against the published types, under strict rules', async (t) => {
  const folder = t.testdir({ 'consumer.ts': CONSUMER });
  const program = ts.createProgram([join(folder, 'consumer.ts')], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
  });
  const mistakes = ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) => {
    const where = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName ?? ''}:${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  t.same(mistakes, []);
});

const CONSUMER = `
import {
  parseTarget, probe, scan, startLab, VERDICTS,
  type Endpoint, type EndpointReport, type Finding, type Lab, type LabOptions, type ParsedTarget,
  type ProbeOptions, type ScanInput, type ScanOptions, type Target, type Verdict,
} from 'shaprobe';

export async function worst(input: ScanInput, signal: AbortSignal): Promise<Verdict | undefined> {
  const options: ScanOptions = { concurrency: 10, handshake: 'hello', timeoutMs: 500, signal };
  const found: Verdict[] = [];
  for await (const report of scan(input, options)) {
    const { verdict, findings, error }: EndpointReport = report;
    const ids: Finding['id'][] = findings.map(({ id }) => id);
    if (error?.stage === 'connect' && error.code === 'refused') continue;
    if (ids.length > 0) found.push(verdict);
  }
  return VERDICTS.find((verdict) => found.includes(verdict));
}

export async function one(text: string, options: ProbeOptions): Promise<EndpointReport | string> {
  const parsed: ParsedTarget = parseTarget(text);
  if (!parsed.ok) return parsed.problem.hint ?? parsed.problem.message;
  const target: Target = parsed.target;
  const endpoint: Endpoint = { ...target, ip: '127.0.0.1' };
  return probe(endpoint, options);
}

export async function lab(options: LabOptions): Promise<string[]> {
  const started: Lab = await startLab(options);
  const urls = started.endpoints.map(({ url }) => url);
  await started.close();
  return urls;
}
`;

function endpointAt(port: number): Endpoint {
  return {
    written: `smtp://127.0.0.1:${port}`,
    protocol: 'smtp',
    service: 'receiving',
    host: '127.0.0.1',
    ip: '127.0.0.1',
    port,
  };
}
