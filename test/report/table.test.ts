import t from 'tap';
import type { EndpointReport, Finding } from '../../src/model/index.js';
import { createTableReport, paintAnsi } from '../../src/report/index.js';
import { accepted, blocked, exampleRecords, inconclusive, summaryOf } from './example-records.js';

const records = [
  blocked('mx1 receiving', 'mx1.example.com', '203.0.113.5', 'smtp', 25, 'receiving'),
  accepted('203.0.113.20', '203.0.113.20'),
  accepted('203.0.113.21', '203.0.113.21'),
  inconclusive(),
];

t.test('At 80 columns a table says which service is broken, why, and what to do', async (t) => {
  t.equal(
    `\n${render(records, 80)}`,
    `
VERDICT         ENDPOINT                          CERTIFICATE
✗ md5-blocked   mx1 receiving                     IronPort Appliance Demo
                smtp://mx1.example.com:25         md5WithRSAEncryption, leaf
                (203.0.113.5)
                SHA-only TLS 1.2 is refused (alert 40, handshake_failure), and
                the answer to the md5-permitted offer, alike but for MD5, holds
                a certificate signed with md5WithRSAEncryption
                also: demo-certificate, self-signed

✓ ok            smtp://203.0.113.20:25            203.0.113.20
                                                  sha256WithRSAEncryption, leaf
                TLS success protocol TLSv1.2 cipher AES128-GCM-SHA256

✓ ok            smtp://203.0.113.21:25            203.0.113.21
                                                  sha256WithRSAEncryption, leaf
                TLS success protocol TLSv1.2 cipher AES128-GCM-SHA256

? inconclusive  backup MX                         no certificate seen
                smtp://mx3.example.com:25
                (203.0.113.7)
                starttls/not-offered: STARTTLS is not offered to this address; a
                sender group may decide that

HOW TO FIX
md5-blocked, receiving
  smtp://mx1.example.com:25 (203.0.113.5)
  1. On the appliance, look at Network > Certificates (CLI: \`certconfig\`) for a
     SHA-signed certificate that runs longer than the old one: your own, or the
     newer \`Demo\` (it works, but is not secure).
  2. Choose it at Network > Listeners > the listener's name > Certificate. CLI:
     \`listenerconfig\` > \`edit\` > the listener > \`certificate\`.
  3. Do the same wherever else the old certificate is applied: Mail Policies >
     Destination Controls (delivery), Network > IP Interfaces (HTTPS), System
     Administration > LDAP (LDAP).
  4. \`commit\` the changes.
  5. Where this is no Cisco appliance: give the server a SHA-256-signed
     certificate.
  6. Verify: the mail log says \`TLS success protocol TLSv1.2 cipher
     AES128-GCM-SHA256\`, or whatever version and cipher the peer takes.
  7. Scan again: \`shaprobe scan smtp://mx1.example.com:25\`
  See RFC 5246 7.4.2, RFC 6151, CVE-2004-2761

4 endpoints in 3.2 s: 1 md5-blocked, 2 ok, 1 inconclusive. Not tested, or not to
the end: 1 starttls/not-offered.
`,
  );
});

t.test('At 120 columns the reason stands beside the certificate', async (t) => {
  t.equal(
    `\n${renderRows(records, 120)}`,
    `
VERDICT         ENDPOINT                      CERTIFICATE                    WHY
✗ md5-blocked   mx1 receiving                 IronPort Appliance Demo        SHA-only TLS 1.2 is refused (alert 40,
                smtp://mx1.example.com:25     md5WithRSAEncryption, leaf     handshake_failure), and the answer to the
                (203.0.113.5)                                                md5-permitted offer, alike but for MD5,
                                                                             holds a certificate signed with
                                                                             md5WithRSAEncryption
                                                                             also: demo-certificate, self-signed

✓ ok            smtp://203.0.113.20:25        203.0.113.20                   TLS success protocol TLSv1.2 cipher
                                              sha256WithRSAEncryption, leaf  AES128-GCM-SHA256
✓ ok            smtp://203.0.113.21:25        203.0.113.21                   TLS success protocol TLSv1.2 cipher
                                              sha256WithRSAEncryption, leaf  AES128-GCM-SHA256

? inconclusive  backup MX                     no certificate seen            starttls/not-offered: STARTTLS is not
                smtp://mx3.example.com:25                                    offered to this address; a sender group may
                (203.0.113.7)                                                decide that
`,
  );
});

