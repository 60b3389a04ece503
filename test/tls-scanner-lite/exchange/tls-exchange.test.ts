import { createDiffieHellman } from 'node:crypto';
import { getEventListeners, once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import t from 'tap';
import {
  ALERT,
  buildClientHello,
  ByteReader,
  decodeClientHello,
  encodeHandshake,
  encodeServerKeyExchange,
  exchangeTls,
  HANDSHAKE_TYPE,
  negotiatedVersion,
  offeredSignatureAlgorithms,
  PROFILES,
  requestedServerName,
  SIGNATURE_SCHEME,
  VERSION,
  type ClientHello,
  type Offer,
  type TlsExchangeOptions,
  type TlsExchangeResult,
} from 'tls-scanner-lite';
import {
  mintCertificate,
  mintKey,
  type CertificateToMint,
  type MintedCertificate,
} from '../../../src/lab/mint-certificate.js';
import {
  alertRecord,
  byteByByte,
  certificate,
  join,
  recordEach,
  rsaFlightMessages,
  RSA_SUITE,
  serverHello,
  serverHelloDone,
} from '../framing/server-flight.js';
import { answer, connectTo, countListeners, deferred, listen, type Teardown } from './loopback.js';

const PATIENCE_MS = 10_000;
const IMPATIENCE_MS = 50;
const PERMISSIVE = 'DEFAULT:@SECLEVEL=0';

const KEY = mintKey({ algorithm: 'rsa', bits: 2048 });
const KEY_PEM = KEY.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const ROOT = mint({ subject: [{ CN: 'Root' }], isCa: true });
const LEAF = mint({ subject: [{ CN: 'mail.example.com' }], issuer: ROOT });

t.test('a handshake is completed, and the chain is the wire’s', async (t) => {
  const [first, second] = [mint({ subject: [{ CN: 'Unrelated' }] }), mint({ subject: [{ CN: 'Other' }] })];
  const cert = LEAF.pem + second.pem + first.pem + second.pem;
  const { result, socket } = await exchangeWith(t, { cert });
  t.same(result.handshake, { kind: 'completed' });
  t.same(result.end, { kind: 'server-hello-done' });
  t.strictSame(
    result.flight.certificateList?.map(bytes),
    [LEAF, second, first, second].map(({ der }) => bytes(der)),
  );
  t.equal(result.flight.serverHello?.version, VERSION['TLSv1.2']);
  t.equal(socket.destroyed, true);
});

t.test('the hello of node:tls asks what our own asks', async (t) => {
  for (const profile of PROFILES) {
    const offer: Offer = { name: 'sha-only', profile, serverName: 'a'.repeat(60) };
    const { promise: said, resolve } = deferred<Buffer>();
    const port = await listen(t, (server) => {
      server.once('data', (hello: Buffer) => {
        resolve(hello);
        server.end();
      });
    });
    await exchangeTls(await connectTo(t, port), options({ offer }));
    const record = await said;
    t.ok(record.length <= 255, `${profile}: ${record.length} bytes`);
    t.same([...record.subarray(0, 3)], [22, 3, 1]);
    const theirs = decodeClientHello(new ByteReader(record.subarray(9), 'ClientHello'));
    const ours = buildClientHello(offer);
    t.equal(requestedServerName(theirs), offer.serverName);
    t.same(offeredSignatureAlgorithms(theirs), offeredSignatureAlgorithms(ours));
    t.same(
      theirs.cipherSuites.filter((suite) => !ours.cipherSuites.includes(suite)),
      [],
      'no suite that is not ours',
    );
    t.same(extensionTypes(theirs), extensionTypes(ours));
  }
});

t.test('certificates that a careful client refuses are completed with', async (t) => {
  const weak = mintKey({ algorithm: 'rsa', bits: 1024 });
  const certificates: Record<string, MintedCertificate> = {
    MD5: mint({ subject: [{ CN: 'x' }], signatureHash: 'md5' }),
    'SHA-1': mint({ subject: [{ CN: 'x' }], signatureHash: 'sha1' }),
    'RSA of 1024 bits': mint({ subject: [{ CN: 'x' }], key: weak }),
    'MD5 and RSA of 1024 bits': mint({ subject: [{ CN: 'x' }], key: weak, signatureHash: 'md5' }),
    ECDSA: mint({ subject: [{ CN: 'x' }], key: mintKey({ algorithm: 'ec', curve: 'prime256v1' }) }),
    'RSA-PSS': mint({ subject: [{ CN: 'x' }], key: mintKey({ algorithm: 'rsa-pss', bits: 2048 }) }),
    expired: mint({ subject: [{ CN: 'x' }], notBefore: new Date(0), notAfter: new Date(1) }),
  };
  for (const [name, certificate] of Object.entries(certificates)) {
    const { result } = await exchangeWith(t, { cert: certificate.pem, key: certificate.privateKeyPem });
    t.same(result.handshake, { kind: 'completed' }, name);
    t.same(result.flight.certificateList?.map(bytes), [bytes(certificate.der)], name);
  }
});

t.test('a server that signs with SHA-1 alone is completed with, unless SHA-1 is left out', async (t) => {
  const server: TlsOptions = { sigalgs: 'RSA+SHA1' };
  const { result } = await exchangeWith(t, server);
  t.same(result.handshake, { kind: 'completed' });
  t.equal(result.flight.serverKeyExchange?.signatureAlgorithm, 0x0201);
  const strict = await exchangeWith(t, server, { offer: { name: 'sha-only', profile: 'rfc9155' } });
  t.equal(strict.result.end.kind, 'alert');
  t.equal(strict.result.handshake.kind, 'ended');
});

t.test('a server of an older version is no success, and its chain is evidence', async (t) => {
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    const { flight, end, handshake } = await exchangeTls(
      await connectTo(
        t,
        await listen(
          t,
          answer((server) => void server.write(olderFlight(version))),
        ),
      ),
      options(),
    );
    t.same(end, { kind: 'server-hello-done' }, version);
    t.equal(handshake.kind, 'local', version);
    t.equal(flight.serverHello?.version, VERSION[version]);
    t.equal(flight.certificateList?.length, 3);
  }
  const { result } = await exchangeWith(t, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
  t.notSame(result.handshake.kind, 'completed');
  t.ok(negotiatedVersion(result.flight.serverHello ?? { ...NO_HELLO }) < VERSION['TLSv1.2']);
});

t.test('TLS 1.3 gives the chain that was decrypted, and no root that was not sent', async (t) => {
  const offer: Offer = { name: 'tls1.3', profile: 'sha' };
  const { result } = await exchangeWith(t, { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }, { offer });
  t.same(result.end, { kind: 'tls1.3' });
  t.match(result.handshake, { kind: 'completed' });
  t.same(decrypted(result), [bytes(LEAF.der)]);
  const full = await exchangeWith(t, { cert: LEAF.fullChainPem, maxVersion: 'TLSv1.3' }, { offer });
  t.same(
    decrypted(full.result),
    [LEAF, ROOT].map(({ der }) => bytes(der)),
  );
});

t.test('a server of TLS 1.2 refuses the offer of TLS 1.3, and one of TLS 1.3 that of TLS 1.2', async (t) => {
  const older = await exchangeWith(
    t,
    { maxVersion: 'TLSv1.2' },
    { offer: { name: 'tls1.3', profile: 'sha' } },
  );
  t.match(older.result.end, { kind: 'alert', alert: { description: ALERT.protocol_version } });
  const newer = await exchangeWith(t, { minVersion: 'TLSv1.3' });
  t.match(newer.result.end, { kind: 'alert', alert: { description: ALERT.protocol_version } });
});

t.test('the farewell arrives inside TLS, then close_notify', async (t) => {
  const farewell = Buffer.from('QUIT\r\n');
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const name = maxVersion === 'TLSv1.3' ? 'tls1.3' : 'sha-only';
    const { heard, result, socket } = await exchangeWith(
      t,
      { maxVersion },
      { farewell, offer: { name, profile: 'sha' } },
    );
    t.equal(result.handshake.kind, 'completed');
    t.equal(socket.destroyed, true, 'when the result is there, the connection is gone');
    t.same(await heard, { text: 'QUIT\r\n', ended: true }, maxVersion);
  }
});

