import { execFileSync } from 'node:child_process';
import t from 'tap';
import { loadCertificateReader } from '../../src/certificate/index.js';
import { mintCertificate, mintKey } from '../../src/lab/mint-certificate.js';

const key = mintKey({ algorithm: 'ec', curve: 'prime256v1' });

t.test('a certificate that comes again is not read again', async (t) => {
  const read = await loadCertificateReader();
  const { der } = mintCertificate({ subject: [{ CN: 'x' }], key });
  const facts = read(der);
  t.equal(read(Buffer.from(der)), facts);
  t.not(read(mintCertificate({ subject: [{ CN: 'x' }], key }).der), facts);
  t.not((await loadCertificateReader())(der), facts, 'each reader has a cache of its own');
});

t.test('facts keep bytes of their own, not the message that they came in', async (t) => {
  const read = await loadCertificateReader();
  const { der } = mintCertificate({ subject: [{ CN: 'x' }], key });
  const message = Buffer.concat([Buffer.alloc(50_000), der]);
  const facts = read(message.subarray(50_000));
  message.fill(0);
  t.strictSame(Buffer.from(facts.der), Buffer.from(der));
  t.equal(facts.der.buffer.byteLength, der.length);
});

t.test('the reader knows the certificates of its catalogue', async (t) => {
  const { der } = mintCertificate({ subject: [{ CN: 'UniFi' }], key });
  t.match((await loadCertificateReader())(der), { knownAs: { id: 'ubiquiti-unifi' } });
  const own = [{ id: 'own', vendor: 'a', product: 'b', subject: { CN: 'Uni*' } }];
  t.match((await loadCertificateReader(own))(der), { knownAs: { id: 'own', vendor: 'a', product: 'b' } });
});

t.test('what is no certificate is reported, and cached as well', async (t) => {
  const read = await loadCertificateReader();
  const facts = read(Uint8Array.of(1, 2, 3));
  t.match(facts, { kind: 'unparsed', reason: String });
  t.equal(read(Uint8Array.of(1, 2, 3)), facts);
  t.match(read(new Uint8Array()), { kind: 'unparsed' });
});

t.test('the folder’s index does not load the certificate library', async (t) => {
  const script = `
    import { createRequire } from 'node:module';
    const { loadCertificateReader } = await import('./src/certificate/index.ts');
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('@peculiar'));
    const before = loaded();
    await loadCertificateReader();
    console.log(before, loaded());
  `;
  const output = execFileSync(
    process.execPath,
    [...process.execArgv, '--input-type=module', '--eval', script],
    {
      encoding: 'utf8',
    },
  );
  t.equal(output, 'false true\n');
});
