import { getEventListeners } from 'node:events';
import type { Socket } from 'node:net';
import t from 'tap';
import {
  ALERT,
  exchangeRaw,
  type ExchangeOptions,
  type FlightResult,
  type OfferName,
  type ServerHello,
  VERSION,
} from 'tls-scanner-lite';
import {
  alertRecord,
  byteByByte,
  certificate,
  CHAIN,
  flightMessages,
  recordEach,
  recordsOf,
  rsaFlightMessages,
  RSA_SUITE,
  serverHello,
  helloRetryRequest,
  serverHelloDone,
} from '../framing/server-flight.js';
import { answer, connectTo, countListeners, deferred, hear, listen, type Teardown } from './loopback.js';

const PATIENCE_MS = 10_000;
const IMPATIENCE_MS = 50;
const FLIGHT = recordEach(flightMessages());

t.test('an accepted offer ends with ServerHelloDone, and the socket is destroyed', async (t) => {
  const { result, socket } = await exchangeWith(
    t,
    answer((server) => void server.write(FLIGHT)),
  );
  t.same(result.end, { kind: 'server-hello-done' });
  t.strictSame(result.flight.certificateList, CHAIN);
  t.equal(socket.destroyed, true);
});

t.test('goodbye is user_canceled and close_notify, in records of the negotiated version', async (t) => {
  const versions: readonly (readonly [OfferName, Partial<ServerHello>, number])[] = [
    ['sha-only', {}, VERSION['TLSv1.2']],
    ['sha-only', { version: VERSION.TLSv1 }, VERSION.TLSv1],
    ['tls1.1', { version: VERSION['TLSv1.1'] }, VERSION['TLSv1.1']],
  ];
  for (const [offer, hello, version] of versions) {
    const messages = [serverHello({ cipherSuite: RSA_SUITE, ...hello }), certificate(), serverHelloDone()];
    const { hello: said, goodbye } = await heardBy(t, recordEach(messages), offer);
    t.equal(said[0], 22);
    t.same([...goodbye], goodbyeBytes(version));
  }
});

t.test('a server of TLS 1.3 gets the goodbye, too', async (t) => {
  const { goodbye } = await heardBy(t, recordEach([helloRetryRequest()]), 'tls1.3');
  t.same([...goodbye], goodbyeBytes(VERSION['TLSv1.2']));
});

t.test('a server that refuses gets no goodbye', async (t) => {
  const { goodbye } = await heardBy(t, alertRecord(2, 40), 'sha-only');
  t.equal(goodbye.length, 0);
});

t.test('the way in which a connection ends is told', async (t) => {
  const cases: readonly (readonly [string, (server: Socket) => void, object])[] = [
    [
      'an alert',
      (server) => void server.write(alertRecord(2, ALERT.handshake_failure)),
      { kind: 'alert', alert: { level: 2, description: 40 } },
    ],
    [
      'an alert and FIN',
      (server) => void server.end(alertRecord(2, ALERT.protocol_version)),
      { kind: 'alert', alert: { level: 2, description: 70 } },
    ],
    ['a bare FIN', (server) => void server.end(), { kind: 'closed' }],
    ['a reset', (server) => void server.resetAndDestroy(), { kind: 'reset' }],
    [
      'another protocol',
      (server) => void server.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
      { kind: 'violation', code: 'not-tls' },
    ],
    ['FIN in the middle', (server) => void server.end(FLIGHT.subarray(0, 200)), { kind: 'closed' }],
  ];
  for (const [name, respond, end] of cases) {
    const { result, socket } = await exchangeWith(t, answer(respond));
    t.match(result.end, end, name);
    t.equal(socket.destroyed, true);
  }
});

t.test('a reset after the chain leaves the chain', async (t) => {
  const { promise: served, resolve } = deferred<Socket>();
  const port = await listen(
    t,
    answer((server) => {
      server.write(recordEach([serverHello(), certificate()]));
      resolve(server);
    }),
  );
  const socket = await connectTo(t, port);
  const exchange = exchangeRaw(socket, options());
  // What is reset before the client has read it may be lost.
  socket.once('data', () => void served.then((server) => server.resetAndDestroy()));
  const result = await exchange;
  t.same(result.end, { kind: 'reset' });
  t.strictSame(result.flight.certificateList, CHAIN);
});

t.test('a server that says nothing, or nothing more, is waited for no longer than it is said', async (t) => {
  const silent = await exchangeWith(t, () => undefined, { timeoutMs: IMPATIENCE_MS });
  t.same(silent.result.end, { kind: 'timeout' });
  t.equal(silent.result.spokeTls, false);
  t.equal(silent.socket.destroyed, true);
  const stuck = await exchangeWith(
    t,
    answer((server) => void server.write(FLIGHT.subarray(0, 1000))),
    { timeoutMs: IMPATIENCE_MS },
  );
  t.same(stuck.result.end, { kind: 'timeout' });
  t.equal(stuck.result.spokeTls, true);
  t.equal(stuck.result.flight.serverHello?.cipherSuite, 0xc02f);
});

