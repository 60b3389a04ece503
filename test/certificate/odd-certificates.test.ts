import { execFileSync } from 'node:child_process';
import t from 'tap';
import { readCertificate } from '../../src/certificate/read-certificate.js';
import {
  mintCertificate,
  mintKey,
  type CertificateToMint,
  type MintedCertificate,
} from '../../src/lab/mint-certificate.js';
import { encodeOid, encodeTlv, TAG } from '../../src/lab/mint-der.js';
import { mintName } from '../../src/lab/mint-name.js';
import type { ParsedCertificate, SignatureHash } from '../../src/model/index.js';

const rsa = mintKey({ algorithm: 'rsa', bits: 1024 });
const ec = mintKey({ algorithm: 'ec', curve: 'prime256v1' });

/** Tags of GeneralName (RFC 5280 4.2.1.6). */
const [DNS_NAME, X400_ADDRESS, DIRECTORY_NAME, IP_ADDRESS, REGISTERED_ID] = [0x82, 0xa3, 0xa4, 0x87, 0x88];

t.test('names of every string type are decoded', async (t) => {
  const types = ['utf8', 'printable', 'ia5', 'bmp', 'teletex', 'universal'] as const;
  for (const as of types) {
    const { subjectDn, subjectCn } = read({ subject: [{ CN: { text: 'Zoë', as } }] });
    t.equal(subjectCn, 'Zoë', as);
    t.equal(subjectDn, 'CN=Zoë', as);
  }
  for (const as of ['utf8', 'bmp', 'universal'] as const) {
    t.equal(read({ subject: [{ CN: { text: '漢 😀 €', as } }] }).subjectCn, '漢 😀 €', as);
  }
  t.equal(read({ subject: [{ CN: { text: '42', as: 'numeric' } }] }).subjectCn, '42');
});

t.test('text that is none is read as far as it goes', async (t) => {
  const cn = (...der: number[]): string | undefined =>
    read({ subject: [{ CN: { der: Uint8Array.from(der) } }] }).subjectCn;
  t.equal(cn(0x0c, 3, 0x61, 0xff, 0x62), 'a\ufffdb', 'invalid UTF-8');
  t.equal(cn(0x1e, 3, 0, 0x61, 0), 'a\ufffd', 'a BMPString of three bytes');
  t.equal(cn(0x1e, 2, 0xd8, 0x3d), '\ufffd', 'half a surrogate pair');
  t.equal(cn(0x1c, 5, 0, 0, 0, 0x61, 0), 'a\ufffd', 'a UniversalString of five bytes');
  t.equal(cn(0x1c, 4, 0xff, 0, 0, 0), '\ufffd', 'a character beyond Unicode');
  t.equal(cn(0x0c, 0), '', 'an empty one');
  t.equal(cn(0x03, 2, 0, 1), undefined, 'a BIT STRING');
});

t.test('distinguished names come as OpenSSL prints them', async (t) => {
  const subjects: CertificateToMint['subject'][] = [
    [],
    [{ CN: '' }],
    [{ C: 'US' }, { O: 'a, b + "c" <d>; \\e = f' }, { OU: '#1' }, { OU: ' x ' }, { CN: 'tab\tnul\0del\x7f' }],
    [
      { O: 'x', OU: 'y' },
      { CN: 'z', emailAddress: 'a@b.example', UID: 'u' },
    ],
    [{ '1.2.3.4': 'unknown type' }, { CN: { der: Uint8Array.of(3, 2, 0, 255) } }, { DC: 'example' }],
    [{ O: { text: 'é ü', as: 'bmp' } }, { O: { text: 'é ü', as: 'teletex' } }, { serialNumber: '17' }],
    [{ '2.5.4.97': 'id' }, { '1.3.6.1.4.1.311.60.2.1.3': 'US' }, { '0.9.2342.19200300.100.1.44': 'x' }],
    [{ CN: ' ' }, { CN: '  ' }, { CN: 'a#b c' }],
  ];
  for (const subject of subjects) {
    const { der } = mintCertificate({ subject, key: ec });
    const options = ['x509', '-noout', '-subject', '-inform', 'DER', '-nameopt', 'RFC2253,-esc_msb,utf8'];
    const printed = execFileSync('openssl', options, { input: der, encoding: 'utf8' });
    t.equal(`subject=${parsed(der).subjectDn}\n`, printed);
  }
});

t.test('a lone # is escaped, as RFC 4514 2.4 wants it, though OpenSSL forgets', async (t) => {
  t.equal(read({ subject: [{ CN: '#' }] }).subjectDn, 'CN=\\#');
});

t.test('the most specific common name counts', async (t) => {
  const facts = read({ subject: [{ CN: 'first' }, { O: 'x' }, { CN: 'last' }] });
  t.equal(facts.subjectCn, 'last');
  t.equal(facts.issuerCn, 'last');
  t.notOk('subjectCn' in read({ subject: [{ O: 'x' }] }));
});