t.test('without a farewell there is close_notify', async (t) => {
  const { heard } = await exchangeWith(t, {});
  t.same(await heard, { text: '', ended: true });
});

t.test('a server that wants a certificate from the client is seen to, and completed or ended', async (t) => {
  const other = mint({ subject: [{ CN: 'Root of clients' }], isCa: true });
  const wanting: TlsOptions = { requestCert: true, rejectUnauthorized: true, ca: [other.pem] };
  const { result } = await exchangeWith(t, wanting);
  t.same(result.end, { kind: 'server-hello-done' });
  t.equal(result.flight.certificateRequest?.certificateAuthorities.length, 1);
  t.strictSame(result.flight.certificateList?.map(bytes), [bytes(LEAF.der)]);
  t.match(result.handshake.kind, /^(completed|ended)$/);
});

t.test('an alert after the flight is the peer’s, wherever it is cut from it', async (t) => {
  const flight = recordEach(rsaFlightMessages([LEAF.der]));
  const late = alertRecord(2, ALERT.bad_certificate);
  const warning = alertRecord(1, ALERT.no_certificate);
  const cases: Record<string, Uint8Array[]> = {
    'behind it in one piece': [join([flight, late])],
    'a piece of its own': [flight, late],
    'cut in the middle': [join([flight, late.subarray(0, 3)]), late.subarray(3)],
    'behind a warning': [join([flight, warning]), late],
  };
  for (const [name, pieces] of Object.entries(cases)) {
    const { end, handshake } = await exchangeTls(
      await connectTo(
        t,
        await listen(
          t,
          answer((server) => void sendInTurn(server, pieces)),
        ),
      ),
      options(),
    );
    t.same(end, { kind: 'server-hello-done' }, name);
    t.same(handshake, { kind: 'ended', end: { kind: 'alert', alert: { level: 2, description: 42 } } }, name);
  }
});

