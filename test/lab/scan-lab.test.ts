import t from 'tap';
import { scan, type EndpointReport } from '../../src/index.js';
import { labTargets, startLab } from '../../src/lab/index.js';
import { DEPTHS } from '../../src/model/index.js';

const SOON_MS = 30_000;

for (const handshake of DEPTHS) {
  for (const fixed of [false, true]) {
    t.test(
      `a scan at depth ${handshake} says of the ${fixed ? 'fixed ' : ''}lab what it should`,
      async (t) => {
        const lab = await startLab({ fixed });
        t.teardown(() => lab.close());
        const reports: EndpointReport[] = [];
        for await (const report of scan(labTargets(lab), { handshake, timeoutMs: SOON_MS })) {
          reports.push(report);
        }
        const verdicts = new Map(reports.map(({ port, verdict }) => [port, verdict]));
        for (const { name, port, expectation } of lab.endpoints) {
          t.equal(verdicts.get(port), expectation, `${name} is ${expectation}`);
        }
        t.equal(reports.length, lab.endpoints.length);
      },
    );
  }
}

t.test('what a scan says of the lab is no more than what the lab is', async (t) => {
  const lab = await startLab();
  t.teardown(() => lab.close());
  const findings = new Map<string | undefined, string[]>();
  for await (const report of scan(labTargets(lab), { timeoutMs: SOON_MS })) {
    findings.set(
      report.name,
      report.findings.map(({ id }) => id),
    );
    if (report.name === 'Inbound mail (Data 1)') {
      t.match(
        report.attempts.map(({ offer, outcome }) => `${offer} ${outcome}`),
        ['sha-only refused', 'sha-only refused', 'md5-permitted accepted'],
      );
      t.match(report.chain[0], { known_as: { vendor: /Cisco/ } });
    }
    if (report.name === 'Outbound relay (Data 2)') {
      t.match(report, { completed: true, tls: { version: 'TLSv1.2', cipher: 'AES128-GCM-SHA256' } });
    }
    if (report.name === 'Partner listener') t.match(report.error, { stage: 'starttls', code: 'not-offered' });
  }
  const legacy = ['demo-certificate', 'self-signed'];
  t.same(Object.fromEntries(findings), {
    'Inbound mail (Data 1)': ['md5-blocked', ...legacy],
    'Management GUI': ['md5-blocked', ...legacy],
    Directory: ['md5-blocked', ...legacy],
    'Outbound relay (Data 2)': ['demo-certificate', 'self-signed'],
    'Spam quarantine': ['md5-served', ...legacy],
    'Partner listener': [],
    'Directory replica': [],
  });
});