t.test('At 60 columns the certificate stands below the endpoint', async (t) => {
  t.equal(
    `\n${renderRows(records, 60)}`,
    `
VERDICT         ENDPOINT
✗ md5-blocked   mx1 receiving
                smtp://mx1.example.com:25 (203.0.113.5)
                IronPort Appliance Demo
                md5WithRSAEncryption, leaf
                SHA-only TLS 1.2 is refused (alert 40,
                handshake_failure), and the answer to the
                md5-permitted offer, alike but for MD5,
                holds a certificate signed with
                md5WithRSAEncryption
                also: demo-certificate, self-signed

✓ ok            smtp://203.0.113.20:25
                203.0.113.20
                sha256WithRSAEncryption, leaf
                TLS success protocol TLSv1.2 cipher
                AES128-GCM-SHA256

✓ ok            smtp://203.0.113.21:25
                203.0.113.21
                sha256WithRSAEncryption, leaf
                TLS success protocol TLSv1.2 cipher
                AES128-GCM-SHA256

? inconclusive  backup MX
                smtp://mx3.example.com:25 (203.0.113.7)
                no certificate seen
                starttls/not-offered: STARTTLS is not
                offered to this address; a sender group may
                decide that
`,
  );
});

t.test('Below 60 columns all is stacked', async (t) => {
  t.equal(
    `\n${renderRows(records, 40)}`,
    `
✗ md5-blocked
  mx1 receiving
  smtp://mx1.example.com:25
  (203.0.113.5)
  IronPort Appliance Demo
  md5WithRSAEncryption, leaf
  SHA-only TLS 1.2 is refused (alert 40,
  handshake_failure), and the answer to
  the md5-permitted offer, alike but for
  MD5, holds a certificate signed with
  md5WithRSAEncryption
  also: demo-certificate, self-signed

✓ ok
  smtp://203.0.113.20:25
  203.0.113.20
  sha256WithRSAEncryption, leaf
  TLS success protocol TLSv1.2 cipher
  AES128-GCM-SHA256

✓ ok
  smtp://203.0.113.21:25
  203.0.113.21
  sha256WithRSAEncryption, leaf
  TLS success protocol TLSv1.2 cipher
  AES128-GCM-SHA256

? inconclusive
  backup MX
  smtp://mx3.example.com:25
  (203.0.113.7)
  no certificate seen
  starttls/not-offered: STARTTLS is not
  offered to this address; a sender
  group may decide that
`,
  );
});

t.test('Short rows stand close, as in a sweep on a wide terminal', async (t) => {
  const rows = renderRows([accepted('10.0.0.1', '10.0.0.1'), accepted('10.0.0.2', '10.0.0.2')], 200);
  t.match(
    rows,
    /\n✓ ok {12}smtp:\/\/10\.0\.0\.1:25 +10\.0\.0\.1 +TLS success protocol TLSv1\.2 cipher AES128/,
  );
  t.notMatch(rows, '\n\n');
});

t.test('A table without a terminal has 100 columns', async (t) => {
  t.equal(render(records), render(records, 100));
});

t.test('Nothing scanned is one sentence', async (t) => {
  t.equal(render([], 80), 'Nothing was scanned.\n');
});

