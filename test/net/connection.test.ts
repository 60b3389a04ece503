import { getEventListeners, once } from 'node:events';
import t from 'tap';
import type { Accept, Connection, ReadLimits } from '../../src/net/index.js';
import { connectTo, startScript } from './scripted-server.js';

const limits: ReadLimits = { maxBytes: 1000, timeoutMs: 10_000 };

/** Unlike `once`, for which an error is a rejection. */
function closed({ socket }: Connection): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve));
}

/** A line without its LF. */
const line: Accept<string> = (buffered) => {
  const end = buffered.indexOf(0x0a);
  if (end === -1) return undefined;
  return { value: Buffer.from(buffered.subarray(0, end)).toString(), consumed: end + 1 };
};

t.test('values come one by one, however the bytes are cut', async (t) => {
  for (const act of [{ send: 'one\ntwo\n\n' }, { drip: 'one\ntwo\n\n' }]) {
    const connection = await connectTo(t, await startScript(t, [act]));
    t.same(await connection.read(line, limits), { ok: true, value: 'one' });
    t.same(await connection.read(line, limits), { ok: true, value: 'two' });
    t.same(await connection.read(line, limits), { ok: true, value: '' });
    t.equal(connection.bufferedBytes, 0);
  }
});

// In these, the client speaks before the peer ends: libuv calls a reset that comes together with data an end.

t.test('what was written before the peer ended is read before its end', async (t) => {
  for (const [act, how] of [
    ['close', 'closed'],
    ['reset', 'reset'],
  ] as const) {
    const script = [{ send: 'one\ntwo\nthr' }, { expect: 'go' }, act];
    const connection = await connectTo(t, await startScript(t, script));
    t.same(await connection.read(line, limits), { ok: true, value: 'one' });
    connection.write('go');
    await closed(connection);
    t.same(await connection.read(line, limits), { ok: true, value: 'two' });
    const partial = new Uint8Array(Buffer.from('thr'));
    t.same(await connection.read(line, limits), { ok: false, how, partial });
    t.same(await connection.read(line, limits), { ok: false, how, partial }, 'and it stays ended');
  }
});

t.test('writing to a peer that is gone is told by the next read, and by nothing else', async (t) => {
  const connection = await connectTo(t, await startScript(t, [{ expect: 'go' }, 'reset']));
  const first = connection.read(line, limits);
  connection.write('go');
  t.match(await first, { ok: false, how: 'reset' });
  connection.write('anyone?');
  t.match(await connection.read(line, limits), { ok: false, how: 'reset' });
});

t.test('the deadline is for the whole value, so a peer that drips does not extend it', async (t) => {
  const connection = await connectTo(t, await startScript(t, [{ dripOn: 'x' }]));
  const result = await connection.read(line, { maxBytes: 10_000_000, timeoutMs: 50 });
  t.match(result, { ok: false, how: 'timeout' });
  t.ok(!result.ok && result.partial.length > 0);
});

t.test('a value has to end within its cap, however the bytes are cut', async (t) => {
  for (const act of [{ send: 'four\n12345\n' }, { drip: 'four\n12345\n' }]) {
    const connection = await connectTo(t, await startScript(t, [act]));
    t.same(await connection.read(line, { ...limits, maxBytes: 5 }), { ok: true, value: 'four' });
    t.same(await connection.read(line, { ...limits, maxBytes: 5 }), {
      ok: false,
      how: 'too-large',
      partial: new Uint8Array(Buffer.from('12345')),
    });
  }
});

t.test('an abort ends the wait and leaves no listener behind', async (t) => {
  const connection = await connectTo(t, await startScript(t, []));
  const controller = new AbortController();
  const pending = connection.read(line, { ...limits, signal: controller.signal });
  controller.abort();
  t.match(await pending, { ok: false, how: 'aborted' });
  t.equal(getEventListeners(controller.signal, 'abort').length, 0);
  t.match(await connection.read(line, { ...limits, signal: controller.signal }), { how: 'aborted' });
});

t.test('closing ends a pending read', async (t) => {
  const connection = await connectTo(t, await startScript(t, []));
  const pending = connection.read(line, limits);
  connection.close();
  t.match(await pending, { ok: false, how: 'closed' });
});

t.test('a peer that talks on unasked is stopped, and loses nothing', async (t) => {
  const flood = `first\n${'x'.repeat(8_000_000)}\n`;
  const connection = await connectTo(t, await startScript(t, [{ send: flood }]));
  t.same(await connection.read(line, limits), { ok: true, value: 'first' });
  if (!connection.socket.isPaused()) await once(connection.socket, 'pause');
  t.ok(connection.bufferedBytes < 200_000, `${connection.bufferedBytes} bytes held`);
  const rest = await connection.read(line, { ...limits, maxBytes: 10_000_000 });
  t.equal(rest.ok && rest.value.length, 8_000_000);
});

t.test('a released socket is paused, and bytes not consumed are handed over', async (t) => {
  const script = [{ send: 'one\nrest' }, { expect: 'more' }, { send: 'later' }, 'close'] as const;
  const connection = await connectTo(t, await startScript(t, script));
  await connection.read(line, limits);
  const { socket, buffered, ended } = connection.release();
  t.equal(Buffer.from(buffered).toString(), 'rest');
  t.equal(ended, undefined);
  t.equal(socket.isPaused(), true);
  t.equal(socket.listenerCount('data'), 0);
  t.equal(socket.listenerCount('close'), 0);
  connection.close();
  t.equal(socket.destroyed, false, 'closing it is no longer ours');
  const heard: Buffer[] = [];
  socket.on('data', (chunk) => heard.push(chunk));
  socket.write('more');
  socket.resume();
  await once(socket, 'end');
  t.equal(Buffer.concat(heard).toString(), 'later');
});

t.test('a socket released without a read has everything still to come', async (t) => {
  const connection = await connectTo(t, await startScript(t, [{ send: 'all of it' }, 'close']));
  const { socket, buffered } = connection.release();
  t.equal(buffered.length, 0);
  const heard: Buffer[] = [];
  socket.on('data', (chunk) => heard.push(chunk));
  socket.resume();
  await once(socket, 'end');
  t.equal(Buffer.concat(heard).toString(), 'all of it');
});

t.test('a release says that the peer has ended already', async (t) => {
  for (const [act, ended] of [
    ['close', 'closed'],
    ['reset', 'reset'],
  ] as const) {
    const script = [{ send: 'one\n' }, { expect: 'go' }, act];
    const connection = await connectTo(t, await startScript(t, script));
    await connection.read(line, limits);
    connection.write('go');
    await closed(connection);
    t.match(connection.release(), { ended, buffered: { length: 0 } });
  }
});

t.test('a reset of a released socket that nobody listens to ends no process', async (t) => {
  const connection = await connectTo(t, await startScript(t, [{ send: 'one\n' }, { expect: 'go' }, 'reset']));
  await connection.read(line, limits);
  const { socket } = connection.release();
  socket.write('go');
  t.equal(await closed(connection), true, 'with an error');
});

t.test('a decoder that throws, and a read out of turn, are the caller’s mistakes', async (t) => {
  const connection = await connectTo(t, await startScript(t, [{ send: 'x' }]));
  const bug = (): never => {
    throw new Error('a bug');
  };
  await t.rejects(connection.read(bug, limits), /./);
  const pending = connection.read(line, limits);
  await t.rejects(connection.read(line, limits), { message: 'a read is pending' });
  t.throws(() => connection.release(), { message: 'a read is pending' });
  connection.close();
  await pending;
  connection.release();
  await t.rejects(connection.read(line, limits), { message: 'the connection was released' });
});
