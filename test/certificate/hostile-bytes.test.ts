import { createHash } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { readCertificate } from '../../src/certificate/read-certificate.js';
import { mintCertificate, mintKey } from '../../src/lab/mint-certificate.js';
import { encodeTlv, TAG } from '../../src/lab/mint-der.js';
import type { CertificateFacts } from '../../src/model/index.js';

const rsa = mintKey({ algorithm: 'rsa', bits: 1024 });

const minted = mintCertificate({
  subject: [{ C: 'US' }, { O: { text: 'bmp', as: 'bmp' } }, { CN: 'fuzzed' }],
  key: rsa,
  signatureHash: 'md5',
  pss: true,
  subjectAltNames: [{ dns: 'a.example' }, { ip: '192.0.2.1' }, { email: 'a@b.example' }],
}).der;

/** Far above what any input here takes, and far below a hang. */
const PATIENCE_MS = 2000;

t.test('every truncation is reported with its fingerprint', async (t) => {
  for (let length = 0; length < minted.length; length++) {
    const facts = readQuickly(minted.subarray(0, length));
    if (facts.kind !== 'unparsed' || facts.reason === '') t.fail(`${length} bytes`);
  }
  t.equal(readCertificate(minted).kind, 'parsed');
});

t.test('any change of bytes gives facts, quickly, and never an exception', async (t) => {
  const changes = fc.array(fc.tuple(fc.nat(minted.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(changes, (places) => {
      const der = Uint8Array.from(minted);
      for (const [place, byte] of places) der[place] = byte;
      hasSoundFacts(readQuickly(der));
    }),
    { seed: 20_150_630, numRuns: 1500 },
  );
  t.pass();
});

t.test('any bytes at all give facts', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      hasSoundFacts(readQuickly(bytes));
      hasSoundFacts(readQuickly(encodeTlv(TAG.sequence, bytes)));
    }),
    { seed: 20_150_702, numRuns: 500 },
  );
  t.pass();
});

t.test('the signature algorithm of what is no certificate is found where it can be', async (t) => {
  const trailing = readCertificate(Buffer.concat([minted, Uint8Array.of(0)]));
  t.match(trailing, {
    kind: 'unparsed',
    reason: '1 bytes follow the Certificate',
    signatureAlgorithm: { hash: 'md5' },
  });
  const md5 = Buffer.from('300d06092a864886f70d0101040500', 'hex');
  const hollow = readCertificate(encodeTlv(TAG.sequence, encodeTlv(TAG.sequence), md5));
  t.match(hollow, {
    kind: 'unparsed',
    reason: 'there is no serialNumber',
    signatureAlgorithm: { name: 'md5WithRSAEncryption' },
  });
  t.notOk('signatureAlgorithm' in readCertificate(Uint8Array.of(0x30, 0)));
});

t.test('nesting without end, lengths beyond the end and indefinite ones are refused', async (t) => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['nesting', nested(30_000), /.+/],
    ['indefinite length', Uint8Array.of(0x30, 0x80, 0, 0), /indefinite length/],
    ['a length of 4 GB', Uint8Array.of(0x30, 0x84, 255, 255, 255, 255), /ends too early/],
    ['a length of 126 bytes', Buffer.concat([Uint8Array.of(0x30, 0xfe), Buffer.alloc(126, 1)]), /126 bytes/],
    ['a tag of several bytes', Uint8Array.of(0x3f, 0x81, 1, 0), /tag/],
    ['nothing', new Uint8Array(), /end/],
    ['2 MB', encodeTlv(TAG.sequence, new Uint8Array(2_000_000)), /too many/],
    ['a million elements', encodeTlv(TAG.sequence, new Uint8Array(1_000_000)), /.+/],
  ];
  for (const [name, der, reason] of cases) {
    const facts = readQuickly(der);
    t.match(facts, { kind: 'unparsed', reason }, name);
  }
});

t.test('deep nesting inside a field is not followed', async (t) => {
  const { der } = mintCertificate({
    subject: [{ CN: 'x' }, { '1.2.3.4': { der: nested(5000) } }],
    key: rsa,
    extensions: [{ oid: '2.5.29.17', value: nested(5000) }],
    subjectPublicKeyInfo: nested(5000),
  });
  t.match(readQuickly(der), {
    kind: 'parsed',
    subjectCn: 'x',
    subjectAn: [/^other:/],
    publicKey: { algorithm: 'unknown' },
  });
});

t.test('a hundred thousand alternative names are read up to a bound', async (t) => {
  const name = encodeTlv(0x82, Buffer.from('a.b'));
  const names = Buffer.alloc(name.length * 100_000, name);
  const { der } = mintCertificate({
    subject: [{ CN: 'x' }],
    key: rsa,
    extensions: [{ oid: '2.5.29.17', value: encodeTlv(TAG.sequence, names) }],
  });
  t.match(readQuickly(der), { kind: 'parsed', dnsNames: { length: 5000 } });
});

t.test('long names and long OIDs take time in proportion', async (t) => {
  const { der } = mintCertificate({
    subject: [
      { CN: '\\'.repeat(200_000) },
      { CN: { der: encodeTlv(TAG.utf8String, Buffer.alloc(300_000, 255)) } },
    ],
    key: rsa,
    signatureOid: `1.2.${'1'.repeat(2000)}`,
  });
  const facts = readQuickly(der);
  t.equal(facts.kind, 'parsed');
  t.match(facts.signatureAlgorithm, { oid: /^#/, hash: 'unknown' });
});

function readQuickly(der: Uint8Array): CertificateFacts {
  const start = performance.now();
  const facts = readCertificate(der);
  const tookMs = performance.now() - start;
  if (tookMs > PATIENCE_MS) throw new Error(`${tookMs} ms for ${der.length} bytes`);
  const sha256 = createHash('sha256').update(der).digest('hex');
  if (facts.fingerprint.sha256 !== sha256) throw new Error('another fingerprint');
  return facts;
}

/** What everything that reports facts relies on. */
function hasSoundFacts(facts: CertificateFacts): void {
  if (facts.kind === 'unparsed') return;
  for (const time of [facts.notBefore, facts.notAfter]) new Date(time).toISOString();
  if (!/^-?([0-9A-F]{2})+$/.test(facts.serial)) throw new Error(`serial ${facts.serial}`);
  for (const text of [facts.subjectDn, facts.issuerDn]) {
    if (/\p{Surrogate}/u.test(text)) throw new Error('half a character');
  }
}

/** SEQUENCE in SEQUENCE. */
function nested(depth: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let level = 0; level < depth; level++) {
    const header = encodeTlv(TAG.sequence, new Uint8Array(length)).subarray(0, headerBytes(length));
    parts.push(header);
    length += header.length;
  }
  return Buffer.concat(parts.reverse());
}

function headerBytes(length: number): number {
  return length < 0x80 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : 5;
}