t.test('Colours change nothing but colour', async (t) => {
  for (const columns of [40, 60, 80, 120]) {
    const painted = render(exampleRecords(), columns, paintAnsi);
    t.match(painted, '\x1b[1;31m✗ md5-blocked\x1b[22;39m');
    // eslint-disable-next-line no-control-regex
    t.equal(painted.replaceAll(/\x1b\[[\d;]+m/g, ''), render(exampleRecords(), columns));
  }
});

t.test('Every verdict has its mark, so that none is told by colour alone', async (t) => {
  const marks = exampleRecords().map((record) =>
    renderRows([record], 100).split('\n')[1]?.slice(0, 14).trim(),
  );
  t.strictSame(
    [...new Set(marks)],
    ['✗ md5-blocked', '✗ md5-served', '! refused', '~ demo', '✓ ok', '? inconclusive'],
  );
});

t.test('Wide characters keep the columns in line', async (t) => {
  const record = { ...accepted('10.0.0.1', '10.0.0.1'), name: '受信リスナー 👍 mx1' };
  const lines = renderRows([record], 100).split('\n');
  t.match(lines[0], /^VERDICT {9}ENDPOINT {37}CERTIFICATE$/);
  t.match(lines[1], /^✓ ok {12}受信リスナー 👍 mx1 {26}10\.0\.0\.1$/);
});

t.test('The certificate shown is the one that the main finding is about', async (t) => {
  const served = renderRows(exampleRecords(), 120);
  t.match(served, /✗ md5-served +ldaps:\/\/\[2001:db8::10\]:636 +Example Issuing CA/);
  t.match(served, /intermediate, 2 of 3/);
});

t.test('A refusal never says TLS success, whatever another offer got', async (t) => {
  const [record] = records;
  t.ok(record);
  if (record === undefined) return;
  t.notMatch(renderRows([{ ...record, completed: true }], 80), 'TLS success');
  t.match(
    renderRows([{ ...accepted('10.0.0.1', '10.0.0.1'), completed: false }], 80),
    'TLSv1.2 cipher AES128-GCM-SHA256 accepted, not completed',
  );
});

t.test(
  'The same advice for several endpoints is given once, with one command that scans them all',
  async (t) => {
    const text = render(exampleRecords(), 120);
    t.equal(text.split('\nmd5-blocked, receiving\n').length, 2);
    t.match(text, '  smtp://mx1.example.com:25 (203.0.113.5), smtp://mx2.example.com:25 (203.0.113.6)\n');
    t.match(text, '`shaprobe scan smtp://mx1.example.com:25 smtp://mx2.example.com:25`');
  },
);

t.test('Advice is sorted by how bad the finding is', async (t) => {
  const text = render([...exampleRecords()].reverse(), 120);
  const order = ['md5-blocked, https', 'refused, receiving', 'demo-certificate, https'].map((title) =>
    text.indexOf(`\n${title}\n`),
  );
  t.notOk(order.includes(-1));
  t.strictSame(
    order,
    [...order].sort((a, b) => a - b),
  );
});

t.test('What a new certificate ends anyway has no steps of its own under an MD5 finding', async (t) => {
  const text = render(records, 120);
  t.notMatch(text, /\n(demo-certificate|self-signed), receiving\n/);
  t.match(text, 'also: demo-certificate, self-signed');
});

t.test('However many endpoints are affected, a few are named and the others counted', async (t) => {
  const many = Array.from({ length: 20 }, (_, index) => {
    const ip = `10.0.0.${index}`;
    return blocked('mx', ip, ip, 'smtp', 25, 'receiving');
  });
  const text = render(many, 120);
  t.match(text, /smtp:\/\/10\.0\.0\.7:25,\s+and 12 more\n/);
  t.notMatch(text.slice(text.indexOf('HOW TO FIX')), '10.0.0.8:25');
});

t.test('However many kinds of advice come, what is kept of them is bounded', async (t) => {
  const report = createTableReport({ columns: 100 });
  for (let index = 0; index < 500; index++) report.record(withRemedy(`Advice ${index}`));
  const text = report.end(summaryOf([]));
  t.equal(text.split('1. Advice ').length - 1, 40);
  t.match(text, 'There is more advice (460 times) than is shown here');
});

function withRemedy(step: string): EndpointReport {
  const expired: Finding = {
    id: 'expired',
    severity: 'high',
    message: 'Expired',
    references: [],
    remedy: [step],
  };
  return { ...accepted('10.0.0.1', '10.0.0.1'), verdict: 'flawed', severity: 'high', findings: [expired] };
}

function render(records: readonly EndpointReport[], columns?: number, paint?: typeof paintAnsi): string {
  const report = createTableReport({ ...(columns !== undefined && { columns }), ...(paint && { paint }) });
  return (
    report.begin() + records.map((record) => report.record(record)).join('') + report.end(summaryOf(records))
  );
}

/** Without what follows the rows. */
function renderRows(records: readonly EndpointReport[], columns: number): string {
  const report = createTableReport({ columns });
  return report.begin() + records.map((record) => report.record(record)).join('');
}
