import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { mintCertificate, mintKey } from '../../src/lab/mint-certificate.js';
import { startLab } from '../../src/lab/index.js';
import { startServer } from './loopback-server.js';
import { COMMAND, parseLines, shaprobe } from './shaprobe-process.js';

const COLOUR = /\x1b\[[\d;]+m/; // eslint-disable-line no-control-regex

/** Controls and what reorders or hides text, but for the ends of lines. */
const UNSAFE = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

async function labUrl(t: Test): Promise<string> {
  const lab = await startLab();
  t.teardown(() => lab.close());
  return lab.endpoints[0]?.url ?? '';
}

t.test('Colours are for terminals: FORCE_COLOR puts them on, NO_COLOR wins', async (t) => {
  const url = await labUrl(t);
  const coloured = async (env: Record<string, string>): Promise<boolean> =>
    COLOUR.test((await shaprobe(t, ['scan', url], { env })).stdout);
  t.equal(await coloured({}), false, 'a pipe');
  t.equal(await coloured({ FORCE_COLOR: '1' }), true);
  t.equal(await coloured({ FORCE_COLOR: '0' }), false);
  t.equal(await coloured({ FORCE_COLOR: '1', NO_COLOR: '1' }), false);
  t.equal(await coloured({ FORCE_COLOR: '1', NO_COLOR: '' }), true, 'an empty NO_COLOR says nothing');
});

t.test('Machines get no colours, whatever is forced', async (t) => {
  const url = await labUrl(t);
  const { stdout } = await shaprobe(t, ['scan', url, '--format', 'ndjson'], { env: { FORCE_COLOR: '1' } });
  t.equal(parseLines(stdout).length, 1);
});

t.test('COLUMNS speaks for a pipe, and nonsense in it is not heard', async (t) => {
  const url = await labUrl(t);
  const widest = async (columns: string): Promise<number> => {
    const { stdout } = await shaprobe(t, ['scan', url], { env: { COLUMNS: columns } });
    return Math.max(...stdout.split('\n').map((line) => line.length));
  };
  t.ok((await widest('60')) <= 60);
  t.ok((await widest('200')) > 100);
  const byDefault = await widest('');
  for (const nonsense of ['-1', 'wide', '1e9999', '0']) t.equal(await widest(nonsense), byDefault, nonsense);
});

t.test('On a terminal of 80 columns there are colours, and no line is longer', async (t) => {
  const url = await labUrl(t);
  const output = await onTerminal(t, 80, ['scan', url]);
  if (output === undefined) {
    t.pass('NOT TESTED: script(1) is not installed', { skip: true });
    return;
  }
  t.match(output, COLOUR);
  const lines = output.replaceAll('\r', '').replaceAll(new RegExp(COLOUR, 'g'), '').split('\n');
  t.same(
    lines.filter((line) => line.length > 80),
    [],
  );
});

t.test('A terminal that was never told its size gets the usual layout, not the narrowest', async (t) => {
  const url = await labUrl(t);
  const output = await onTerminal(t, 0, ['scan', url]);
  if (output === undefined) {
    t.pass('NOT TESTED: script(1) is not installed', { skip: true });
    return;
  }
  t.match(output, 'ENDPOINT', 'columns stand side by side');
});

t.test('The names in a hostile certificate never reach the terminal as they are', async (t) => {
  const evil = '\x1b[2J\x1b]0;owned\x07\r\nok   clean\u202egpj.exe\u009b31m\0';
  const key = mintKey({ algorithm: 'ec', curve: 'prime256v1' });
  const certificate = mintCertificate({
    subject: [{ CN: evil }, { O: evil }],
    subjectAltNames: [{ dns: 'a\x1b[31m.example' }],
    key,
    notBefore: new Date(Date.now() - 1000),
    notAfter: new Date(Date.now() + 86_400_000),
  });
  const port = await serveTls(t, createServer({ cert: certificate.pem, key: certificate.privateKeyPem }));
  for (const args of [
    ['--format', 'table'],
    ['--format', 'table', '-v'],
    ['--format', 'ndjson'],
    ['--format', 'json'],
  ]) {
    const { stdout, stderr } = await shaprobe(t, ['scan', `https://127.0.0.1:${port}`, ...args]);
    t.notMatch(stdout, UNSAFE, `${args.join(' ')}: stdout`);
    t.notMatch(stderr, UNSAFE, `${args.join(' ')}: stderr`);
    t.match(stdout, 'gpj.exe', 'though the name is shown');
  }
});

t.test('What a hostile server says never reaches the terminal as it is', async (t) => {
  const { port } = await startServer(t, (socket) =>
    socket.end('554 \x1b[2J\x1b]0;owned\x07 \u202ego away\u009b31m\r\n'),
  );
  for (const args of [[], ['-v'], ['--format', 'ndjson', '-v'], ['--format', 'json']]) {
    const { stdout, stderr } = await shaprobe(t, ['scan', `smtp://127.0.0.1:${port}`, ...args]);
    t.notMatch(stdout, UNSAFE, `${args.join(' ')}: stdout`);
    t.notMatch(stderr, UNSAFE, `${args.join(' ')}: stderr`);
    t.match(stdout, 'go away');
  }
});

async function serveTls(t: Test, server: Server): Promise<number> {
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** What a person sees who runs it on a terminal so wide; undefined where there is no `script` to make one. */
async function onTerminal(t: Test, columns: number, args: readonly string[]): Promise<string | undefined> {
  const command = `stty cols ${columns} rows 50; exec "${process.execPath}" "${COMMAND}" ${args.join(' ')}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], TERM: 'xterm', SHELL: '/bin/sh' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => {
    child.on('error', () => resolve(undefined));
    child.on('close', () => resolve(output));
  });
}