t.test('a server that sends a byte at a time is read, but cannot stretch the time', async (t) => {
  const { result } = await exchangeWith(
    t,
    answer((server) => void drip(server, byteByByte(recordEach(rsaFlightMessages([Uint8Array.of(1)]))))),
  );
  t.same(result.end, { kind: 'server-hello-done' });
  const long = recordsOf(rsaFlightMessages([new Uint8Array(200_000)]));
  const endless = await exchangeWith(
    t,
    answer((server) => void drip(server, byteByByte(long))),
    { timeoutMs: IMPATIENCE_MS },
  );
  t.same(endless.result.end, { kind: 'timeout' });
});

t.test('a signal aborts before and during an exchange, and no listener is left on it', async (t) => {
  const before = await exchangeWith(t, () => undefined, { signal: AbortSignal.abort() });
  t.same(before.result.end, { kind: 'aborted' });
  t.equal(before.socket.destroyed, true);

  const controller = new AbortController();
  const during = await exchangeWith(
    t,
    answer(() => controller.abort()),
    { signal: controller.signal },
  );
  t.same(during.result.end, { kind: 'aborted' });
  t.equal(during.socket.destroyed, true);

  const calm = new AbortController();
  await exchangeWith(
    t,
    answer((server) => void server.write(FLIGHT)),
    { signal: calm.signal },
  );
  t.equal(getEventListeners(calm.signal, 'abort').length, 0);
  t.equal(getEventListeners(controller.signal, 'abort').length, 0);
});

t.test('a connection that is gone already ends at once', async (t) => {
  for (const [leave, end] of [
    [(server: Socket) => void server.resetAndDestroy(), { kind: 'reset' }],
    [(server: Socket) => void server.end(), { kind: 'closed' }],
  ] as const) {
    const socket = await connectTo(t, await listen(t, answer(leave)));
    socket.on('error', () => undefined).resume();
    socket.write('anything');
    await new Promise((resolve) => socket.once('close', resolve));
    const result = await exchangeRaw(socket, options());
    t.same(result.end, end);
    t.equal(result.spokeTls, false);
  }
});

t.test('no listener is left on the socket but that for late errors', async (t) => {
  const port = await listen(
    t,
    answer((server) => void server.write(FLIGHT)),
  );
  const socket = await connectTo(t, port);
  const before = countListeners(socket);
  await exchangeRaw(socket, options());
  t.equal(countListeners(socket), before + 1);
  t.equal(socket.listenerCount('error'), 1);
  t.doesNotThrow(() => socket.emit('error', new Error('late')));
});

t.test('an answer that was not asked for is a fault, and its chain evidence', async (t) => {
  const cases = {
    'a suite that was not offered': { cipherSuite: 0x0003 },
    'the signalling suite': { cipherSuite: 0x00ff },
    'a version above': { version: 0x0304 },
    'a compression method': { compressionMethod: 1 },
    'an extension': { extensions: [{ type: 5, data: new Uint8Array(0) }] },
  };
  for (const [name, change] of Object.entries(cases)) {
    const messages = [serverHello({ cipherSuite: RSA_SUITE, ...change }), certificate(), serverHelloDone()];
    const { result } = await exchangeWith(
      t,
      answer((server) => void server.write(recordEach(messages))),
    );
    t.match(result.end, { kind: 'violation', code: 'malformed' }, name);
    if (name !== 'a version above') t.strictSame(result.flight.certificateList, CHAIN, name);
  }
});

t.test('a server name that is none is thrown at once, and the socket is left alone', async (t) => {
  const socket = await connectTo(t, await listen(t, () => undefined));
  const before = countListeners(socket);
  t.throws(
    () => exchangeRaw(socket, { ...options(), offer: { name: 'sha-only', profile: 'sha', serverName: 'é' } }),
    TypeError,
  );
  t.equal(countListeners(socket), before);
  t.equal(socket.destroyed, false);
});

function options(change: Partial<ExchangeOptions> = {}, name: OfferName = 'sha-only'): ExchangeOptions {
  return { offer: { name, profile: 'sha' }, timeoutMs: PATIENCE_MS, ...change };
}

async function exchangeWith(
  t: Teardown,
  serve: (socket: Socket) => void,
  change: Partial<ExchangeOptions> = {},
): Promise<{ result: FlightResult; socket: Socket }> {
  const socket = await connectTo(t, await listen(t, serve));
  return { result: await exchangeRaw(socket, options(change)), socket };
}

/** What the server hears from the client before and after its answer. */
async function heardBy(
  t: Teardown,
  response: Uint8Array,
  name: OfferName,
): Promise<{ hello: Buffer; goodbye: Buffer }> {
  const { promise, resolve } = deferred<{ hello: Buffer; goodbye: Buffer }>();
  const port = await listen(t, (server) => {
    server.once('data', (hello: Buffer) => {
      void hear(server).then((goodbye) => resolve({ hello, goodbye }));
      server.write(response);
    });
  });
  await exchangeRaw(await connectTo(t, port), options({}, name));
  return promise;
}

function goodbyeBytes(version: number): number[] {
  const [major, minor] = [version >> 8, version & 0xff];
  return [21, major, minor, 0, 2, 1, ALERT.user_canceled, 21, major, minor, 0, 2, 1, ALERT.close_notify];
}

async function drip(socket: Socket, pieces: readonly Uint8Array[]): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    socket.write(piece);
    await new Promise(setImmediate);
  }
}
