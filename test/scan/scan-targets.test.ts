import { getEventListeners } from 'node:events';
import t from 'tap';
import { scan, type EndpointReport, type ScanOptions, type Target } from '../../src/index.js';
import type { Catalogue } from '../../src/certificate/index.js';
import { ALERT_40, flight, MD5_CHAIN, SHA_CHAIN } from './flights.js';
import { afterHello, deferred, newCount, settle, startPeer, targetOf, type Teardown } from './peer.js';

const HELLO: ScanOptions = { handshake: 'hello', timeoutMs: 20_000 };

/** Loopback addresses, each another host. */
function hosts(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `127.0.0.${at + 1}`);
}

async function collect(records: AsyncIterable<EndpointReport>): Promise<EndpointReport[]> {
  const collected: EndpointReport[] = [];
  for await (const record of records) collected.push(record);
  return collected;
}

/** A port that nobody listens on. */
async function closedPort(t: Teardown): Promise<number> {
  const peer = await startPeer(t, () => undefined);
  peer.stop();
  return peer.port;
}

function brief({ target, verdict, error }: EndpointReport): string {
  return `${target} ${verdict}${error ? ` ${error.stage}/${error.code}` : ''}`;
}

t.test('at most so many connections are open at once for one address', async (t) => {
  for (const perHost of [1, 2, 3]) {
    const full = deferred<undefined>();
    const peer = await startPeer(t, (socket) => {
      afterHello(socket, () => void full.promise.then(() => socket.write(flight(SHA_CHAIN))));
      if (peer.count.open.size === perHost) void settle().then(() => full.resolve(undefined));
    });
    const targets = Array.from({ length: 12 }, () => targetOf(peer.port));
    const records = await collect(scan(targets, { ...HELLO, perHost }));
    t.equal(records.length, 12);
    await settle();
    t.equal(peer.count.most, perHost);
    t.equal(peer.count.total, 12);
  }
});

t.test('at most so many connections are open at once over all addresses', async (t) => {
  const count = newCount();
  const full = deferred<undefined>();
  const peers = hosts(9).map(async (host) => {
    const peer = await startPeer(
      t,
      (socket) => {
        afterHello(socket, () => void full.promise.then(() => socket.write(flight(SHA_CHAIN))));
        if (count.open.size === 4) void settle().then(() => full.resolve(undefined));
      },
      { host, count },
    );
    return targetOf(peer.port, host);
  });
  const records = await collect(scan(await Promise.all(peers), { ...HELLO, concurrency: 4, perHost: 2 }));
  t.equal(records.length, 9);
  await settle();
  t.equal(count.most, 4);
});

t.test('one slow host does not keep others out', async (t) => {
  const release = deferred<undefined>();
  const slow = await startPeer(t, (socket) =>
    afterHello(socket, () => void release.promise.then(() => socket.write(flight(SHA_CHAIN)))),
  );
  const quick = await startPeer(t, (socket) => afterHello(socket, () => socket.end(ALERT_40)), {
    host: '127.0.0.2',
  });
  const targets = [
    ...Array.from({ length: 20 }, () => targetOf(slow.port)),
    targetOf(quick.port, '127.0.0.2'),
  ];
  const records = scan(targets, { ...HELLO, concurrency: 4, perHost: 2 })[Symbol.asyncIterator]();
  const first = (await records.next()).value as EndpointReport;
  t.equal(first.host, '127.0.0.2');
  release.resolve(undefined);
  let others = 0;
  while ((await records.next()).done !== true) others++;
  t.equal(others, 20);
});

t.test('a record comes the moment it is known, not in the order of the targets', async (t) => {
  const release = deferred<undefined>();
  const slow = await startPeer(t, (socket) =>
    afterHello(socket, () => void release.promise.then(() => socket.write(flight(MD5_CHAIN)))),
  );
  const port = await closedPort(t);
  const verdicts: string[] = [];
  for await (const { verdict } of scan([targetOf(slow.port), targetOf(port)], HELLO)) {
    verdicts.push(verdict);
    release.resolve(undefined);
  }
  t.same(verdicts, ['inconclusive', 'md5-served']);
});

t.test('targets are read only so far ahead of who takes the records', async (t) => {
  const port = await closedPort(t);
  const concurrency = 3;
  // What may be under way and wait, and the one that has been read and not let in.
  const most = 2 * concurrency + 100 + 1;
  for (const isAsync of [true, false]) {
    let read = 0;
    let taken = 0;
    let ahead = 0;
    let isLeft = false;
    function* endless(): Generator<Target> {
      try {
        for (;;) {
          read++;
          yield targetOf(port);
        }
      } finally {
        isLeft = true;
      }
    }
    async function* endlessAsync(): AsyncGenerator<Target> {
      yield* endless();
    }
    for await (const record of scan(isAsync ? endlessAsync() : endless(), {
      ...HELLO,
      concurrency,
      perHost: 2,
    })) {
      t.equal(brief(record), `https://127.0.0.1:${port} inconclusive connect/refused`);
      taken++;
      if (taken % 40 === 0) await settle();
      ahead = Math.max(ahead, read - taken);
      if (taken === 200) break;
    }
    t.ok(ahead <= most, `${ahead} ahead`);
    t.ok(ahead > concurrency, `${ahead} ahead`);
    const before = read;
    await settle();
    t.ok(read - before <= 1, 'nothing more is read');
    t.equal(isLeft, true, 'the iteration was ended');
  }
});

