import { applianceRemedy } from '../../src/appliance/index.js';
import type {
  EndpointReport,
  Finding,
  FindingId,
  ParsedCertificateReport,
  Protocol,
  Service,
  Severity,
} from '../../src/model/index.js';
import { createTally, type Summary } from '../../src/report/index.js';

const STARTED_AT = Date.UTC(2026, 0, 5, 9, 0, 0);

/** One record of each kind that a mail engineer meets. */
export function exampleRecords(): readonly EndpointReport[] {
  return [
    blocked('mx1 receiving', 'mx1.example.com', '203.0.113.5', 'smtp', 25, 'receiving'),
    blocked('mx2 receiving', 'mx2.example.com', '203.0.113.6', 'smtp', 25, 'receiving'),
    blocked('esa1 GUI', '10.0.10.1', '10.0.10.1', 'https', 443, 'https'),
    servedByDirectory(),
    refused(),
    demo(),
    accepted('mail.example.net', '198.51.100.7'),
    inconclusive(),
  ];
}

export function summaryOf(records: readonly EndpointReport[], aborted = false): Summary {
  const tally = createTally(STARTED_AT);
  for (const record of records) tally.add(record);
  return tally.summarize({ finishedAt: STARTED_AT + 3210, aborted });
}

export function blocked(
  name: string,
  host: string,
  ip: string,
  protocol: Protocol,
  port: number,
  service: Service,
): EndpointReport {
  const endpoint = { name, host, port, protocol, service };
  return {
    ...base,
    ...endpoint,
    ip,
    target: `${protocol}://${host}`,
    verdict: 'md5-blocked',
    severity: 'critical',
    findings: [
      {
        ...finding('md5-blocked', 'critical', endpoint, 0),
        message:
          'SHA-only TLS 1.2 is refused (alert 40, handshake_failure), and the answer to the md5-permitted offer, alike but for MD5, holds a certificate signed with md5WithRSAEncryption',
        references: ['RFC 5246 7.4.2', 'RFC 6151', 'CVE-2004-2761'],
      },
      finding('demo-certificate', 'medium', endpoint, 0),
      finding('self-signed', 'low', endpoint, 0),
    ],
    tls: tls12,
    attempts: [
      {
        offer: 'sha-only',
        made_by: 'raw',
        outcome: 'refused',
        alert: { level: 'fatal', code: 40, name: 'handshake_failure' },
        duration_ms: 12,
      },
      {
        offer: 'md5-permitted',
        made_by: 'raw',
        version: 'TLSv1.2',
        cipher: 'AES128-GCM-SHA256',
        outcome: 'accepted',
        duration_ms: 11,
      },
    ],
    chain: [certificate('IronPort Appliance Demo', 'md5WithRSAEncryption', '1.2.840.113549.1.1.4', true)],
    chain_offer: 'md5-permitted',
  };
}

function servedByDirectory(): EndpointReport {
  const endpoint = { host: '2001:db8::10', port: 636, protocol: 'ldaps', service: 'ldap' } as const;
  return {
    ...base,
    ...endpoint,
    ip: endpoint.host,
    target: 'ldaps://[2001:db8::10]',
    verdict: 'md5-served',
    severity: 'critical',
    findings: [
      {
        ...finding('md5-served', 'critical', endpoint, 1),
        message: 'The SHA-only offer is accepted, but certificate 2 of 3 is signed with md5WithRSAEncryption',
        references: ['RFC 5246 7.4.2', 'RFC 6151'],
      },
    ],
    tls: tls12,
    completed: true,
    attempts: [acceptedAttempt],
    chain: [
      certificate('dc1.example.com', 'sha256WithRSAEncryption', '1.2.840.113549.1.1.11', false),
      certificate('Example Issuing CA', 'md5WithRSAEncryption', '1.2.840.113549.1.1.4', false),
      certificate('Example Root CA', 'sha256WithRSAEncryption', '1.2.840.113549.1.1.11', true),
    ],
    chain_offer: 'sha-only',
  };
}

