import t from 'tap';
import { diagnose } from '../../src/diagnosis/index.js';
import { failure, type CertificateFacts, type EndpointReport, type Evidence } from '../../src/model/index.js';
import { renderNdjson } from '../../src/report/index.js';
import { toRecord, toUntestedRecord } from '../../src/scan/record.js';
import { NOW } from '../diagnosis/certificate-kit.js';
import { evidence, type EvidenceToMake } from '../diagnosis/evidence-kit.js';

/** As DESIGN.md 4 has them, all of them. */
const FIELDS = [
  'schema timestamp target name host ip port protocol service verdict severity findings tls completed',
  'attempts chain chain_offer greeting error duration_ms',
]
  .join(' ')
  .split(' ');

const KNOWN_AS = { id: 'cisco-demo', vendor: 'Cisco', product: 'Email Security Appliance' };

function record(wanted: EvidenceToMake, pem = false): EndpointReport {
  return recordOf(evidence(wanted), pem);
}

function recordOf(made: Evidence, pem = false): EndpointReport {
  const diagnosis = diagnose(made, { now: NOW, expiresSoonDays: 30 });
  return toRecord(made, diagnosis, { now: NOW, pem, durationMs: 12.6 });
}

t.test('a record has the fields that users know, in their order', async (t) => {
  const made = record({
    attempts: ['sha-only by node-tls: halted mx:md5'],
    endpoint: { name: 'Mail' },
    last: { greeting: '220 mx.example.com ESMTP' },
  });
  t.same(fieldsAsWritten(made), FIELDS);
  t.match(made, {
    schema: 'shaprobe/1',
    timestamp: '2026-06-30T12:00:00.000Z',
    target: 'smtp://mx.example.com',
    name: 'Mail',
    host: 'mx.example.com',
    ip: '192.0.2.1',
    port: 25,
    protocol: 'smtp',
    service: 'receiving',
    verdict: 'md5-served',
    severity: 'critical',
    completed: false,
    chain_offer: 'sha-only',
    greeting: '220 mx.example.com ESMTP',
    error: { stage: 'handshake', code: 'local', message: 'This is handshake/local' },
    duration_ms: 13,
  });
});

t.test('what is not known is left out, in the same order', async (t) => {
  for (const attempts of [
    ['sha-only: connect/refused'],
    ['sha-only: alert 40', 'md5-permitted: accepted mx:md5'],
    ['sha-only by node-tls: accepted mx:sha256'],
  ]) {
    const made = fieldsAsWritten(record({ attempts }));
    t.same(
      made,
      FIELDS.filter((field) => made.includes(field)),
    );
    t.notOk(made.includes('name'));
    t.notOk(made.includes('greeting'));
  }
});

function fieldsAsWritten(made: EndpointReport): string[] {
  return Object.keys(JSON.parse(renderNdjson(made)) as object);
}

t.test('a record is JSON: nothing in it is lost or undefined', async (t) => {
  const made = record({ attempts: ['sha-only: alert 40', 'md5-permitted: accepted mx:md5 ca?:sha1'] }, true);
  t.strictSame(JSON.parse(JSON.stringify(made)), made);
});

t.test('tls is that of the attempt which the verdict rests on', async (t) => {
  const made = record({
    attempts: ['sha-only: alert 40', 'md5-permitted: alert 40', 'tls1.1: accepted mx:md5'],
  });
  t.strictSame(made.tls, {
    version: 'TLSv1.1',
    cipher: 'AES128-SHA',
    cipher_iana: 'TLS_RSA_WITH_AES_128_CBC_SHA',
    client_certificate_requested: false,
  });
  const asked = record({
    attempts: ['sha-only by node-tls: accepted mx:sha256'],
    flight: {
      serverKeyExchange: {
        parameters: { kind: 'ecdhe', namedCurve: 29, point: new Uint8Array(32) },
        signatureAlgorithm: 0x0804,
        signature: new Uint8Array(256),
      },
      certificateRequest: {
        certificateTypes: Uint8Array.of(1),
        supportedSignatureAlgorithms: [],
        certificateAuthorities: [],
      },
    },
  });
  t.equal(asked.completed, true);
  t.same(
    new Set(Object.keys(asked.tls ?? {})),
    new Set(['version', 'cipher', 'cipher_iana', 'key_exchange_signature', 'client_certificate_requested']),
  );
  t.equal(asked.tls?.key_exchange_signature, 'rsa_pss_rsae_sha256');
  t.equal(asked.tls?.client_certificate_requested, true);
  t.equal(record({ attempts: ['sha-only: connect/refused'] }).tls, undefined);
});

