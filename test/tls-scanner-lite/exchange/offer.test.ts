import fc from 'fast-check';
import t from 'tap';
import {
  buildClientHello,
  ByteReader,
  CONTENT_TYPE,
  decodeClientHello,
  encodeOffer,
  exchangeRaw,
  EXTENSION,
  HANDSHAKE_TYPE,
  HELLO_RETRY_REQUEST_RANDOM,
  NAMED_GROUP,
  OFFERED_VERSION,
  offeredSignatureAlgorithms,
  offeredSignatureSchemes,
  OFFERS,
  PROFILES,
  requestedServerName,
  serverHelloCheck,
  SIGNATURE_SCHEME,
  usesMd5,
  usesSha1,
  VERSION,
  type ClientHello,
  type OfferName,
  type Profile,
  type ServerHello,
} from 'tls-scanner-lite';
import { mintCertificate, mintKey } from '../../../src/lab/mint-certificate.js';
import { connectTo } from './loopback.js';
import { NEEDS_OPENSSL, startOpenssl } from './openssl-server.js';

const EVERY_OFFER = OFFERS.flatMap((name) => PROFILES.map((profile) => ({ name, profile })));
const MAX_HELLO_RECORD_BYTES = 255;
const NOTHING = new Uint8Array(0);

t.test('every hello is one record of at most 255 bytes, of version 0x0301, that decodes again', async (t) => {
  const names = fc.option(fc.stringMatching(/^[a-z0-9.-]{1,60}$/), { nil: undefined });
  fc.assert(
    fc.property(fc.constantFrom(...EVERY_OFFER), names, (offer, serverName) => {
      const record = encodeOffer({ ...offer, ...(serverName !== undefined && { serverName }) });
      const reader = new ByteReader(record, 'record');
      const hello = decodeOffer(record);
      return (
        record.length <= MAX_HELLO_RECORD_BYTES &&
        reader.uint8('type') === CONTENT_TYPE.handshake &&
        reader.uint16('version') === VERSION.TLSv1 &&
        hello.version === Math.min(OFFERED_VERSION[offer.name], VERSION['TLSv1.2']) &&
        requestedServerName(hello) === (offer.name === 'tls1.0-bare' ? undefined : serverName)
      );
    }),
  );
  for (const offer of EVERY_OFFER) {
    const longest = encodeOffer({ ...offer, serverName: 'a'.repeat(60) });
    t.ok(
      longest.length <= MAX_HELLO_RECORD_BYTES,
      `${offer.name}, ${offer.profile}: ${longest.length} bytes`,
    );
  }
});

t.test('no server_name is sent where there is none', async (t) => {
  for (const offer of EVERY_OFFER) t.notOk(extensionTypes(offerOf(offer)).includes(EXTENSION.server_name));
});

t.test('SHA-only has SHA-1 and SHA-2 with RSA, ECDSA and PSS, and no MD5', async (t) => {
  const schemes = offeredSignatureAlgorithms(offerOf({ name: 'sha-only', profile: 'sha' })) ?? [];
  t.notOk(schemes.some(usesMd5));
  for (const scheme of [
    SIGNATURE_SCHEME.rsa_pkcs1_sha1,
    SIGNATURE_SCHEME.ecdsa_sha1,
    SIGNATURE_SCHEME.rsa_pkcs1_sha256,
    SIGNATURE_SCHEME.rsa_pkcs1_sha384,
    SIGNATURE_SCHEME.rsa_pkcs1_sha512,
    SIGNATURE_SCHEME.ecdsa_secp256r1_sha256,
    SIGNATURE_SCHEME.ecdsa_secp384r1_sha384,
    SIGNATURE_SCHEME.ecdsa_secp521r1_sha512,
    SIGNATURE_SCHEME.rsa_pss_rsae_sha256,
    SIGNATURE_SCHEME.rsa_pss_pss_sha256,
  ]) {
    t.ok(schemes.includes(scheme), `0x${scheme.toString(16)}`);
  }
  t.equal(new Set(schemes).size, schemes.length);
});

t.test('SHA-only without SHA-1 differs by SHA-1 alone', async (t) => {
  const all = offeredSignatureSchemes('sha-only', 'sha');
  const strict = offeredSignatureAlgorithms(offerOf({ name: 'sha-only', profile: 'rfc9155' }));
  t.same(
    strict,
    all.filter((scheme) => !usesSha1(scheme)),
  );
  t.equal(all.filter(usesSha1).length, 2);
});

t.test('md5-permitted differs from sha-only by one scheme and nothing else', async (t) => {
  for (const profile of PROFILES) {
    const [sha, md5] = [offerOf({ name: 'sha-only', profile }), offerOf({ name: 'md5-permitted', profile })];
    t.same(offeredSignatureAlgorithms(md5), [
      ...(offeredSignatureAlgorithms(sha) ?? []),
      SIGNATURE_SCHEME.rsa_pkcs1_md5,
    ]);
    t.strictSame(withoutSchemes(md5), withoutSchemes(sha));
  }
});