function refused(): EndpointReport {
  const endpoint = { host: 'old.example.com', port: 465, protocol: 'smtps', service: 'receiving' } as const;
  return {
    ...base,
    ...endpoint,
    ip: '203.0.113.9',
    target: 'smtps://old.example.com',
    verdict: 'refused',
    severity: 'high',
    findings: [
      {
        ...finding('refused', 'high', endpoint),
        message:
          'SHA-only TLS 1.2 is refused (connection closed), and no offer showed a certificate: the cause is not known',
        references: ['RFC 5246 7.4.1.4.1'],
        remedy: ["Look at the server's own log for the reason."],
      },
    ],
    attempts: [{ offer: 'sha-only', made_by: 'raw', outcome: 'refused', duration_ms: 8 }],
  };
}

function demo(): EndpointReport {
  const endpoint = { host: 'esa2.example.com', port: 443, protocol: 'https', service: 'https' } as const;
  return {
    ...base,
    ...endpoint,
    ip: '10.0.10.2',
    target: 'https://esa2.example.com',
    verdict: 'demo',
    severity: 'medium',
    findings: [
      finding('demo-certificate', 'medium', endpoint, 0),
      finding('name-mismatch', 'medium', endpoint, 0),
    ],
    tls: tls12,
    completed: true,
    attempts: [acceptedAttempt],
    chain: [certificate('Cisco Appliance Demo', 'sha256WithRSAEncryption', '1.2.840.113549.1.1.11', true)],
    chain_offer: 'sha-only',
  };
}

export function accepted(host: string, ip: string): EndpointReport {
  return {
    ...base,
    host,
    ip,
    port: 25,
    protocol: 'smtp',
    service: 'receiving',
    target: `smtp://${host}`,
    verdict: 'ok',
    severity: 'none',
    tls: tls12,
    completed: true,
    attempts: [acceptedAttempt],
    chain: [
      certificate(host, 'sha256WithRSAEncryption', '1.2.840.113549.1.1.11', false),
      certificate('Example Issuing CA', 'sha256WithRSAEncryption', '1.2.840.113549.1.1.11', false),
    ],
    chain_offer: 'sha-only',
  };
}

export function inconclusive(): EndpointReport {
  return {
    ...base,
    name: 'backup MX',
    host: 'mx3.example.com',
    ip: '203.0.113.7',
    port: 25,
    protocol: 'smtp',
    service: 'receiving',
    target: 'smtp://mx3.example.com',
    verdict: 'inconclusive',
    severity: 'unknown',
    attempts: [
      {
        offer: 'sha-only',
        made_by: 'raw',
        outcome: 'failed',
        stage: 'starttls',
        reason: 'not-offered',
        duration_ms: 4,
      },
    ],
    error: {
      stage: 'starttls',
      code: 'not-offered',
      message: 'STARTTLS is not offered to this address; a sender group may decide that',
    },
  };
}

/** A record whose peer put `text` wherever a peer can put any. */
export function hostileRecord(text: string): EndpointReport {
  const own = certificate(text, text, text, true);
  const peerFinding = (id: FindingId, severity: Severity, index: number): Finding => ({
    id,
    severity,
    message: `It calls itself ${text}`,
    certificate: index,
    references: [text],
    remedy: [`Ask ${text}`, text],
  });
  return {
    ...base,
    name: text,
    target: text,
    host: text,
    ip: text,
    port: 25,
    protocol: 'smtp',
    service: 'receiving',
    verdict: 'flawed',
    severity: 'high',
    findings: [peerFinding('expired', 'high', 0), peerFinding('name-mismatch', 'medium', 1)],
    tls: { ...tls12, version: text, cipher: text, cipher_iana: text, key_exchange_signature: text },
    completed: true,
    attempts: [
      {
        offer: 'sha-only',
        made_by: 'raw',
        version: text,
        cipher: text,
        outcome: 'accepted',
        reason: text,
        duration_ms: 1,
      },
    ],
    chain: [
      {
        ...own,
        subject_dn: text,
        subject_an: [text],
        issuer_dn: text,
        issuer_cn: text,
        serial: text,
        inner_signature_algorithm: { name: text, oid: text },
        public_key: { algorithm: text, curve: text },
        known_as: { id: text, vendor: text, product: text },
        pem: text,
      },
      {
        parse_error: text,
        length: 3,
        signature_algorithm: { name: text, oid: text },
        fingerprint_hash: own.fingerprint_hash,
      },
    ],
    chain_offer: 'sha-only',
    greeting: text,
    error: { stage: 'handshake', code: 'malformed', message: text },
  };
}

