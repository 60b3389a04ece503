import { getEventListeners } from 'node:events';
import t from 'tap';
import { resolveHost, type Lookup } from '../../src/net/index.js';

const options = { firstAddress: false, timeoutMs: 10_000 };

/** Never answers. */
const silent: Lookup = () => new Promise(() => undefined);

function answering(...addresses: string[]): Lookup {
  return async () => addresses.map((address) => ({ address }));
}

function failing(code: string): Lookup {
  return async () => {
    throw Object.assign(new Error(`getaddrinfo ${code}`), { code });
  };
}

t.test('an address is its own, without a lookup', async (t) => {
  const lookup: Lookup = () => t.fail('looked up') as never;
  for (const host of ['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1', 'fe80::1%lo']) {
    t.same(await resolveHost(host, { ...options, lookup }), { ok: true, addresses: [host] });
  }
});

t.test('a name is all its addresses of both families, each once, in the resolver’s order', async (t) => {
  const lookup = answering('2001:db8::1', '192.0.2.1', '2001:db8::1', '192.0.2.2');
  t.same(await resolveHost('mx.example.com', { ...options, lookup }), {
    ok: true,
    addresses: ['2001:db8::1', '192.0.2.1', '192.0.2.2'],
  });
});

t.test('where one address is enough it is the first', async (t) => {
  const lookup = answering('2001:db8::1', '192.0.2.1');
  t.same(await resolveHost('mx.example.com', { ...options, lookup, firstAddress: true }), {
    ok: true,
    addresses: ['2001:db8::1'],
  });
});

t.test('the system’s own resolver is asked, so the hosts file counts', async (t) => {
  const result = await resolveHost('localhost', options);
  if (!result.ok) throw new Error(result.failure.message);
  t.ok(result.addresses.includes('127.0.0.1') || result.addresses.includes('::1'));
});

t.test('each way for a lookup to fail has its code', async (t) => {
  const codes = {
    ENOTFOUND: 'name-not-found',
    ENODATA: 'name-not-found',
    EAI_AGAIN: 'resolver-failed',
    EAI_FAIL: 'resolver-failed',
    ESERVFAIL: 'resolver-failed',
    EREFUSED: 'resolver-failed',
    EAI_MEMORY: 'local-resource',
    EMFILE: 'local-resource',
  };
  for (const [errno, code] of Object.entries(codes)) {
    t.match(
      await resolveHost('mx.example.com', { ...options, lookup: failing(errno) }),
      { ok: false, failure: { stage: 'resolve', code, message: /mx\.example\.com.*/ } },
      errno,
    );
  }
});

t.test('a name without any address is not found', async (t) => {
  t.match(await resolveHost('mx.example.com', { ...options, lookup: answering() }), {
    ok: false,
    failure: { stage: 'resolve', code: 'name-not-found' },
  });
});

t.test('a resolver that does not answer is given up on', async (t) => {
  t.same(await resolveHost('mx.example.com', { ...options, timeoutMs: 20, lookup: silent }), {
    ok: false,
    failure: {
      stage: 'resolve',
      code: 'timeout',
      message: 'No answer for mx.example.com within 0.02 s',
    },
  });
});

t.test('an abort ends the wait, and before it nothing is looked up', async (t) => {
  const controller = new AbortController();
  const aborted = { ok: false, failure: { stage: 'resolve', code: 'aborted' } };
  const pending = resolveHost('mx.example.com', { ...options, lookup: silent, signal: controller.signal });
  controller.abort();
  t.match(await pending, aborted);
  t.equal(getEventListeners(controller.signal, 'abort').length, 0);
  const lookup: Lookup = () => t.fail('looked up') as never;
  t.match(await resolveHost('mx.example.com', { ...options, lookup, signal: controller.signal }), aborted);
});

t.test('a lookup that fails after it was given up on disturbs nobody', async (t) => {
  let reject!: (reason: Error) => void;
  const lookup: Lookup = () => new Promise((_resolve, r) => (reject = r));
  t.match(await resolveHost('mx.example.com', { ...options, timeoutMs: 1, lookup }), { ok: false });
  reject(new Error('too late'));
});

t.test('a fault of the lookup itself is thrown, not reported as the network’s', async (t) => {
  const lookup: Lookup = async () => {
    throw new TypeError('a bug');
  };
  await t.rejects(resolveHost('mx.example.com', { ...options, lookup }), { message: 'a bug' });
});
