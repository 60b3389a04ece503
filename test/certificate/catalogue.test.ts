import t from 'tap';
import { BUILT_IN_CATALOGUE, identify, withKnownAs, type Catalogue } from '../../src/certificate/index.js';
import { readCertificate } from '../../src/certificate/read-certificate.js';
import { mintCertificate, mintKey, type CertificateToMint } from '../../src/lab/mint-certificate.js';
import type { CertificateFacts } from '../../src/model/index.js';

const rsa = mintKey({ algorithm: 'rsa', bits: 1024 });

t.test('the demo certificates are known by the beginning of their CN and by their hash', async (t) => {
  const legacy = 'IronPort Appliance Demo Certificate';
  t.equal(idOf({ subject: [{ CN: legacy }], signatureHash: 'md5' }), 'ironport-demo-legacy');
  t.equal(
    idOf({ subject: [{ CN: legacy }], signatureHash: 'md5', signatureOid: '1.3.14.3.2.25' }),
    'ironport-demo-legacy',
    'MD5 under its OIW name',
  );
  t.equal(idOf({ subject: [{ CN: legacy }], signatureHash: 'sha256' }), 'ironport-demo');
  t.equal(idOf({ subject: [{ C: 'US' }, { CN: 'Cisco Appliance Demo Certificate' }] }), 'cisco-esa-demo');
  t.equal(
    idOf({ subject: [{ CN: 'Messaging Gateway Appliance Demo Cert' }] }),
    'ironport-messaging-gateway-demo',
  );
  t.equal(idOf({ subject: [{ CN: 'My IronPort Appliance Demo' }], signatureHash: 'md5' }), undefined);
  t.equal(idOf({ subject: [{ O: 'IronPort Appliance D' }], signatureHash: 'md5' }), undefined);
});

t.test('every entry is found by a certificate that is made after it, in any string type', async (t) => {
  for (const { id, subject, issuer, signatureHash } of BUILT_IN_CATALOGUE) {
    const [hash = 'sha256'] = signatureHash ?? [];
    const rdns = Object.entries(subject ?? issuer ?? {}).map(([type, value]) => ({
      [type]: { text: value.replace('*', 'é'), as: 'bmp' as const },
    }));
    t.equal(idOf({ subject: rdns, signatureHash: hash === 'md5' ? hash : 'sha256' }), id);
  }
  const ids = BUILT_IN_CATALOGUE.map(({ id }) => id);
  t.equal(new Set(ids).size, ids.length, 'no id twice');
  for (const id of ids) t.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
});

t.test('every attribute of a pattern must be there', async (t) => {
  t.equal(idOf({ subject: [{ OU: 'FortiGate' }, { O: 'Fortinet' }, { CN: 'x' }] }), 'fortinet-fortigate');
  t.equal(idOf({ subject: [{ O: 'Fortinet' }, { CN: 'x' }] }), undefined);
});

t.test('a pattern on the issuer looks at the issuer', async (t) => {
  const issuer = mintCertificate({ subject: [{ CN: 'Default Issuer (Do not trust)' }], key: rsa });
  t.equal(idOf({ subject: [{ CN: 'ilo.example' }], issuer }), 'hpe-ilo');
});

t.test('an asterisk stands for any text, at any place', async (t) => {
  const knows = (pattern: string, text: string): boolean => {
    const catalogue: Catalogue = [{ id: 'x', vendor: 'x', product: 'x', subject: { CN: pattern } }];
    return identify(read({ subject: [{ CN: text }] }), catalogue) !== undefined;
  };
  for (const [pattern, text] of [
    ['*', ''],
    ['*', 'a'],
    ['a*', 'a'],
    ['*c', 'abc'],
    ['a*c', 'ac'],
    ['a*b*c', 'axbxc'],
    ['**', 'a'],
    ['a.c', 'a.c'],
  ] as const) {
    t.ok(knows(pattern, text), `${pattern} ${text}`);
  }
  for (const [pattern, text] of [
    ['a', 'ab'],
    ['a*', 'ba'],
    ['ab*ba', 'aba'],
    ['a*b*b', 'ab'],
    ['a.c', 'abc'],
    ['A', 'a'],
    ['', 'a'],
  ] as const) {
    t.notOk(knows(pattern, text), `${pattern} ${text}`);
  }
});

t.test('the facts that are given stay as they are', async (t) => {
  const facts = read({ subject: [{ CN: 'UniFi' }] });
  const known = withKnownAs(facts, BUILT_IN_CATALOGUE);
  t.match(known, { knownAs: { id: 'ubiquiti-unifi', vendor: 'Ubiquiti', product: 'UniFi' } });
  t.notOk('knownAs' in facts);
  const stranger = read({ subject: [{ CN: 'x' }] });
  t.equal(withKnownAs(stranger, BUILT_IN_CATALOGUE), stranger);
  const broken = readCertificate(Uint8Array.of(0x30, 0));
  t.equal(withKnownAs(broken, BUILT_IN_CATALOGUE), broken);
});

function idOf(wanted: CertificateToMint): string | undefined {
  return identify(read(wanted), BUILT_IN_CATALOGUE)?.id;
}

function read(wanted: CertificateToMint): CertificateFacts {
  return readCertificate(mintCertificate({ key: rsa, ...wanted }).der);
}
