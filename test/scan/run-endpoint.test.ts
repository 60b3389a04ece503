import type { Socket } from 'node:net';
import t from 'tap';
import { VERSION } from 'tls-scanner-lite';
import type { Depth, EndpointReport, Protocol } from '../../src/model/index.js';
import { probeEndpoint, probeSettings, type ProbeOptions } from '../../src/scan/index.js';
import { ALERT_40, flight, MD5_CHAIN, SHA_CHAIN } from './flights.js';
import { afterHello, deferred, endpointOf, settle, startPeer, type Peer } from './peer.js';

/** Long enough never to run out where the peer answers. */
const PATIENT: ProbeOptions = { timeoutMs: 20_000 };

interface PeerCase {
  readonly protocol?: Protocol;
  readonly options?: ProbeOptions;
  readonly serve: (socket: Socket, nth: number, peer: { depth: Depth }) => unknown;
  readonly is: string;
  readonly error?: string;
  /** Connections at hello and at full depth. */
  readonly connections: readonly [hello: number, full: number];
}

/** What peers do, what is said of them, and how many connections that takes. */
const PEERS: Readonly<Record<string, PeerCase>> = {
  'a server that speaks SSH': {
    serve: (socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
    is: 'inconclusive unknown',
    error: 'handshake/not-tls',
    connections: [1, 1],
  },
  'a server that speaks HTTP without TLS': {
    serve: (socket) =>
      afterHello(socket, () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')),
    is: 'inconclusive unknown',
    error: 'handshake/not-tls',
    connections: [1, 1],
  },
  'a server that says garbage': {
    serve: (socket) => afterHello(socket, () => socket.write(Buffer.alloc(2000, 0xee))),
    is: 'inconclusive unknown',
    error: 'handshake/not-tls',
    connections: [1, 1],
  },
  'a server that begins a record and says garbage in it': {
    serve: (socket) => afterHello(socket, () => socket.write(Buffer.from('160303000502000001ff', 'hex'))),
    is: 'inconclusive unknown',
    error: 'handshake/malformed',
    connections: [6, 7],
  },
  'a server that closes on connect': {
    options: { timeoutMs: 500 },
    serve: (socket) => socket.end(),
    is: 'inconclusive unknown',
    error: 'handshake/closed',
    connections: [7, 8],
  },
  'a server that closes on every hello': {
    options: { timeoutMs: 500 },
    serve: (socket) => afterHello(socket, () => socket.end()),
    is: 'refused high',
    connections: [7, 8],
  },
  'a server that resets on every hello': {
    options: { timeoutMs: 500 },
    serve: (socket) => afterHello(socket, () => socket.resetAndDestroy()),
    is: 'refused high',
    connections: [7, 8],
  },
  'a server that is silent': {
    options: { timeoutMs: 100 },
    serve: () => undefined,
    is: 'inconclusive unknown',
    error: 'handshake/timeout',
    connections: [6, 7],
  },
  'a server that refuses every hello': {
    serve: (socket) => afterHello(socket, () => socket.end(ALERT_40)),
    is: 'refused high',
    connections: [6, 7],
  },
  'a strict server with an MD5 certificate': {
    serve: (socket, nth, { depth }) =>
      afterHello(socket, () => {
        const refusals = depth === 'full' ? 3 : 2;
        socket.write(nth < refusals ? ALERT_40 : flight(MD5_CHAIN, VERSION['TLSv1.1']));
      }),
    is: 'md5-blocked critical',
    connections: [3, 4],
  },
  'a server that shows MD5 to whoever permits it': {
    serve: (socket, nth, { depth }) =>
      afterHello(socket, () =>
        nth < (depth === 'full' ? 2 : 1) ? socket.end() : socket.write(flight(MD5_CHAIN)),
      ),
    is: 'md5-blocked critical',
    connections: [2, 3],
  },
  'a server of TLS 1.0': {
    serve: (socket) => afterHello(socket, () => socket.write(flight(MD5_CHAIN, VERSION.TLSv1))),
    is: 'md5-blocked critical',
    connections: [1, 2],
  },
  'a mail server without STARTTLS': {
    protocol: 'smtp',
    serve: (socket) => converse(socket, { EHLO: '250 mx.example.com' }),
    is: 'inconclusive unknown',
    error: 'starttls/not-offered',
    connections: [1, 1],
  },
  'a mail server that is full': {
    protocol: 'smtp',
    serve: (socket) => socket.end('421 #4.4.5 Too many connections from your host.\r\n'),
    is: 'inconclusive unknown',
    error: 'greeting/service-unavailable',
    connections: [1, 1],
  },
};

for (const [title, { protocol, options, serve, is, error, connections }] of Object.entries(PEERS)) {
  t.test(`${title}: ${is}`, async (t) => {
    for (const [at, depth] of (['hello', 'full'] as const).entries()) {
      const peer = await startPeer(t, (socket, nth) => serve(socket, nth, { depth }));
      const record = await probe(peer, protocol, { ...PATIENT, ...options, handshake: depth });
      t.equal(`${record.verdict} ${record.severity}`, is, depth);
      t.equal(errorOf(record), error, depth);
      t.equal(peer.count.total, connections[at], `${depth}: connections`);
      await settle();
      t.equal(peer.count.open.size, 0, `${depth}: nothing is left open`);
      t.equal(peer.count.most, 1, `${depth}: one connection at a time`);
    }
  });
}

t.test('a closed port costs one attempt', async (t) => {
  const peer = await startPeer(t, () => undefined);
  peer.stop();
  const record = await probe(peer, 'https', PATIENT);
  t.equal(errorOf(record), 'connect/refused');
  t.equal(record.attempts.length, 1);
});

t.test('a silent server is given up in less time than six stages may take', async (t) => {
  const peer = await startPeer(t, () => undefined);
  const { duration_ms } = await probe(peer, 'https', { timeoutMs: 200 });
  t.ok(duration_ms >= 600, `${duration_ms} ms`);
  t.ok(duration_ms < 6 * 200, `${duration_ms} ms`);
});

t.test('a server that needs all the time there is meets the deadline of the endpoint', async (t) => {
  const timeoutMs = 400;
  const late = (socket: Socket, line: string): void => void setTimeout(() => socket.write(line), 220);
  const peer = await startPeer(t, (socket) => {
    late(socket, '220 mx.example.com ESMTP\r\n');
    socket.on('data', (said) => {
      if (said.toString('latin1').startsWith('EHLO')) late(socket, '250 STARTTLS\r\n');
      if (said.toString('latin1').startsWith('STARTTLS')) late(socket, '220 go ahead\r\n');
    });
  });
  const record = await probe(peer, 'smtp', { timeoutMs, handshake: 'hello' });
  t.equal(record.verdict, 'inconclusive');
  t.equal(errorOf(record), 'handshake/timeout');
  t.equal(record.attempts.at(-1)?.outcome, 'not-made');
  t.match(record.attempts.at(-1)?.reason, /no time left after 2.4 s/);
  t.ok(record.duration_ms < 7 * timeoutMs, `${record.duration_ms} ms`);
});

t.test('a flight that comes byte by byte within the time is accepted', async (t) => {
  const bytes = flight(SHA_CHAIN);
  const peer = await startPeer(t, (socket) =>
    afterHello(socket, () => {
      void (async (): Promise<void> => {
        for (const byte of bytes) {
          if (socket.destroyed) return;
          socket.write(Uint8Array.of(byte));
          await new Promise(setImmediate);
        }
      })();
    }),
  );
  const record = await probe(peer, 'https', { ...PATIENT, handshake: 'hello' });
  t.equal(record.verdict, 'flawed');
  t.equal(record.attempts[0]?.outcome, 'accepted');
  t.equal(record.tls?.cipher, 'AES128-SHA');
});

t.test('a mail server that allows one connection at a time never has to turn one away', async (t) => {
  const turnedAway: number[] = [];
  const peer: Peer = await startPeer(t, (socket, nth) => {
    // What the client had closed before is known to be closed some turns later.
    void settle(10).then(() => {
      if (peer.count.open.size > 1) {
        turnedAway.push(nth);
        socket.end('421 one at a time\r\n');
      } else converse(socket, { EHLO: '250 STARTTLS', STARTTLS: '220 go ahead', hello: ALERT_40 });
    });
  });
  const record = await probe(peer, 'smtp', PATIENT);
  t.same(turnedAway, []);
  t.equal(record.verdict, 'refused');
  t.equal(record.attempts.length, 7);
  t.equal(record.greeting, '220 mx.example.com ESMTP');
});

t.test('an offer that meets a full server is made again after a moment', async (t) => {
  const peer = await startPeer(t, (socket, nth) => {
    if (nth === 1) socket.end('421 too many connections\r\n');
    else if (nth === 0) converse(socket, { EHLO: '250 STARTTLS', STARTTLS: '220 go ahead', hello: ALERT_40 });
    else converse(socket, { EHLO: '250 STARTTLS', STARTTLS: '220 go ahead', hello: flight(MD5_CHAIN) });
  });
  const record = await probe(peer, 'smtp', { ...PATIENT, handshake: 'hello' });
  t.equal(record.verdict, 'md5-blocked');
  t.same(
    record.attempts.map(({ offer, outcome }) => `${offer} ${outcome}`),
    ['sha-only refused', 'md5-permitted failed', 'md5-permitted accepted'],
  );
});

t.test(
  'a server that goes away in the middle of the ladder is refused, and the record says why it ended',
  async (t) => {
    const peer = await startPeer(t, (socket) => {
      peer.stop();
      afterHello(socket, () => socket.end(ALERT_40));
    });
    const record = await probe(peer, 'https', { ...PATIENT, handshake: 'hello' });
    t.equal(record.verdict, 'refused');
    t.equal(errorOf(record), 'connect/refused');
    t.equal(record.attempts.length, 3);
  },
);

t.test(
  'a scan that is stopped at any connection is inconclusive, and the connection is closed',
  async (t) => {
    for (const depth of ['hello', 'full'] as const) {
      for (const stopAt of [0, 1, 2, 6]) {
        const stop = new AbortController();
        const closed = deferred<undefined>();
        const peer = await startPeer(t, (socket, nth) =>
          afterHello(socket, () => {
            socket.resume();
            if (nth < stopAt) socket.end(ALERT_40);
            else {
              socket.once('close', () => closed.resolve(undefined));
              stop.abort();
            }
          }),
        );
        const record = await probe(peer, 'https', { ...PATIENT, handshake: depth, signal: stop.signal });
        // At hello depth there are six connections, so the seventh is not reached.
        const isReached = depth === 'full' || stopAt < 6;
        t.equal(record.verdict, isReached ? 'inconclusive' : 'refused', `${depth} ${stopAt}`);
        if (!isReached) continue;
        t.equal(errorOf(record), 'handshake/aborted', `${depth} ${stopAt}`);
        await closed.promise;
        t.equal(peer.count.total, stopAt + 1, `${depth} ${stopAt}: nothing more is connected`);
      }
    }
  },
);

t.test('a scan that was stopped before makes no connection', async (t) => {
  const peer = await startPeer(t, () => undefined);
  const record = await probe(peer, 'https', { ...PATIENT, signal: AbortSignal.abort() });
  t.equal(record.verdict, 'inconclusive');
  t.match(record.error, { code: 'aborted' });
  t.equal(peer.count.total, 0);
});

function probe(peer: Peer, protocol: Protocol | undefined, options: ProbeOptions): Promise<EndpointReport> {
  return probeEndpoint(endpointOf(peer.port, protocol), probeSettings(options));
}

function errorOf({ error }: EndpointReport): string | undefined {
  return error && `${error.stage}/${error.code}`;
}

/** An SMTP server with these replies; `hello` is what it says to a ClientHello. */
function converse(
  socket: Socket,
  replies: { readonly EHLO: string; readonly STARTTLS?: string; readonly hello?: Uint8Array },
): void {
  socket.write('220 mx.example.com ESMTP\r\n');
  socket.on('data', (said) => {
    const verb = said.toString('latin1').slice(0, 4);
    if (verb === 'EHLO') socket.write(`${replies.EHLO}\r\n`);
    else if (verb === 'STAR') socket.write(`${replies.STARTTLS ?? '502 no'}\r\n`);
    else if (verb === 'QUIT') socket.end('221 bye\r\n');
    else if (said[0] === 0x16 && replies.hello) socket.write(replies.hello);
  });
}