t.test('a name that resolves to several addresses is several endpoints', async (t) => {
  const peers = await Promise.all(
    hosts(2).map((host) =>
      startPeer(t, (socket) => afterHello(socket, () => socket.end(ALERT_40)), { host }),
    ),
  );
  const [first, second] = peers;
  if (!first || !second) throw new Error('no peers');
  const looked: string[] = [];
  const options: ScanOptions = {
    ...HELLO,
    lookup: async (host) => {
      looked.push(host);
      return ['127.0.0.1', '127.0.0.2', '127.0.0.1'].map((address) => ({ address }));
    },
  };
  const target = targetOf(first.port, 'mx.example.com');
  const records = await collect(scan([target], options));
  t.same(records.map(({ ip, host, target }) => `${target} ${host} ${ip ?? ''}`).sort(), [
    `https://mx.example.com:${first.port} mx.example.com 127.0.0.1`,
    `https://mx.example.com:${first.port} mx.example.com 127.0.0.2`,
  ]);
  t.same(looked, ['mx.example.com']);
  const one = await collect(scan([target], { ...options, firstAddress: true }));
  t.same(
    one.map(({ ip }) => ip),
    ['127.0.0.1'],
  );
});

t.test('a name that does not resolve is a record', async (t) => {
  const targets = ['missing', 'empty', 'broken', 'slow'].map((host) => targetOf(443, `${host}.example`));
  const records = await collect(
    scan(targets, {
      ...HELLO,
      timeoutMs: 100,
      lookup: (host) => {
        if (host.startsWith('missing')) return Promise.reject(errno('ENOTFOUND'));
        if (host.startsWith('broken')) return Promise.reject(errno('ESERVFAIL'));
        return host.startsWith('empty') ? Promise.resolve([]) : new Promise(() => undefined);
      },
    }),
  );
  t.same(records.map(brief).sort(), [
    'https://broken.example:443 inconclusive resolve/resolver-failed',
    'https://empty.example:443 inconclusive resolve/name-not-found',
    'https://missing.example:443 inconclusive resolve/name-not-found',
    'https://slow.example:443 inconclusive resolve/timeout',
  ]);
  for (const record of records) t.notOk('ip' in record);
});

t.test('a lookup with a bug costs one record', async (t) => {
  const port = await closedPort(t);
  for (const lookup of [
    () => Promise.reject(new Error('a bug')),
    () => {
      throw new Error('a bug');
    },
  ]) {
    const records = await collect(scan([targetOf(port, 'a.example'), targetOf(port)], { ...HELLO, lookup }));
    t.same(records.map(brief).sort(), [
      `https://127.0.0.1:${port} inconclusive connect/refused`,
      `https://a.example:${port} inconclusive resolve/internal`,
    ]);
  }
});

t.test('a bug in reading a certificate costs one record', async (t) => {
  const peers = await Promise.all(
    [MD5_CHAIN, SHA_CHAIN].map((chain) =>
      startPeer(t, (socket) => afterHello(socket, () => socket.write(flight(chain)))),
    ),
  );
  let asked = 0;
  const entry = {
    id: 'x',
    vendor: 'Example',
    product: 'Box',
    get subject(): never {
      asked++;
      throw new Error('a bug');
    },
  };
  const catalogue: Catalogue = [{ ...KNOWN, signatureHash: ['md5'] }, entry];
  const port = await closedPort(t);
  const targets = [...peers.map((peer) => targetOf(peer.port)), targetOf(port)];
  const records = await collect(scan(targets, { ...HELLO, catalogue }));
  t.ok(asked > 0, 'the bug was met');
  t.same(records.map(({ verdict, error }) => `${verdict} ${error?.code ?? ''}`).sort(), [
    'inconclusive internal',
    'inconclusive refused',
    'md5-served ',
  ]);
});

const KNOWN = { id: 'known', vendor: 'Example', product: 'Known', subject: { CN: 'mx.example.com' } };

t.test(
  'a scan that is stopped before it starts connects to nobody, and every target has its record',
  async (t) => {
    const peer = await startPeer(t, () => undefined);
    const targets = Array.from({ length: 300 }, () => targetOf(peer.port));
    const records = await collect(
      scan([...targets, targetOf(1, 'mx.example.com')], { ...HELLO, signal: AbortSignal.abort() }),
    );
    t.equal(records.length, 301);
    t.ok(records.every(({ verdict, error }) => verdict === 'inconclusive' && error?.code === 'aborted'));
    t.equal(peer.count.total, 0);
  },
);