t.test('an OID of a UUID, and one that is no OID, cost only themselves', async (t) => {
  const uuid = '2.25.329800735698586629295641978511506172918';
  t.equal(read({ subject: [{ [uuid]: 'x' }, { CN: 'y' }] }).subjectDn, `CN=y,${uuid}=#0C0178`);
});

t.test('every signature algorithm is known by its OID', async (t) => {
  const cases: [oid: string, name: string, hash: SignatureHash][] = [
    ['1.2.840.113549.1.1.2', 'md2WithRSAEncryption', 'md2'],
    ['1.2.840.113549.1.1.3', 'md4WithRSAEncryption', 'md4'],
    ['1.2.840.113549.1.1.4', 'md5WithRSAEncryption', 'md5'],
    ['1.2.840.113549.1.1.5', 'sha1WithRSAEncryption', 'sha1'],
    ['1.2.840.113549.1.1.14', 'sha224WithRSAEncryption', 'sha224'],
    ['1.3.14.3.2.2', 'md4WithRSA', 'md4'],
    ['1.3.14.3.2.3', 'md5WithRSA', 'md5'],
    ['1.3.14.3.2.4', 'md4WithRSAEncryption', 'md4'],
    ['1.3.14.3.2.15', 'shaWithRSAEncryption', 'sha1'],
    ['1.3.14.3.2.24', 'md2WithRSASignature', 'md2'],
    ['1.3.14.3.2.25', 'md5WithRSASignature', 'md5'],
    ['1.3.14.3.2.29', 'sha1WithRSA', 'sha1'],
    ['1.2.156.10197.1.501', 'SM2-with-SM3', 'other'],
    ['1.2.3.4.5', '1.2.3.4.5', 'unknown'],
  ];
  for (const [signatureOid, name, hash] of cases) {
    const { signatureAlgorithm } = read({ subject: [{ CN: 'x' }], key: rsa, signatureOid });
    t.strictSame(signatureAlgorithm, { oid: signatureOid, name, hash });
  }
});

t.test('the parameters of RSASSA-PSS say which hash it is', async (t) => {
  const pss = (options: Partial<CertificateToMint>) =>
    read({ subject: [{ CN: 'x' }], key: rsa, pss: true, ...options }).signatureAlgorithm;
  const oid = '1.2.840.113549.1.1.10';
  t.strictSame(pss({ signatureHash: 'md5' }), { oid, name: 'rsassaPss (md5)', hash: 'md5' });
  t.strictSame(pss({ signatureHash: 'sha256' }), { oid, name: 'rsassaPss', hash: 'sha256' });
  const byDefault = { oid, name: 'rsassaPss (sha1)', hash: 'sha1' };
  t.strictSame(pss({ signatureParameters: 'absent' }), byDefault, 'without parameters it is SHA-1');
  t.strictSame(pss({ signatureParameters: Uint8Array.of(0x30, 0) }), byDefault, 'with empty ones too');
  const broken = Uint8Array.of(0x30, 2, 0xa0, 0);
  t.strictSame(pss({ signatureParameters: broken }), { oid, name: 'rsassaPss (unknown)', hash: 'unknown' });
});

t.test('ECDSA with a hash of its parameters is known by them', async (t) => {
  const md5 = Uint8Array.of(0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5);
  const { signatureAlgorithm } = read({
    subject: [{ CN: 'x' }],
    signatureOid: '1.2.840.10045.4.3',
    signatureParameters: md5,
  });
  t.equal(signatureAlgorithm.hash, 'md5');
});

t.test('an inner algorithm is told where it differs from the outer one', async (t) => {
  const subject = [{ CN: 'x' }];
  const { signatureAlgorithm, innerSignatureAlgorithm } = read({
    subject,
    key: rsa,
    innerSignatureOid: '1.2.840.113549.1.1.4',
  });
  t.equal(signatureAlgorithm.hash, 'sha256');
  t.equal(innerSignatureAlgorithm?.hash, 'md5');
  t.notOk('innerSignatureAlgorithm' in read({ subject, key: rsa, signatureHash: 'md5' }));
});

t.test('serial numbers keep their sign and their whole bytes', async (t) => {
  const serial = (value: bigint): string => read({ subject: [{ CN: 'x' }], serial: value }).serial;
  t.equal(serial(0n), '00');
  t.equal(serial(0x80n), '80');
  t.equal(serial(-1n), '-01');
  t.equal(serial(-0x8000n), '-8000');
  t.equal(serial(2n ** 159n), `80${'00'.repeat(19)}`);
  t.equal(serial(BigInt(`0x7f${'ff'.repeat(299)}`)), `7F${'FF'.repeat(299)}`);
});

