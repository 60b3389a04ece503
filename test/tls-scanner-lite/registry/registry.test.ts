import { execFileSync } from 'node:child_process';
import t from 'tap';
import {
  ALERT,
  alertName,
  buildClientHello,
  cipherSuiteIanaName,
  cipherSuiteOpensslName,
  CONTENT_TYPE,
  EXTENSION,
  findCipherSuite,
  HANDSHAKE_TYPE,
  handshakeTypeName,
  NAMED_GROUP,
  offeredSignatureSchemes,
  OFFERS,
  PROFILES,
  SIGNATURE_SCHEME,
  signatureSchemeName,
  signedKeyExchange,
  usesMd5,
  usesSha1,
  VERSION,
  versionName,
} from 'tls-scanner-lite';
import { opensslSignatureName } from '../../../src/tls-scanner-lite/exchange/openssl-signature-name.js';
import { NEEDS_OPENSSL } from '../exchange/openssl-server.js';

const TABLES = { ALERT, CONTENT_TYPE, EXTENSION, HANDSHAKE_TYPE, NAMED_GROUP, SIGNATURE_SCHEME, VERSION };
const SIGNALLING_SUITE = 0x00ff;

for (const [name, table] of Object.entries(TABLES)) {
  t.test(`${name} has each code point once`, async (t) => {
    const codes = Object.values(table);
    t.equal(new Set(codes).size, codes.length);
  });
}

t.test('a name is a lookup, and what has none stays a number', async (t) => {
  t.equal(alertName(40), 'handshake_failure');
  t.equal(alertName(200), '200');
  t.equal(handshakeTypeName(11), 'certificate');
  t.equal(handshakeTypeName(99), '99');
  t.equal(versionName(0x0303), 'TLSv1.2');
  t.equal(versionName(0x0304), 'TLSv1.3');
  t.equal(versionName(0x7f1c), '0x7f1c');
  t.equal(signatureSchemeName(0x0101), 'rsa_pkcs1_md5');
  t.equal(signatureSchemeName(0x0a0a), '0x0a0a');
  t.equal(cipherSuiteIanaName(0x009c), 'TLS_RSA_WITH_AES_128_GCM_SHA256');
  t.equal(cipherSuiteOpensslName(0x009c), 'AES128-GCM-SHA256');
  t.equal(cipherSuiteIanaName(0xfafa), '0xFAFA');
  t.equal(cipherSuiteOpensslName(0xfafa), '0xFAFA');
  t.equal(findCipherSuite(0xfafa), undefined);
});

t.test('no two suites have a name in common', async (t) => {
  const suites = Array.from({ length: 0x10000 }, (_, code) => findCipherSuite(code)).filter(
    (suite) => !!suite,
  );
  t.ok(suites.length > 100);
  t.equal(new Set(suites.map(({ ianaName }) => ianaName)).size, suites.length);
  t.equal(new Set(suites.map(({ opensslName }) => opensslName)).size, suites.length);
});

t.test(
  'every offered suite has a name, and none is anonymous, of an export kind or without encryption',
  async (t) => {
    for (const name of OFFERS) {
      const { cipherSuites } = buildClientHello({ name, profile: 'sha' });
      for (const code of cipherSuites.filter((suite) => suite !== SIGNALLING_SUITE)) {
        t.match(cipherSuiteIanaName(code), /^TLS_(?!.*(anon|EXPORT|NULL|PSK))/);
      }
    }
  },
);

t.test('the key exchange of a suite is told from its name', async (t) => {
  t.equal(signedKeyExchange(0xc02f), 'ecdhe');
  t.equal(signedKeyExchange(0xc018), 'ecdhe');
  t.equal(signedKeyExchange(0x0033), 'dhe');
  t.equal(signedKeyExchange(0x0034), 'dhe');
  t.equal(signedKeyExchange(0x0003), 'rsa-export');
  for (const code of [0x002f, 0xc004, 0x1301, 0xfafa]) t.equal(signedKeyExchange(code), undefined);
});

t.test('every scheme that node:tls is to offer has a name of OpenSSL’s, and MD5 has none', async (t) => {
  for (const profile of PROFILES) {
    const names = offeredSignatureSchemes('sha-only', profile).map(opensslSignatureName);
    t.equal(new Set(names).size, names.length);
  }
  t.throws(() => opensslSignatureName(SIGNATURE_SCHEME.rsa_pkcs1_md5), TypeError);
});

t.test('the hash of a scheme is its upper byte up to SHA-1', async (t) => {
  const names = (uses: (scheme: number) => boolean): string[] =>
    Object.entries(SIGNATURE_SCHEME).flatMap(([name, scheme]) => (uses(scheme) ? [name] : []));
  t.same(names(usesMd5), ['rsa_pkcs1_md5', 'dsa_md5', 'ecdsa_md5']);
  t.same(names(usesSha1), ['rsa_pkcs1_sha1', 'dsa_sha1', 'ecdsa_sha1']);
});

t.test('the suites are called as OpenSSL and IANA call them', NEEDS_OPENSSL, async (t) => {
  const args = ['ciphers', '-V', '-stdname', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'];
  const listed = execFileSync('openssl', args, { encoding: 'utf8' });
  const rows = Array.from(
    listed.matchAll(/0x(..),0x(..) - (\S+) +- (\S+)/g),
    ([, high, low, iana, openssl]) => ({
      code: parseInt(`${high ?? ''}${low ?? ''}`, 16),
      ianaName: iana ?? '',
      opensslName: openssl ?? '',
    }),
  );
  t.ok(rows.length > 60);
  const left = /PSK|SRP/;
  for (const row of rows.filter(({ ianaName }) => !left.test(ianaName))) {
    t.same(findCipherSuite(row.code), row, row.ianaName);
  }
});