t.test('TLS 1.3 is named as what it is', async (t) => {
  const made = record({
    attempts: [
      'sha-only: alert 70',
      'md5-permitted: alert 70',
      'tls1.1: alert 70',
      'tls1.0: alert 70',
      'tls1.0-bare: alert 70',
      'tls1.3: accepted',
    ],
  });
  t.match(made.tls, { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' });
  t.same(made.chain, []);
  t.equal(made.chain_offer, undefined);
});

t.test('every attempt is told in order: what was offered by whom, what came, and why', async (t) => {
  const { attempts } = record({
    attempts: [
      'sha-only by node-tls: handshake/local',
      'sha-only: alert 40',
      'md5-permitted: greeting/service-unavailable',
      'md5-permitted: closed',
      'tls1.1: TLSv1',
      'tls1.0: not-made',
    ],
  });
  const common = { duration_ms: 5 };
  t.strictSame(attempts, [
    {
      offer: 'sha-only',
      made_by: 'node-tls',
      outcome: 'failed',
      stage: 'handshake',
      reason: 'local: This is handshake/local',
      ...common,
    },
    {
      offer: 'sha-only',
      made_by: 'raw',
      outcome: 'refused',
      alert: { level: 'fatal', code: 40, name: 'handshake_failure' },
      stage: 'handshake',
      reason: 'alert',
      ...common,
    },
    {
      offer: 'md5-permitted',
      made_by: 'raw',
      outcome: 'failed',
      stage: 'greeting',
      reason: 'service-unavailable: This is greeting/service-unavailable',
      ...common,
    },
    {
      offer: 'md5-permitted',
      made_by: 'raw',
      outcome: 'refused',
      stage: 'handshake',
      reason: 'closed',
      ...common,
    },
    {
      offer: 'tls1.1',
      made_by: 'raw',
      version: 'TLSv1',
      cipher: 'AES128-SHA',
      outcome: 'refused',
      stage: 'handshake',
      reason: 'version',
      ...common,
    },
    { offer: 'tls1.0', made_by: 'raw', outcome: 'not-made', reason: 'no time left after 60 s', ...common },
  ]);
});

t.test('a warning is told, an alert after acceptance too', async (t) => {
  const warned = record({
    attempts: ['sha-only: accepted mx:sha256'],
    flight: { warnings: [{ level: 1, description: 112 }] },
  });
  t.strictSame(warned.attempts[0]?.alert, { level: 'warning', code: 112, name: 'unrecognized_name' });
  const late = record({
    attempts: ['sha-only by node-tls: accepted mx:sha256'],
    last: { completion: { kind: 'not-completed', alert: { level: 2, description: 200 } } },
  });
  t.strictSame(late.attempts[0]?.alert, { level: 'fatal', code: 200, name: '200' });
  t.equal(late.completed, false);
});

const CERTIFICATE_FIELDS = [
  'subject_dn subject_cn subject_an issuer_dn issuer_cn serial not_before not_after signature_algorithm',
  'inner_signature_algorithm public_key self_signed fingerprint_hash known_as pem',
]
  .join(' ')
  .split(' ');

t.test('a certificate is told with all that is known of it', async (t) => {
  const made = record(
    {
      attempts: ['sha-only: accepted mx:sha256/md5'],
      certificates: {
        mx: { knownAs: KNOWN_AS, publicKey: { algorithm: 'EC', bits: 256, curve: 'prime256v1' } },
      },
    },
    true,
  );
  const [leaf] = made.chain;
  t.same(Object.keys(leaf ?? {}).sort(), [...CERTIFICATE_FIELDS].sort());
  t.match(leaf, {
    subject_dn: 'CN=mx',
    subject_cn: 'mx',
    subject_an: ['mx.example.com'],
    issuer_dn: 'CN=Unsent Root',
    issuer_cn: 'Unsent Root',
    serial: '01',
    not_before: '2026-03-22T12:00:00Z',
    not_after: '2026-10-08T12:00:00Z',
    signature_algorithm: { name: 'sha256WithRSAEncryption', oid: '1.2.840.113549.1.1.11' },
    inner_signature_algorithm: { name: 'md5WithRSAEncryption', oid: '1.2.840.113549.1.1.4' },
    public_key: { algorithm: 'EC', bits: 256, curve: 'prime256v1' },
    self_signed: false,
    fingerprint_hash: { sha1: /^[0-9a-f]{40}$/, sha256: /^[0-9a-f]{64}$/ },
    known_as: KNOWN_AS,
  });
  t.notOk('hash' in (leaf?.signature_algorithm ?? {}), 'what verdicts are made of is not a field of records');
});

t.test('a certificate that cannot be parsed is told with what is known', async (t) => {
  const [known, unknown] = record({ attempts: ['sha-only: accepted mx?:sha1 ca?'] }).chain;
  t.same(Object.keys(known ?? {}), ['parse_error', 'length', 'signature_algorithm', 'fingerprint_hash']);
  t.same(Object.keys(unknown ?? {}), ['parse_error', 'length', 'fingerprint_hash']);
  t.match(known, {
    parse_error: 'its tail is missing',
    signature_algorithm: { name: 'sha1WithRSAEncryption' },
  });
});

t.test('certificates are given as PEM where that is wanted, in lines of 64', async (t) => {
  for (const length of [1, 47, 48, 49, 96, 700]) {
    const der = Uint8Array.from({ length }, (_, at) => at & 0xff);
    const pem = recordOf(withDer(der), true).chain[0]?.pem ?? '';
    const lines = pem.split('\n');
    t.equal(lines.shift(), '-----BEGIN CERTIFICATE-----');
    t.equal(lines.pop(), '');
    t.equal(lines.pop(), '-----END CERTIFICATE-----');
    t.ok(lines.every((line, at) => line.length === 64 || (at === lines.length - 1 && line.length > 0)));
    t.same(new Uint8Array(Buffer.from(lines.join(''), 'base64')), der);
    t.notOk('pem' in (recordOf(withDer(der)).chain[0] ?? {}));
  }
});

t.test('the same certificate is told with and without PEM, whatever came before', async (t) => {
  const made = withDer(Uint8Array.of(0x30, 0));
  for (const pem of [false, true, false]) {
    t.equal('pem' in (recordOf(made, pem).chain[0] ?? {}), pem);
  }
});

t.test('dates that no calendar has are told as milliseconds, not thrown over', async (t) => {
  const cases: [ms: number, text: string][] = [
    [0, '1970-01-01T00:00:00Z'],
    [-62_135_596_800_000, '0001-01-01T00:00:00Z'],
    [253_402_300_799_000, '9999-12-31T23:59:59Z'],
    [1500, '1970-01-01T00:00:01.500Z'],
    [9e15, '9000000000000000'],
    [-9e15, '-9000000000000000'],
    [NaN, 'NaN'],
  ];
  for (const [notAfter, text] of cases) {
    const made = record({ attempts: ['sha-only: accepted mx:sha256'], certificates: { mx: { notAfter } } });
    t.match(made.chain[0], { not_after: text });
  }
});

t.test('what was never tested has a record, too', async (t) => {
  const { endpoint } = evidence({ attempts: [] });
  const { ip, ...target } = endpoint;
  const reason = failure('resolve', 'name-not-found', 'There is no address for mx.example.com');
  const made = toUntestedRecord({ target, failure: reason }, NOW, 3.2);
  t.strictSame(made, {
    schema: 'shaprobe/1',
    timestamp: '2026-06-30T12:00:00.000Z',
    target: 'smtp://mx.example.com',
    host: 'mx.example.com',
    port: 25,
    protocol: 'smtp',
    service: 'receiving',
    verdict: 'inconclusive',
    severity: 'unknown',
    findings: [],
    completed: false,
    attempts: [],
    chain: [],
    error: reason,
    duration_ms: 3,
  });
  t.equal(toUntestedRecord({ target: { ...target, ip }, failure: reason }, NOW, 0).ip, ip);
});

/** An accepted chain of one certificate with these bytes. */
function withDer(der: Uint8Array): Evidence {
  const made = evidence({ attempts: ['sha-only: accepted mx:sha256'] });
  const chains = made.chains.map(({ attempt, certificates }) => ({
    attempt,
    certificates: certificates.map((facts): CertificateFacts => ({ ...facts, der })),
  }));
  return { ...made, chains };
}