t.test('subject alternative names of all kinds come as text', async (t) => {
  const { subjectAn, dnsNames } = read({
    subject: [{ CN: 'x' }],
    subjectAltNames: [
      { dns: 'mail.example' },
      { dns: '*.example' },
      { ip: '192.0.2.1' },
      { ip: '2001:db8::1' },
      { email: 'a@b.example' },
      { uri: 'ldap://example' },
    ],
  });
  t.strictSame(dnsNames, ['mail.example', '*.example']);
  t.strictSame(subjectAn, [
    'mail.example',
    '*.example',
    '192.0.2.1',
    '2001:db8::1',
    'email:a@b.example',
    'uri:ldap://example',
  ]);
});

t.test('an odd alternative name does not hide the others', async (t) => {
  const value = encodeTlv(
    TAG.sequence,
    encodeTlv(DIRECTORY_NAME, mintName([{ O: 'a' }, { CN: 'b' }])),
    encodeTlv(X400_ADDRESS, encodeTlv(TAG.null)),
    encodeTlv(IP_ADDRESS, Uint8Array.of(1, 2, 3)),
    encodeTlv(DNS_NAME, Buffer.from('a.b\0c')),
    encodeTlv(REGISTERED_ID, Uint8Array.of(0x2a, 3, 4)),
    encodeTlv(DNS_NAME, Buffer.from('d.example')),
  );
  const { subjectAn, dnsNames } = readWithExtension('2.5.29.17', value);
  t.strictSame(subjectAn, [
    'dn:CN=b,O=a',
    'other:#a3020500',
    'ip:010203',
    'a.b\0c',
    'id:1.2.3.4',
    'd.example',
  ]);
  t.strictSame(dnsNames, ['a.b\0c', 'd.example']);
});

t.test('a broken extension costs only itself', async (t) => {
  for (const value of ['', '30', '3005820161', '0500', '30820fff']) {
    const facts = readWithExtension('2.5.29.17', Buffer.from(value, 'hex'));
    t.strictSame(facts.subjectAn, [], `"${value}"`);
    t.equal(facts.subjectCn, 'x');
  }
});

t.test('public keys tell their kind and size', async (t) => {
  const key = (options: Partial<CertificateToMint>) => read({ subject: [{ CN: 'x' }], ...options }).publicKey;
  t.strictSame(key({ key: rsa }), { algorithm: 'RSA', bits: 1024 });
  t.strictSame(key({ key: mintKey({ algorithm: 'rsa', bits: 1023 }) }), { algorithm: 'RSA', bits: 1023 });
  const pss = mintKey({ algorithm: 'rsa-pss', bits: 1024 });
  t.strictSame(key({ key: pss }), { algorithm: 'RSASSA-PSS', bits: 1024 });
  t.strictSame(key({ key: ec }), { algorithm: 'EC', bits: 256, curve: 'secp256r1' });
  const old = mintKey({ algorithm: 'ec', curve: 'secp160r1' });
  t.strictSame(key({ key: old }), { algorithm: 'EC', bits: 160, curve: 'secp160r1' });
  const koblitz = mintKey({ algorithm: 'ec', curve: 'sect163k1' });
  t.strictSame(key({ key: koblitz }), { algorithm: 'EC', bits: 163, curve: 'sect163k1' });
  const wap = mintKey({ algorithm: 'ec', curve: 'wap-wsg-idm-ecid-wtls8' });
  t.strictSame(key({ key: wap }), { algorithm: 'EC', curve: '2.23.43.1.4.8' });
  t.strictSame(key({ key: mintKey({ algorithm: 'ed25519' }) }), { algorithm: 'Ed25519', bits: 256 });
  t.strictSame(key({ key: mintKey({ algorithm: 'ed448' }) }), { algorithm: 'Ed448', bits: 456 });
});

t.test('a broken key keeps the name of its algorithm', async (t) => {
  const broken: [oid: string, parameters: Uint8Array, key: Uint8Array, algorithm: string][] = [
    ['1.2.840.113549.1.1.1', encodeTlv(TAG.null), Uint8Array.of(), 'RSA'],
    ['1.2.840.113549.1.1.1', encodeTlv(TAG.null), encodeTlv(TAG.sequence), 'RSA'],
    ['1.2.840.10045.2.1', Uint8Array.of(), Uint8Array.of(4), 'EC'],
    ['1.2.840.10040.4.1', Uint8Array.of(), Uint8Array.of(2, 1, 1), 'DSA'],
    ['1.2.3.4', Uint8Array.of(), Uint8Array.of(), '1.2.3.4'],
  ];
  for (const [oid, parameters, key, algorithm] of broken) {
    const facts = read({ subject: [{ CN: 'x' }], subjectPublicKeyInfo: encodeSpki(oid, parameters, key) });
    t.strictSame(facts.publicKey, { algorithm });
    t.equal(facts.selfSigned, true, 'nobody can say that it is not');
  }
  const none = read({ subject: [{ CN: 'x' }], subjectPublicKeyInfo: encodeTlv(TAG.sequence) });
  t.strictSame(none.publicKey, { algorithm: 'unknown' });
});