/** What a peer may try: on a terminal, in a spreadsheet, on the reader's eyes, on a parser. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  'colours and a cleared screen': '\x1b[2J\x1b[1;1H\x1b[32m\u2713 ok\x1b[0m',
  'a window title and a hyperlink': '\x1b]0;owned\x07\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\',
  'eight-bit escape sequences': '\u009b31mred\u009d0;title\u009c',
  'line breaks that forge a row':
    'mx1\r\n\u2713 ok           smtp://mx9.example.com:25\u2028\u2029\u0085\v\f',
  'reordered text': '\u202egpj.exe\u202c \u2066\u2067\u2068\u2069 \u200e\u200f\u061c',
  'text that does not show': 'a\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u3164\ufe0f\u{e0041}b',
  'lone surrogates': '\ud800 \udfff',
  'combining marks without end': `\u0301${'e\u0301'.repeat(3)}${'\u0336'.repeat(500)}`,
  'a spreadsheet formula': '=HYPERLINK("http://evil.example","x")',
  'forged escapes': '\\x1b[31m \\u{202e} \\',
  'JSON and markup': '"}],"verdict":"ok"}</script><b>&amp;',
  'a name of a hundred kilobytes': 'A'.repeat(100_000),
  'wide characters without a space': '\u8b49\u660e\u66f8'.repeat(200),
  'emoji in sequences': '\u{1f469}\u200d\u{1f469}\u200d\u{1f467} \u{1f1ef}\u{1f1f5} \u2764\ufe0f',
  'NUL, DEL and backspaces': '\0\x7f ok\b\b\bno',
  'nothing but spaces': '   \u00a0\u3000  ',
  nothing: '',
};

const base = {
  schema: 'shaprobe/1',
  timestamp: '2026-01-05T09:00:03.210Z',
  findings: [],
  completed: false,
  attempts: [],
  chain: [],
  duration_ms: 42,
} as const;

const acceptedAttempt = {
  offer: 'sha-only',
  made_by: 'node-tls',
  version: 'TLSv1.2',
  cipher: 'AES128-GCM-SHA256',
  outcome: 'accepted',
  duration_ms: 9,
} as const;

const tls12 = {
  version: 'TLSv1.2',
  cipher: 'AES128-GCM-SHA256',
  cipher_iana: 'TLS_RSA_WITH_AES_128_GCM_SHA256',
  client_certificate_requested: false,
};

function finding(
  id: FindingId,
  severity: Severity,
  endpoint: { protocol: Protocol; service: Service; host: string; port: number },
  index?: number,
): Finding {
  const own: Partial<Record<FindingId, readonly [message: string, remedy: string]>> = {
    'self-signed': ['The certificate is self-signed', 'Install a certificate of a CA that peers trust.'],
    'name-mismatch': [
      'The certificate names Cisco Appliance Demo, not esa2.example.com',
      'Install a certificate whose subjectAltName holds the name that peers connect to.',
    ],
    'demo-certificate': [
      'This is the demo certificate of Cisco Secure Email: it works, but is not secure',
      '',
    ],
  };
  const [message = '', remedy = ''] = own[id] ?? [];
  return {
    id,
    severity,
    message,
    ...(index !== undefined && { certificate: index }),
    references: [],
    remedy: remedy === '' ? applianceRemedy(id, endpoint) : [remedy],
  };
}

function certificate(
  cn: string,
  algorithm: string,
  oid: string,
  selfSigned: boolean,
): ParsedCertificateReport {
  const issuer = selfSigned ? cn : 'Example CA';
  return {
    subject_dn: `CN=${cn}`,
    subject_cn: cn,
    subject_an: [],
    issuer_dn: `CN=${issuer}`,
    issuer_cn: issuer,
    serial: '01',
    not_before: '2025-01-01T00:00:00Z',
    not_after: '2027-01-01T00:00:00Z',
    signature_algorithm: { name: algorithm, oid },
    public_key: { algorithm: 'rsaEncryption', bits: 2048 },
    self_signed: selfSigned,
    fingerprint_hash: { sha1: '00'.repeat(20), sha256: '00'.repeat(32) },
  };
}
