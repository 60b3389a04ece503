import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import t from 'tap';
import { mintCertificate, mintKey } from '../../src/lab/mint-certificate.js';

const rsa = mintKey({ algorithm: 'rsa', bits: 1024 });
const ec = mintKey({ algorithm: 'ec', curve: 'prime256v1' });

t.test('a minted certificate says what was asked for, as Node reads it', async (t) => {
  const minted = mintCertificate({
    subject: [{ C: 'US' }, { O: 'Example', OU: 'Lab' }, { CN: 'Zoë' }],
    key: rsa,
    subjectAltNames: [{ dns: 'a.example' }, { ip: '127.0.0.1' }, { ip: '::1' }, { email: 'x@a.example' }],
    serial: 0x1f2e3dn,
    notBefore: new Date('2049-12-31T23:59:59Z'),
    notAfter: new Date('2050-01-01T00:00:00Z'),
  });
  const read = new X509Certificate(minted.der);
  t.equal(read.subject, 'C=US\nO=Example + OU=Lab\nCN=Zoë');
  t.equal(read.issuer, read.subject);
  t.equal(
    read.subjectAltName,
    'DNS:a.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, email:x@a.example',
  );
  t.equal(read.serialNumber, '1F2E3D');
  t.equal(read.validFrom, 'Dec 31 23:59:59 2049 GMT');
  t.equal(read.validTo, 'Jan  1 00:00:00 2050 GMT');
  t.equal(read.ca, false);
  t.ok(read.verify(minted.publicKey));
  t.ok(read.checkPrivateKey(minted.privateKey));
  t.ok(new X509Certificate(minted.pem).fingerprint256 === read.fingerprint256);
});

t.test('the default validity goes by the clock that is given', async (t) => {
  const { der } = mintCertificate({
    subject: [{ CN: 'x' }],
    key: ec,
    now: () => Date.parse('2015-06-30T15:27:59Z'),
  });
  t.equal(new X509Certificate(der).validFrom, 'Jun 29 15:27:59 2015 GMT');
  t.equal(new X509Certificate(der).validTo, 'Jun 26 15:27:59 2025 GMT');
});

t.test('every hash signs for real with every kind of key', async (t) => {
  const pss = mintKey({ algorithm: 'rsa-pss', bits: 1024 });
  const cases = [
    ...(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const).flatMap((hash) => [
      { key: rsa, hash, expected: `${hash}WithRSAEncryption` },
      { key: pss, hash, expected: 'rsassaPss' },
    ]),
    ...(['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const).map((hash) => ({
      key: ec,
      hash,
      expected: `ecdsa-with-${hash.toUpperCase()}`,
    })),
    { key: mintKey({ algorithm: 'ed25519' }), hash: 'sha256' as const, expected: 'ED25519' },
    { key: mintKey({ algorithm: 'ed448' }), hash: 'sha256' as const, expected: 'ED448' },
  ];
  for (const { key, hash, expected } of cases) {
    // A salt of 64 bytes does not fit into 1024 bits together with SHA-512's own 64.
    if (key === pss && hash === 'sha512') continue;
    const { der, publicKey } = mintCertificate({ subject: [{ CN: 'x' }], key, signatureHash: hash });
    t.ok(new X509Certificate(der).verify(publicKey), `${expected} verifies`);
    t.match(opensslText(der), new RegExp(`Signature Algorithm: ${expected}`, 'i'));
  }
  t.throws(
    () => mintCertificate({ subject: [], key: ec, signatureHash: 'md5' }),
    RangeError,
    'ECDSA with MD5 has no OID',
  );
});

t.test('RSASSA-PSS under an ordinary RSA key can have MD5 parameters', async (t) => {
  const { der, publicKey } = mintCertificate({
    subject: [{ CN: 'x' }],
    key: rsa,
    pss: true,
    signatureHash: 'md5',
  });
  const text = opensslText(der);
  t.match(text, /Public Key Algorithm: rsaEncryption/);
  t.match(text, /Hash Algorithm: md5\n\s+Mask Algorithm: mgf1 with md5\n\s+Salt Length: 0x10/);
  t.ok(new X509Certificate(der).verify(publicKey));
});

