import type { Socket } from 'node:net';
import t, { type Test } from 'tap';
import type { EndpointReport } from '../../src/model/index.js';
import { closedPort, startServer } from './loopback-server.js';
import { parseLines, shaprobe, STACK_TRACE } from './shaprobe-process.js';

/** What is not TLS, or not there, is inconclusive with stage and code: exit code 3, never clean, never a stack. */
async function inconclusive(
  t: Test,
  url: string,
  stage: string,
  code: string,
): Promise<EndpointReport | undefined> {
  const finished = await shaprobe(t, ['scan', '--format', 'ndjson', '--timeout', '300ms', url]);
  const records = parseLines(finished.stdout);
  t.equal(records.length, 1);
  t.match(records[0], { verdict: 'inconclusive', severity: 'unknown', error: { stage, code } });
  t.equal(finished.code, 3);
  t.notMatch(finished.stderr, STACK_TRACE);
  return records[0];
}

async function portOf(t: Test, serve?: (socket: Socket) => void): Promise<number> {
  return (await startServer(t, serve)).port;
}

t.test('A host that does not resolve', async (t) => {
  const name = 'does-not-exist.invalid';
  const finished = await shaprobe(t, ['scan', '--format', 'ndjson', `smtp://${name}`]);
  const [record] = parseLines(finished.stdout);
  t.match(record, { verdict: 'inconclusive', host: name, error: { stage: 'resolve' } });
  t.notOk(record?.ip);
  t.equal(finished.code, 3);
});

t.test('A closed port', async (t) => {
  await inconclusive(t, `https://127.0.0.1:${await closedPort()}`, 'connect', 'refused');
});

t.test('HTTP where TLS was expected', async (t) => {
  const port = await portOf(t, (socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
  });
  await inconclusive(t, `https://127.0.0.1:${port}`, 'handshake', 'not-tls');
});

t.test('SSH where TLS was expected, and where SMTP was', async (t) => {
  const ssh = (socket: Socket): unknown => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n');
  await inconclusive(t, `ldaps://127.0.0.1:${await portOf(t, ssh)}`, 'handshake', 'not-tls');
  await inconclusive(t, `smtp://127.0.0.1:${await portOf(t, ssh)}`, 'greeting', 'unexpected-reply');
});

t.test('Silence where a greeting was expected, and where a handshake was', async (t) => {
  const port = await portOf(t);
  await inconclusive(t, `smtp://127.0.0.1:${port}`, 'greeting', 'timeout');
  const { stdout, code } = await shaprobe(t, [
    ...['scan', '--format', 'ndjson', '--timeout', '300ms', `https://127.0.0.1:${port}`],
  ]);
  const [record] = parseLines(stdout);
  t.match(record?.verdict, /^(inconclusive|refused)$/, 'never clean');
  t.ok(code === 3 || code === 1);
  t.ok((record?.duration_ms ?? Infinity) < 10_000, 'it ends');
});

t.test('An SMTP server without STARTTLS', async (t) => {
  const port = await portOf(t, (socket) => {
    socket.write('220 HOST ESMTP\r\n');
    socket.on('data', (bytes) => {
      socket.write(bytes.toString().startsWith('EHLO') ? '250-HOST\r\n250 SIZE 1000\r\n' : '221 bye\r\n');
    });
  });
  const record = await inconclusive(t, `smtp://127.0.0.1:${port}`, 'starttls', 'not-offered');
  t.match(record?.greeting, 'HOST ESMTP');
});

t.test('A server that is busy, and one that rejects', async (t) => {
  const busy = '421 #4.4.5 Too many connections from your host.\r\n';
  const port = await portOf(t, (socket) => socket.end(busy));
  await inconclusive(t, `smtp://127.0.0.1:${port}`, 'greeting', 'service-unavailable');
  const other = await portOf(t, (socket) =>
    socket.end('554 Your access has been rejected, poor reputation\r\n'),
  );
  await inconclusive(t, `smtp://127.0.0.1:${other}`, 'greeting', 'rejected');
});

t.test('Lines without end, and a line without end', async (t) => {
  const flood =
    (text: string) =>
    (socket: Socket): void => {
      const pour = (): void => {
        while (!socket.destroyed && socket.write(text));
      };
      socket.on('drain', pour);
      pour();
    };
  const lines = await portOf(t, flood('220-AsyncOS\r\n'.repeat(100)));
  await inconclusive(t, `smtp://127.0.0.1:${lines}`, 'greeting', 'too-large');
  const line = await portOf(t, flood('220'.repeat(1000)));
  await inconclusive(t, `smtp://127.0.0.1:${line}`, 'greeting', 'unexpected-reply');
  await inconclusive(t, `https://127.0.0.1:${line}`, 'handshake', 'not-tls');
});

t.test('A source address that this machine does not have', async (t) => {
  const port = await portOf(t);
  const { stdout, code } = await shaprobe(t, [
    ...['scan', '--format', 'ndjson', '--source-address', '192.0.2.1', `https://127.0.0.1:${port}`],
  ]);
  t.match(parseLines(stdout)[0], {
    verdict: 'inconclusive',
    error: { stage: 'connect', code: 'local-resource' },
  });
  t.equal(code, 3);
});