t.test('an alert after the flight that is not well formed ends nothing but the exchange', async (t) => {
  for (const level of [0, 3, 255]) {
    const pieces = [recordEach(rsaFlightMessages([LEAF.der])), alertRecord(level, 40)];
    const { end, handshake } = await exchangeTls(
      await connectTo(
        t,
        await listen(
          t,
          answer((server) => void sendInTurn(server, pieces)),
        ),
      ),
      options(),
    );
    t.same(end, { kind: 'server-hello-done' });
    t.match(handshake, { kind: 'local', message: String });
  }
});

t.test('the way in which a connection ends is told', async (t) => {
  const alert = { kind: 'alert', alert: { level: 2, description: 40 } };
  const cases: readonly (readonly [string, (server: Socket) => void, object])[] = [
    ['an alert', (server) => void server.write(alertRecord(2, 40)), alert],
    ['an alert and FIN', (server) => void server.end(alertRecord(2, 40)), alert],
    ['a bare FIN', (server) => void server.end(), { kind: 'closed' }],
    ['a reset', (server) => void server.resetAndDestroy(), { kind: 'reset' }],
    [
      'FIN in the middle',
      (server) => void server.end(recordEach([serverHello({ cipherSuite: RSA_SUITE })])),
      { kind: 'closed' },
    ],
  ];
  for (const [name, respond, end] of cases) {
    const socket = await connectTo(t, await listen(t, answer(respond)));
    const result = await exchangeTls(socket, options());
    t.same(result.end, end, name);
    t.same(result.handshake, { kind: 'ended', end }, name);
    t.equal(socket.destroyed, true, name);
  }
});

t.test('another protocol is not TLS', async (t) => {
  const socket = await connectTo(
    t,
    await listen(
      t,
      answer((server) => void server.end('HTTP/1.1 400 \r\n')),
    ),
  );
  const { end, spokeTls, handshake } = await exchangeTls(socket, options());
  t.match(end, { kind: 'violation', code: 'not-tls' });
  t.equal(spokeTls, false);
  t.equal(handshake.kind, 'local');
});

t.test('silence and a byte at a time end when the time is up', async (t) => {
  const silent = await connectTo(t, await listen(t, () => undefined));
  const first = await exchangeTls(silent, options({ timeoutMs: IMPATIENCE_MS }));
  t.same(first.handshake, { kind: 'ended', end: { kind: 'timeout' } });
  t.same(first.end, { kind: 'timeout' });
  t.equal(silent.destroyed, true);
  const long = recordEach(rsaFlightMessages([new Uint8Array(16_000)]));
  const slow = await connectTo(
    t,
    await listen(
      t,
      answer((server) => void sendApart(server, byteByByte(long))),
    ),
  );
  const second = await exchangeTls(slow, options({ timeoutMs: IMPATIENCE_MS }));
  t.same(second.end, { kind: 'timeout' });
  t.equal(slow.destroyed, true);
});