t.test('the algorithm can be named otherwise, outside, inside or both', async (t) => {
  const subject = [{ CN: 'x' }];
  const namesOf = (der: Uint8Array): (string | undefined)[] =>
    [...opensslText(der).matchAll(/Signature Algorithm: (\S+)/g)].map((match) => match[1]);
  const oiw = mintCertificate({ subject, key: rsa, signatureHash: 'md5', signatureOid: '1.3.14.3.2.3' });
  t.same(namesOf(oiw.der), ['md5WithRSA', 'md5WithRSA']);
  const inner = mintCertificate({ subject, key: rsa, innerSignatureOid: '1.2.840.113549.1.1.4' });
  t.same(namesOf(inner.der), ['md5WithRSAEncryption', 'sha256WithRSAEncryption']);
  const fake = mintCertificate({
    subject,
    key: rsa,
    signatureOid: '1.2.840.113549.1.1.2',
    signatureParameters: 'absent',
    signatureValue: Uint8Array.of(1, 2, 3),
  });
  t.same(namesOf(fake.der), ['md2WithRSAEncryption', 'md2WithRSAEncryption']);
  t.match(opensslText(fake.der), /Signature Value:\s+01:02:03/);
});

t.test('names come in every string type, and odd ones as they are', async (t) => {
  const { der } = mintCertificate({
    subject: [
      { O: { text: 'utf8 ü€', as: 'utf8' } },
      { O: { text: 'printable', as: 'printable' } },
      { O: { text: 'ia5@x', as: 'ia5' } },
      { O: { text: 'bmp ü€', as: 'bmp' } },
      { O: { text: 'teletex ü', as: 'teletex' } },
      { O: { text: 'ucs4 ü€😀', as: 'universal' } },
      { O: { text: '42', as: 'numeric' } },
      { '1.2.3.4': { der: Uint8Array.of(3, 2, 0, 255) } },
    ],
    key: ec,
  });
  t.match(
    openssl(['x509', '-noout', '-subject', '-nameopt', 'RFC2253,-esc_msb,utf8,show_type'], der),
    '1.2.3.4=BIT STRING:#030200FF,O=NUMERICSTRING:42,O=UNIVERSALSTRING:ucs4 ü€😀,O=T61STRING:teletex ü,O=BMPSTRING:bmp ü€,' +
      'O=IA5STRING:ia5@x,O=PRINTABLESTRING:printable,O=UTF8STRING:utf8 ü€',
  );
  t.throws(() => mintCertificate({ subject: [{ nonsense: 'x' }], key: ec }), RangeError);
});

t.test('a chain is sent without its root unless that is asked for', async (t) => {
  const root = mintCertificate({ subject: [{ CN: 'root' }], key: ec, isCa: true });
  const middle = mintCertificate({ subject: [{ CN: 'middle' }], key: rsa, isCa: true, issuer: root });
  const leaf = mintCertificate({ subject: [{ CN: 'leaf' }], issuer: middle, signatureHash: 'md5' });
  t.equal(leaf.chainPem, leaf.pem + middle.pem);
  t.equal(leaf.fullChainPem, leaf.pem + middle.pem + root.pem);
  t.equal(root.chainPem, root.pem);
  t.equal(middle.chainPem, middle.pem);
  t.ok(new X509Certificate(leaf.der).checkIssued(new X509Certificate(middle.der)));
  t.ok(new X509Certificate(leaf.der).verify(middle.publicKey));
  t.ok(new X509Certificate(middle.der).ca);
});

t.test('serial numbers of any sign and size are encoded in as few bytes as hold them', async (t) => {
  const cases: [bigint, string][] = [
    [0n, '00'],
    [127n, '7F'],
    [128n, '80'],
    [-1n, '-01'],
    [-129n, '-81'],
    [2n ** 159n, `80${'00'.repeat(19)}`],
  ];
  for (const [serial, expected] of cases) {
    const { der } = mintCertificate({ subject: [{ CN: 'x' }], key: ec, serial });
    t.match(openssl(['x509', '-noout', '-serial'], der), new RegExp(`^serial=${expected}\n$`));
  }
});

function opensslText(der: Uint8Array): string {
  return openssl(['x509', '-noout', '-text'], der);
}

function openssl(args: readonly string[], der: Uint8Array): string {
  return execFileSync('openssl', [...args, '-inform', 'DER'], { input: der, encoding: 'utf8' });
}
