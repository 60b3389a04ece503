import { spawn } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { connect } from '../../src/net/index.js';

const ip = '127.0.0.1';

type Teardown = Pick<Test, 'teardown'>;

async function startServer(t: Teardown, host = ip): Promise<{ port: number; accepted: Promise<Socket> }> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  t.teardown(() => server.close());
  const accepted = once(server, 'connection').then(([socket]) => socket as Socket);
  return { port: (server.address() as AddressInfo).port, accepted };
}

/** A listener that accepts nothing, with its queue full: the kernel drops what comes then, as a firewall does. */
async function startDeafServer(t: Teardown): Promise<{ port: number }> {
  const child = spawn(process.execPath, ['-e', DEAF_SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(output.toString());
  for (let queued = 0; queued < 10; queued++) {
    const result = await connect({ ip, port, timeoutMs: 200 });
    if (!result.ok) return { port };
    t.teardown(() => result.connection.close());
  }
  throw new Error('the queue never fills');
}

const DEAF_SERVER = `
  const server = require('node:net').createServer().listen(0, '${ip}', 1, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

t.test('a connection to a listening port is opened, and closing it twice is fine', async (t) => {
  for (const host of ['127.0.0.1', '::1']) {
    const { port, accepted } = await startServer(t, host);
    const result = await connect({ ip: host, port, timeoutMs: 10_000 });
    if (!result.ok) throw new Error(result.failure.message);
    const peer = await accepted;
    peer.resume();
    result.connection.close();
    result.connection.close();
    await once(peer, 'close');
    t.equal(result.connection.socket.destroyed, true);
  }
});

t.test('nothing is read from a connection that nobody reads', async (t) => {
  const { port, accepted } = await startServer(t);
  const result = await connect({ ip, port, timeoutMs: 10_000 });
  if (!result.ok) throw new Error(result.failure.message);
  const { connection } = result;
  const peer = await accepted;
  await new Promise((resolve) => peer.write('early', resolve));
  await new Promise(setImmediate);
  t.equal(connection.socket.bytesRead, 0);
  connection.close();
  peer.destroy();
});

t.test('a closed port refuses', async (t) => {
  const server = createServer().listen(0, ip);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  t.same(await connect({ ip, port, timeoutMs: 10_000 }), {
    ok: false,
    failure: { stage: 'connect', code: 'refused', message: 'The connection was refused (ECONNREFUSED)' },
  });
});

t.test('a connection comes from the source address that was asked for', async (t) => {
  const { port, accepted } = await startServer(t);
  const result = await connect({ ip, port, timeoutMs: 10_000, sourceAddress: '127.0.0.2' });
  if (!result.ok) throw new Error(result.failure.message);
  const peer = await accepted;
  t.equal(peer.remoteAddress, '127.0.0.2');
  result.connection.close();
  peer.destroy();
});

t.test('a source address that is not ours, or of the other family, is reported', async (t) => {
  const { port } = await startServer(t);
  for (const sourceAddress of ['192.0.2.1', '::1']) {
    t.match(await connect({ ip, port, timeoutMs: 10_000, sourceAddress }), {
      ok: false,
      failure: { stage: 'connect', code: 'local-resource', message: /source address/ },
    });
  }
});

t.test('an abort before it opens nothing', async (t) => {
  const { port } = await startServer(t);
  t.match(await connect({ ip, port, timeoutMs: 10_000, signal: AbortSignal.abort() }), {
    ok: false,
    failure: { stage: 'connect', code: 'aborted' },
  });
});

t.test('an abort or the deadline ends an attempt to connect', async (t) => {
  const { port } = await startServer(t);
  const controller = new AbortController();
  const pending = connect({ ip, port, timeoutMs: 10_000, signal: controller.signal });
  controller.abort();
  t.match(await pending, { ok: false, failure: { stage: 'connect', code: 'aborted' } });
  t.equal(getEventListeners(controller.signal, 'abort').length, 0);
});

t.test('an address that does not answer ends at the deadline', async (t) => {
  const { port } = await startDeafServer(t);
  t.same(await connect({ ip, port, timeoutMs: 50 }), {
    ok: false,
    failure: { stage: 'connect', code: 'timeout', message: 'No connection within 0.05 s' },
  });
});

t.test('a name instead of an address, or an impossible port, is the caller’s mistake', async (t) => {
  await t.rejects(connect({ ip: 'localhost', port: 25, timeoutMs: 1 }), RangeError);
  await t.rejects(connect({ ip, port: 65_536, timeoutMs: 1 }), RangeError);
});