t.test(
  'a scan that is stopped in the middle keeps what is known and says of the rest that it is not',
  async (t) => {
    const stop = new AbortController();
    const hanging = deferred<undefined>();
    const quick = await startPeer(t, (socket) => afterHello(socket, () => socket.write(flight(MD5_CHAIN))));
    const silent = await startPeer(
      t,
      () => {
        if (silent.count.open.size === 2) hanging.resolve(undefined);
      },
      { host: '127.0.0.2' },
    );
    const targets = [
      targetOf(quick.port),
      ...Array.from({ length: 250 }, () => targetOf(silent.port, '127.0.0.2')),
    ];
    const records: EndpointReport[] = [];
    for await (const record of scan(targets, { ...HELLO, signal: stop.signal })) {
      records.push(record);
      if (records.length > 1) continue;
      await hanging.promise;
      stop.abort();
    }
    t.equal(records[0]?.verdict, 'md5-served');
    t.equal(records.length, 251);
    t.ok(records.slice(1).every(({ error }) => error?.code === 'aborted'));
    const begun = records.filter(({ attempts }) => attempts.length > 0);
    t.equal(begun.length, 3, 'one that was known, and two that were under way');
    await settle();
    t.equal(silent.count.open.size, 0, 'their connections are closed');
    t.equal(silent.count.total, 2);
  },
);

t.test('a scan that is stopped while its targets are waited for ends', async (t) => {
  const stop = new AbortController();
  const port = await closedPort(t);
  async function* stuck(): AsyncGenerator<Target> {
    yield targetOf(port);
    await new Promise(() => undefined);
  }
  const records: string[] = [];
  for await (const record of scan(stuck(), { ...HELLO, signal: stop.signal })) {
    records.push(brief(record));
    setImmediate(() => stop.abort());
  }
  t.same(records, [`https://127.0.0.1:${port} inconclusive connect/refused`]);
});

t.test(
  'a signal that comes after the end changes nothing, and scans do not pile up listeners on it',
  async (t) => {
    const stop = new AbortController();
    const port = await closedPort(t);
    const records: EndpointReport[] = [];
    for (let scans = 1; scans <= 3; scans++) {
      records.push(...(await collect(scan([targetOf(port)], { ...HELLO, signal: stop.signal }))));
      t.equal(getEventListeners(stop.signal, 'abort').length, 1, 'one for the signal');
    }
    stop.abort();
    t.match(records, [{ error: { code: 'refused' } }]);
  },
);

t.test('who leaves early closes the connections and reads no more targets', async (t) => {
  const hanging = deferred<undefined>();
  const silent = await startPeer(
    t,
    () => {
      if (silent.count.open.size === 2) hanging.resolve(undefined);
    },
    { host: '127.0.0.2' },
  );
  const port = await closedPort(t);
  let read = 0;
  async function* endless(): AsyncGenerator<Target> {
    yield targetOf(port);
    for (;;) {
      read++;
      yield targetOf(silent.port, '127.0.0.2');
    }
  }
  for await (const record of scan(endless(), HELLO)) {
    t.equal(record.port, port);
    await hanging.promise;
    break;
  }
  await settle();
  t.equal(silent.count.open.size, 0);
  t.equal(silent.count.total, 2);
  const before = read;
  await settle();
  t.equal(read, before);
});

t.test('an iteration that throws ends the scan, after what is known', async (t) => {
  const port = await closedPort(t);
  const release = deferred<undefined>();
  const slow = await startPeer(t, (socket) =>
    afterHello(socket, () => void release.promise.then(() => socket.write(flight(MD5_CHAIN)))),
  );
  async function* failing(): AsyncGenerator<Target> {
    yield targetOf(slow.port);
    yield targetOf(port);
    throw new Error('line 3 is bad');
  }
  const verdicts: string[] = [];
  await t.rejects(
    async () => {
      for await (const { verdict } of scan(failing(), HELLO)) {
        verdicts.push(verdict);
        release.resolve(undefined);
      }
    },
    { message: 'line 3 is bad' },
  );
  t.same(verdicts, ['inconclusive', 'md5-served']);
});

t.test('no targets are no records', async (t) => {
  t.same(await collect(scan([], HELLO)), []);
});

t.test('limits that are no positive whole numbers are a mistake of the caller', async (t) => {
  for (const limit of [0, -1, 1.5, NaN]) {
    for (const options of [{ concurrency: limit }, { perHost: limit }]) {
      await t.rejects(async () => collect(scan([], { ...HELLO, ...options })), RangeError);
    }
  }
  await t.rejects(async () => collect(scan([], { timeoutMs: 0 })), RangeError);
});

function errno(code: string): Error {
  return Object.assign(new Error(code), { code });
}