t.test('all offers of a ladder list the same suites, less those that need TLS 1.2', async (t) => {
  const { cipherSuites: all } = offerOf({ name: 'sha-only', profile: 'sha' });
  const { cipherSuites: old } = offerOf({ name: 'tls1.1', profile: 'sha' });
  t.same(offerOf({ name: 'md5-permitted', profile: 'sha' }).cipherSuites, all);
  t.same(offerOf({ name: 'tls1.0', profile: 'sha' }).cipherSuites, old);
  t.same(offerOf({ name: 'tls1.0-bare', profile: 'sha' }).cipherSuites, old);
  t.same(all.slice(all.length - old.length), old);
  t.equal(new Set(all).size, all.length);
});

t.test(
  'the offers before TLS 1.2 have no signature algorithms, the bare one no extension at all',
  async (t) => {
    for (const name of ['tls1.1', 'tls1.0'] as const) {
      const hello = offerOf({ name, profile: 'sha' });
      t.equal(offeredSignatureAlgorithms(hello), undefined);
      t.ok(extensionTypes(hello).includes(EXTENSION.supported_groups));
    }
    t.equal(offerOf({ name: 'tls1.0-bare', profile: 'sha' }).extensions, undefined);
  },
);

t.test('TLS 1.3 is offered by its extensions, with one key share', async (t) => {
  const hello = offerOf({ name: 'tls1.3', profile: 'sha' });
  t.equal(hello.version, VERSION['TLSv1.2']);
  t.same(extension(hello, EXTENSION.supported_versions), [2, 3, 4]);
  const share = extension(hello, EXTENSION.key_share);
  t.same(share.slice(0, 6), [0, 36, 0, NAMED_GROUP.x25519, 0, 32]);
  t.equal(share.length, 38);
});

t.test('every hello has a random of its own, and TLS 1.3 a key share of its own', async (t) => {
  const hellos = Array.from({ length: 8 }, () => offerOf({ name: 'tls1.3', profile: 'sha' }));
  t.equal(new Set(hellos.map(({ random }) => Buffer.from(random).toString('hex'))).size, 8);
  t.equal(new Set(hellos.map((hello) => extension(hello, EXTENSION.key_share).join())).size, 8);
});

t.test('every offer is understood by OpenSSL', NEEDS_OPENSSL, async (t) => {
  const certificate = mintCertificate({
    subject: [{ CN: 'x' }],
    key: mintKey({ algorithm: 'rsa', bits: 2048 }),
  });
  const { port } = await startOpenssl(t, certificate, ['-cipher', 'DEFAULT:@SECLEVEL=0']);
  for (const offer of EVERY_OFFER) {
    const result = await exchangeRaw(await connectTo(t, port), {
      offer: { ...offer, serverName: 'mail.example.com' },
      timeoutMs: 10_000,
    });
    const kind = offer.name === 'tls1.3' ? 'tls1.3' : 'server-hello-done';
    t.same(result.end, { kind }, `${offer.name}, ${offer.profile}`);
    if (kind === 'server-hello-done')
      t.strictSame(result.flight.certificateList?.map(hex), [hex(certificate.der)], offer.name);
  }
});

const HELLO: ServerHello = {
  version: VERSION['TLSv1.2'],
  random: new Uint8Array(32),
  sessionId: NOTHING,
  cipherSuite: 0xc02f,
  compressionMethod: 0,
  extensions: undefined,
};
const SELECTS_TLS13 = { type: EXTENSION.supported_versions, data: Uint8Array.of(3, 4) };
const HELLO_13: ServerHello = { ...HELLO, cipherSuite: 0x1301, extensions: [SELECTS_TLS13] };

t.test('a ServerHello that answers what was offered is nothing to object to', async (t) => {
  const sound: readonly (readonly [OfferName, Partial<ServerHello>])[] = [
    ['sha-only', {}],
    ['sha-only', { extensions: [] }],
    ['sha-only', { extensions: empty(EXTENSION.extended_master_secret) }],
    ['sha-only', { extensions: [{ type: EXTENSION.ec_point_formats, data: Uint8Array.of(1, 0) }] }],
    ['sha-only', { version: VERSION.TLSv1, cipherSuite: 0x002f }],
    ['sha-only', { version: VERSION.SSLv3, cipherSuite: 0x0005 }],
    ['md5-permitted', { extensions: empty(EXTENSION.server_name) }],
    ['tls1.1', { version: VERSION['TLSv1.1'], cipherSuite: 0x002f }],
    ['tls1.0-bare', { version: VERSION.TLSv1, cipherSuite: 0x0004, extensions: renegotiation(0) }],
    ['tls1.3', HELLO_13],
    [
      'tls1.3',
      { ...HELLO_13, random: HELLO_RETRY_REQUEST_RANDOM, extensions: [SELECTS_TLS13, ...empty(44)] },
    ],
  ];
  for (const [name, change] of sound) t.equal(objection(name, change), undefined, name);
});