t.test('a server that goes silent after its flight leaves its flight', async (t) => {
  const flight = recordEach(rsaFlightMessages([LEAF.der]));
  const socket = await connectTo(
    t,
    await listen(
      t,
      answer((server) => void server.write(flight)),
    ),
  );
  const { end, handshake } = await exchangeTls(socket, options({ timeoutMs: IMPATIENCE_MS * 4 }));
  t.same(end, { kind: 'server-hello-done' });
  t.same(handshake, { kind: 'ended', end: { kind: 'timeout' } });
});

t.test('a signal aborts before and during an exchange, and no listener is left on it', async (t) => {
  const aborted = AbortSignal.abort();
  const before = await connectTo(t, await listen(t, () => undefined));
  t.same((await exchangeTls(before, options({ signal: aborted }))).end, { kind: 'aborted' });
  t.equal(before.destroyed, true);
  t.equal(getEventListeners(aborted, 'abort').length, 0);

  const controller = new AbortController();
  const during = await connectTo(
    t,
    await listen(
      t,
      answer(() => controller.abort()),
    ),
  );
  const result = await exchangeTls(during, options({ signal: controller.signal }));
  t.same(result.handshake, { kind: 'ended', end: { kind: 'aborted' } });
  t.equal(during.destroyed, true);
  t.equal(getEventListeners(controller.signal, 'abort').length, 0);

  const calm = new AbortController();
  const { result: completed } = await exchangeWith(t, {}, { signal: calm.signal });
  t.equal(completed.handshake.kind, 'completed');
  t.equal(getEventListeners(calm.signal, 'abort').length, 0);
});

t.test('a connection that is gone before the exchange begins, or as it does, ends at once', async (t) => {
  const gone = await connectTo(
    t,
    await listen(
      t,
      answer((server) => void server.end()),
    ),
  );
  gone.on('error', () => undefined).resume();
  gone.write('anything');
  await new Promise((resolve) => gone.once('close', resolve));
  t.same((await exchangeTls(gone, options())).handshake, { kind: 'ended', end: { kind: 'closed' } });

  const going = await connectTo(t, await listen(t, () => undefined));
  const exchange = exchangeTls(going, options());
  going.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
  t.same((await exchange).handshake, { kind: 'ended', end: { kind: 'reset' } });
});

t.test('a reset at any moment of the handshake is told, and nothing else comes of it', async (t) => {
  const flight = recordEach(rsaFlightMessages([LEAF.der]));
  for (let at = 0; at <= flight.length; at += 97) {
    const { promise: served, resolve } = deferred<Socket>();
    const socket = await connectTo(
      t,
      await listen(
        t,
        answer((server) => {
          if (at > 0) server.write(flight.subarray(0, at));
          resolve(server);
        }),
      ),
    );
    const exchange = exchangeTls(socket, options());
    if (at > 0) socket.once('data', () => void served.then((server) => server.resetAndDestroy()));
    else void served.then((server) => server.resetAndDestroy());
    const { handshake } = await exchange;
    t.match(handshake, { kind: 'ended', end: { kind: /^(reset|closed)$/ } }, `after ${at} bytes`);
  }
});

t.test('a Diffie-Hellman group that is too small for node:tls is accepted on the wire', async (t) => {
  // OpenSSL 3 serves no such group, so a script does; the group is looked at before the signature.
  const group = createDiffieHellman(512);
  const exchange = encodeHandshake(HANDSHAKE_TYPE.server_key_exchange, (w) =>
    encodeServerKeyExchange(w, {
      parameters: { kind: 'dhe', p: group.getPrime(), g: group.getGenerator(), ys: group.generateKeys() },
      signatureAlgorithm: SIGNATURE_SCHEME.rsa_pkcs1_sha256,
      signature: new Uint8Array(256),
    }),
  );
  const hello = serverHello({ cipherSuite: 0x0033, sessionId: new Uint8Array(0) });
  const flight = recordEach([hello, certificate([LEAF.der]), exchange, serverHelloDone()]);
  const socket = await connectTo(
    t,
    await listen(
      t,
      answer((server) => void server.write(flight)),
    ),
  );
  const result = await exchangeTls(socket, options());
  t.same(result.end, { kind: 'server-hello-done' });
  t.match(result.flight.serverKeyExchange?.parameters, { kind: 'dhe' });
  t.same(result.handshake, { kind: 'local', message: 'dh key too small' });
});