t.test('a curve that is written out is not computed with', async (t) => {
  const parameters = encodeTlv(TAG.sequence, encodeTlv(TAG.integer, Uint8Array.of(1)));
  const subjectPublicKeyInfo = encodeSpki('1.2.840.10045.2.1', parameters, Uint8Array.of(4));
  const { publicKey, selfSigned } = read({ subject: [{ CN: 'x' }], subjectPublicKeyInfo });
  t.equal(publicKey.algorithm, 'EC');
  t.equal(selfSigned, true);
});

t.test('self-signed is what verifies under its own key, or cannot be checked', async (t) => {
  const subject = [{ CN: 'x' }];
  const selfSigned = (options: Partial<CertificateToMint>): boolean => {
    const facts = read({ subject, ...options });
    t.ok(facts.selfIssued);
    return facts.selfSigned;
  };
  for (const signatureHash of ['md5', 'sha1', 'sha256'] as const) {
    t.ok(selfSigned({ key: rsa, signatureHash }), `RSA with ${signatureHash}`);
    t.ok(selfSigned({ key: rsa, pss: true, signatureHash }), `RSASSA-PSS with ${signatureHash}`);
  }
  t.ok(selfSigned({ key: ec }), 'ECDSA');
  t.ok(selfSigned({ key: mintKey({ algorithm: 'ed25519' }) }), 'Ed25519');
  t.ok(selfSigned({ key: rsa, signatureHash: 'md5', signatureOid: '1.3.14.3.2.25' }), 'MD5 by its OIW name');
  t.ok(selfSigned({ key: rsa, signatureOid: '1.2.840.113549.1.1.2' }), 'MD2 cannot be checked');
  const namesake = mintCertificate({ subject, key: ec });
  t.notOk(selfSigned({ key: rsa, issuer: namesake }), 'another key of the same name');
  t.notOk(read({ subject: [{ CN: 'y' }], issuer: namesake }).selfIssued);
});

t.test('a key that would take too long is not verified with', async (t) => {
  for (const [modulusBytes, exponentBytes] of [
    [20_000, 3],
    [2000, 2000],
  ] as const) {
    const key = encodeTlv(
      TAG.sequence,
      encodeTlv(TAG.integer, Buffer.alloc(modulusBytes, 0x7f)),
      encodeTlv(TAG.integer, Buffer.alloc(exponentBytes, 0x7f)),
    );
    const subjectPublicKeyInfo = encodeSpki('1.2.840.113549.1.1.1', encodeTlv(TAG.null), key);
    const { publicKey, selfSigned } = read({ subject: [{ CN: 'x' }], key: rsa, subjectPublicKeyInfo });
    t.equal(publicKey.bits, 8 * modulusBytes - 1);
    t.equal(selfSigned, true, 'a check of the signature would have failed');
  }
});

t.test('years are read by the rule of 50, and to the end of time', async (t) => {
  const times = (notBefore: string, notAfter: string): [string, string] => {
    const facts = read({
      subject: [{ CN: 'x' }],
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
    });
    return [new Date(facts.notBefore).toISOString(), new Date(facts.notAfter).toISOString()];
  };
  const cases: [string, string][] = [
    ['1950-01-01T00:00:00.000Z', '2049-12-31T23:59:59.000Z'],
    ['1949-12-31T23:59:59.000Z', '2050-01-01T00:00:00.000Z'],
    ['2000-02-29T12:00:00.000Z', '9999-12-31T23:59:59.000Z'],
  ];
  for (const pair of cases) t.strictSame(times(...pair), pair);
});

function read(wanted: CertificateToMint): ParsedCertificate {
  return parsed(mintCertificate({ key: ec, ...wanted }).der);
}

function encodeSpki(oid: string, parameters: Uint8Array, key: Uint8Array): Uint8Array {
  const algorithm = encodeTlv(TAG.sequence, encodeOid(oid), parameters);
  return encodeTlv(TAG.sequence, algorithm, encodeTlv(TAG.bitString, Uint8Array.of(0), key));
}

function readWithExtension(oid: string, value: Uint8Array): ParsedCertificate {
  return read({ subject: [{ CN: 'x' }], extensions: [{ oid, value }] });
}

function parsed(der: MintedCertificate['der']): ParsedCertificate {
  const facts = readCertificate(der);
  if (facts.kind === 'unparsed') throw new Error(`unparsed: ${facts.reason}`);
  return facts;
}