t.test('a ServerHello that answers what was not offered is objected to', async (t) => {
  const faults: readonly (readonly [OfferName, Partial<ServerHello>, RegExp])[] = [
    ['sha-only', { version: 0x0304 }, /^TLSv1\.3 was selected, but at most TLSv1\.2 offered$/],
    ['sha-only', HELLO_13, /^TLSv1\.3 was selected/],
    ['tls1.1', { version: VERSION['TLSv1.2'] }, /^TLSv1\.2 was selected, but at most TLSv1\.1 offered$/],
    [
      'tls1.3',
      { ...HELLO_13, version: 0x0304, extensions: undefined },
      /supported_versions must select TLS 1\.3/,
    ],
    ['tls1.3', { ...HELLO_13, extensions: versions(3, 3) }, /supported_versions must select TLS 1\.3/],
    ['tls1.3', { ...HELLO_13, extensions: versions(3) }, /supported_versions must select TLS 1\.3/],
    ['tls1.3', { ...HELLO_13, extensions: versions(0x7f, 0x1c) }, /but at most TLSv1\.3 offered/],
    ['tls1.3', {}, /^TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 was selected, but not offered$/],
    ['sha-only', { cipherSuite: 0x1301 }, /^TLS_AES_128_GCM_SHA256 was selected, but not offered$/],
    ['sha-only', { cipherSuite: 0x0018 }, /^TLS_DH_anon_WITH_RC4_128_MD5 was selected/],
    ['sha-only', { cipherSuite: 0x00ff }, /^0x00FF was selected, but not offered$/],
    ['tls1.0', { version: VERSION.TLSv1, cipherSuite: 0x009c }, /^TLS_RSA_WITH_AES_128_GCM_SHA256 was/],
    ['sha-only', { compressionMethod: 1 }, /^compression method 1 was selected/],
    ['sha-only', { extensions: empty(5) }, /^extension 5 was answered, but not offered$/],
    ['sha-only', { extensions: empty(EXTENSION.cookie) }, /^extension 44 /],
    ['sha-only', { extensions: renegotiation(1, 9) }, /^renegotiation_info speaks of an earlier handshake/],
    [
      'tls1.0-bare',
      { version: VERSION.TLSv1, cipherSuite: 0x002f, extensions: empty(EXTENSION.ec_point_formats) },
      /^extension 11 was answered/,
    ],
  ];
  for (const [name, change, reason] of faults) t.match(objection(name, change), reason, String(reason));
});

t.test('an answered server_name was asked for only where a name was sent', async (t) => {
  const hello = { ...HELLO, extensions: empty(EXTENSION.server_name) };
  t.match(serverHelloCheck({ name: 'sha-only', profile: 'sha' })(hello), /^extension 0 was answered/);
});

function renegotiation(...data: number[]): ServerHello['extensions'] {
  return [{ type: EXTENSION.renegotiation_info, data: Uint8Array.from(data) }];
}

function objection(name: OfferName, change: Partial<ServerHello>): string | undefined {
  return serverHelloCheck({ name, profile: 'sha', serverName: 'a.example' })({ ...HELLO, ...change });
}

function empty(type: number): { type: number; data: Uint8Array }[] {
  return [{ type, data: NOTHING }];
}

function versions(...data: number[]): ServerHello['extensions'] {
  return [{ type: EXTENSION.supported_versions, data: Uint8Array.from(data) }];
}

function offerOf(offer: { name: OfferName; profile: Profile }): ClientHello {
  return buildClientHello(offer);
}

function decodeOffer(record: Uint8Array): ClientHello {
  const reader = new ByteReader(record, 'record');
  reader.bytes(3, 'type, version');
  const fragment = reader.child(2, 'fragment');
  reader.end();
  if (fragment.uint8('msg_type') !== HANDSHAKE_TYPE.client_hello) throw new Error('no ClientHello');
  const body = fragment.child(3, 'ClientHello');
  fragment.end();
  return decodeClientHello(body);
}

function extensionTypes(hello: ClientHello): number[] {
  return hello.extensions?.map(({ type }) => type) ?? [];
}

function extension(hello: ClientHello, wanted: number): number[] {
  return [...(hello.extensions?.find(({ type }) => type === wanted)?.data ?? [])];
}

function withoutSchemes({ extensions, ...hello }: ClientHello): object {
  const others = extensions?.map((e) => (e.type === EXTENSION.signature_algorithms ? e.type : e));
  return { ...hello, random: undefined, extensions: others };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