t.test('no listener of the socket outlives it but for errors', async (t) => {
  const { socket } = await exchangeWith(t, {});
  t.equal(socket.destroyed, true);
  t.ok(socket.listenerCount('error') >= 1);
  t.ok(countListeners(socket) < 12);
  t.doesNotThrow(() => socket.emit('error', new Error('late')));
});

t.test('an offer that node:tls cannot make is the caller’s mistake', async (t) => {
  const socket = await connectTo(t, await listen(t, () => undefined));
  await t.rejects(
    exchangeTls(socket, options({ offer: { name: 'md5-permitted', profile: 'sha' } })),
    TypeError,
  );
  t.equal(socket.destroyed, false);
});

const NO_HELLO = {
  version: 0,
  random: new Uint8Array(32),
  sessionId: new Uint8Array(0),
  cipherSuite: 0,
  compressionMethod: 0,
  extensions: undefined,
};

function mint(wanted: CertificateToMint): MintedCertificate {
  return mintCertificate({ key: KEY, ...wanted });
}

function bytes(der: Uint8Array): string {
  return Buffer.from(der).toString('hex');
}

function extensionTypes({ extensions }: ClientHello): number[] {
  return (extensions ?? []).map(({ type }) => type).sort((a, b) => a - b);
}

function decrypted({ handshake }: TlsExchangeResult): string[] | undefined {
  return handshake.kind === 'completed' ? handshake.decryptedChain?.map(bytes) : undefined;
}

function options(change: Partial<TlsExchangeOptions> = {}): TlsExchangeOptions {
  return { offer: { name: 'sha-only', profile: 'sha' }, timeoutMs: PATIENCE_MS, ...change };
}

interface Heard {
  readonly text: string;
  /** By close_notify: a bare FIN is an error to a TLS server. */
  readonly ended: boolean;
}

/** An exchange with a `node:tls` server that serves LEAF, unless it is told otherwise. */
async function exchangeWith(
  t: Teardown,
  server: TlsOptions,
  change: Partial<TlsExchangeOptions> = {},
): Promise<{ result: TlsExchangeResult; socket: Socket; heard: Promise<Heard> }> {
  const { promise: heard, resolve } = deferred<Heard>();
  const listener = createServer({ cert: LEAF.pem, key: KEY_PEM, ciphers: PERMISSIVE, ...server }, (secure) =>
    hearTls(secure, resolve),
  );
  listener.on('tlsClientError', () => undefined);
  await new Promise<void>((ready) => listener.listen(0, '127.0.0.1', ready));
  t.teardown(() => listener.close());
  const socket = await connectTo(t, (listener.address() as AddressInfo).port);
  return { result: await exchangeTls(socket, options(change)), socket, heard };
}

function hearTls(secure: TLSSocket, resolve: (heard: Heard) => void): void {
  let [text, ended] = ['', false];
  secure.on('data', (chunk: Buffer) => (text += chunk.toString()));
  secure.on('end', () => (ended = true));
  secure.on('error', () => undefined);
  secure.on('close', () => resolve({ text, ended }));
}

function olderFlight(version: 'TLSv1' | 'TLSv1.1'): Uint8Array {
  const [, ...rest] = rsaFlightMessages();
  return recordEach([serverHello({ version: VERSION[version], cipherSuite: RSA_SUITE }), ...rest]);
}

/** Each piece once the one before it has been sent and the client has had a turn. */
async function sendApart(socket: Socket, pieces: readonly Uint8Array[]): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    await new Promise((resolve) => socket.write(piece, resolve));
    await new Promise(setImmediate);
  }
}

/** Each piece once the client has answered the one before it, so that no two come together. */
async function sendInTurn(socket: Socket, pieces: readonly Uint8Array[]): Promise<void> {
  for (const [index, piece] of pieces.entries()) {
    const heard = index < pieces.length - 1 ? once(socket, 'data') : undefined;
    socket.write(piece);
    await heard;
  }
}
