import type { FindingId, OfferName, Verdict } from '../../src/index.js';
import { apache } from './apache.js';
import type { CertificateName } from './certificates.js';
import { mbedtls, wolfssl } from './compiled.js';
import { exim } from './exim.js';
import { gnutlsServ } from './gnutls-serv.js';
import { haproxy } from './haproxy.js';
import { javaHttpsServer } from './java-https-server.js';
import { nginx } from './nginx.js';
import { nssSelfserv } from './nss-selfserv.js';
import { openssl101, openssl101Anonymous, openssl101Rc4, openssl102, openssl111 } from './old-openssl.js';
import { opensslServer } from './openssl-s-server.js';
import { postfix } from './postfix.js';
import { sendmail } from './sendmail.js';
import type { ServerKind } from './server-kind.js';
import { slapd } from './slapd.js';
import { stunnel } from './stunnel.js';

/** What is expected of one server with one certificate. */
export interface Expectation {
  readonly verdict: Verdict;
  /** All of them, in any order. */
  readonly findings: readonly FindingId[];
  /** The offer that the chain answered; `none` where no chain is seen. */
  readonly chainOffer: OfferName | 'none';
  /** How many connections it takes at each depth. Absent: as many as it needs. */
  readonly connections?: { readonly hello: number; readonly full: number };
  /** Why it doesn't come out so as yet. */
  readonly notYet?: string;
  /** What is different at depth `hello`, which cannot decrypt TLS 1.3. */
  readonly atHello?: Partial<Expectation>;
}

type Column = Partial<Readonly<Record<CertificateName, Expectation>>>;

/** Accepted at the first offer. */
const atOnce = { chainOffer: 'sha-only', connections: { hello: 1, full: 1 } } as const;
/** Accepted at the first offer that has the old suites. */
const atRaw = { chainOffer: 'sha-only', connections: { hello: 1, full: 2 } } as const;
/** Shown to the hello that permits MD5. */
const atMd5 = { chainOffer: 'md5-permitted', connections: { hello: 2, full: 3 } } as const;
/** Shown to the TLS 1.1 rung only. */
const atTls11 = { chainOffer: 'tls1.1', connections: { hello: 3, full: 4 } } as const;
/** Read from a handshake of TLS 1.3. */
const atTls13 = { chainOffer: 'tls1.3', connections: { hello: 6, full: 7 } } as const;
const atHelloNone = { chainOffer: 'none', findings: [] } as const;

/** Self-signed, under a name that is not the host's. */
const DEMO = ['demo-certificate', 'self-signed', 'name-mismatch'] as const;

/** Servers that show what they have to whoever asks: nearly all. */
const SHOWS = {
  'md5-self-signed': { verdict: 'md5-served', findings: ['md5-served', 'self-signed'], ...atOnce },
  'md5-under-sha-ca': { verdict: 'md5-served', findings: ['md5-served'], ...atOnce },
  'md5-intermediate': { verdict: 'md5-served', findings: ['md5-served'], ...atOnce },
  'md5-root': { verdict: 'flawed', findings: ['md5-signed-root'], ...atOnce },
  'sha1-leaf': { verdict: 'sha1-signed', findings: ['sha1-signed'], ...atOnce },
  'sha256-leaf': { verdict: 'ok', findings: [], ...atOnce },
  'sha256-self-signed': { verdict: 'flawed', findings: ['self-signed'], ...atOnce },
  ecdsa: { verdict: 'ok', findings: [], ...atOnce },
  'rsa-pss': { verdict: 'ok', findings: [], ...atOnce },
  'rsa-1024': { verdict: 'flawed', findings: ['weak-key'], ...atOnce },
  expired: { verdict: 'flawed', findings: ['expired'], ...atOnce },
  'demo-legacy': { verdict: 'md5-served', findings: ['md5-served', ...DEMO], ...atOnce },
  'demo-new': { verdict: 'demo', findings: DEMO, ...atOnce },
} as const satisfies Column;

/** OpenSSL's strict mode: an MD5 signature anywhere, a root's too, refuses TLS 1.2, whatever the hello permits. */
const STRICT = {
  ...SHOWS,
  'md5-self-signed': { verdict: 'md5-blocked', findings: ['md5-blocked', 'self-signed'], ...atTls11 },
  'md5-under-sha-ca': { verdict: 'md5-blocked', findings: ['md5-blocked'], ...atTls11 },
  'md5-intermediate': { verdict: 'md5-blocked', findings: ['md5-blocked'], ...atTls11 },
  'md5-root': { verdict: 'md5-blocked', findings: ['md5-blocked', 'md5-signed-root'], ...atTls11 },
  'demo-legacy': { verdict: 'md5-blocked', findings: ['md5-blocked', ...DEMO], ...atTls11 },
} as const satisfies Column;

/** Java's NewSunX509 with MD5 allowed: it shows the MD5 chain to the hello that permits it. */
const NEW_SUN_X509 = {
  ...SHOWS,
  'md5-self-signed': { verdict: 'md5-blocked', findings: ['md5-blocked', 'self-signed'], ...atMd5 },
  'md5-under-sha-ca': { verdict: 'md5-blocked', findings: ['md5-blocked'], ...atMd5 },
  'md5-intermediate': { verdict: 'md5-blocked', findings: ['md5-blocked'], ...atMd5 },
  'md5-root': { verdict: 'md5-blocked', findings: ['md5-blocked', 'md5-signed-root'], ...atMd5 },
  'demo-legacy': { verdict: 'md5-blocked', findings: ['md5-blocked', ...DEMO], ...atMd5 },
} as const satisfies Column;

/** Shown to nobody, so never called MD5, and never called clean. */
const REFUSED = {
  verdict: 'refused',
  findings: ['refused'],
  chainOffer: 'none',
} as const satisfies Expectation;

/** Java by default: refused at every version; at TLS 1.3 by closing after ServerHello, where others go on. */
const REFUSED_BY_JAVA: Expectation = {
  ...REFUSED,
  notYet: 'a ServerHello of TLS 1.3 is taken for acceptance',
};
const NEW_SUN_X509_DEFAULTS: Column = {
  ...SHOWS,
  'md5-self-signed': REFUSED_BY_JAVA,
  'md5-under-sha-ca': REFUSED_BY_JAVA,
  'md5-intermediate': REFUSED_BY_JAVA,
  'md5-root': REFUSED_BY_JAVA,
  'demo-legacy': REFUSED_BY_JAVA,
};

/** For servers that cannot load the key of an RSASSA-PSS certificate. */
const SHOWS_WITHOUT_PSS: Column = Object.fromEntries(
  Object.entries(SHOWS).filter(([name]) => name !== 'rsa-pss'),
);

/** Every server with every certificate that it loads. */
export const SERVERS: Table = [
  [javaHttpsServer('Java, SunX509, MD5 allowed', { keyManager: 'SunX509', permissive: true }), SHOWS],
  [
    javaHttpsServer('Java, NewSunX509, MD5 allowed', { keyManager: 'NewSunX509', permissive: true }),
    NEW_SUN_X509,
  ],
  [javaHttpsServer('Java, NewSunX509', { keyManager: 'NewSunX509' }), NEW_SUN_X509_DEFAULTS],
  [opensslServer('openssl s_server'), SHOWS],
  [opensslServer('openssl s_server -strict', { strict: true }), STRICT],
  [nginx, SHOWS],
  [apache, SHOWS],
  [haproxy, SHOWS],
  [stunnel, SHOWS],
  [postfix('Postfix', 'smtp'), SHOWS],
  [postfix('Postfix in wrapper mode', 'smtps'), SHOWS],
  [sendmail, asksForClientCertificate(SHOWS)],
  [exim, SHOWS],
  [slapd('slapd', 'ldaps'), SHOWS],
  [slapd('slapd with StartTLS', 'ldap'), SHOWS],
  [gnutlsServ, SHOWS],
  // It has no use for the key of an RSASSA-PSS certificate.
  [nssSelfserv, { ...SHOWS, 'rsa-pss': REFUSED }],
  [wolfssl, SHOWS],
  [mbedtls, SHOWS_WITHOUT_PSS],
  // Node.js 0.10 has no elliptic curves for servers: `no shared cipher`, with a SHA-256 certificate.
  [openssl101, { ...SHOWS_WITHOUT_PSS, ecdsa: REFUSED }],
  [openssl102, SHOWS_WITHOUT_PSS],
  [openssl111, SHOWS],
];

/** Servers set up in a special way, with the certificates that tell. */
export const SPECIAL_SERVERS: Table = [
  [
    opensslServer('openssl s_server -strict, TLS 1.2 only', {
      strict: true,
      versions: ['TLSv1.2', 'TLSv1.2'],
    }),
    { 'md5-self-signed': REFUSED, 'md5-under-sha-ca': REFUSED, 'sha256-leaf': SHOWS['sha256-leaf'] },
  ],
  [
    opensslServer('openssl s_server -strict, TLS 1.2 and 1.3', {
      strict: true,
      versions: ['TLSv1.2', 'TLSv1.3'],
    }),
    {
      'md5-under-sha-ca': { ...STRICT['md5-under-sha-ca'], ...atTls13, atHello: REFUSED },
      'sha256-leaf': SHOWS['sha256-leaf'],
    },
  ],
  [
    opensslServer('openssl s_server, TLS 1.3 only', { versions: ['TLSv1.3', 'TLSv1.3'] }),
    {
      'md5-under-sha-ca': {
        ...SHOWS['md5-under-sha-ca'],
        ...atTls13,
        atHello: { verdict: 'modern-only', ...atHelloNone },
      },
      'sha256-leaf': { verdict: 'modern-only', findings: [], ...atTls13, atHello: atHelloNone },
    },
  ],
  [
    // It answers a hello of TLS 1.2 with TLS 1.0.
    opensslServer('openssl s_server, TLS 1.0 only', { versions: ['TLSv1', 'TLSv1'] }),
    {
      'md5-under-sha-ca': { verdict: 'md5-blocked', findings: ['md5-blocked'], ...atRaw },
      'sha256-leaf': { verdict: 'refused', findings: ['refused'], ...atRaw },
    },
  ],
  [
    openssl101Rc4,
    {
      'md5-under-sha-ca': { verdict: 'md5-served', findings: ['md5-served'], ...atRaw },
      'sha256-leaf': { verdict: 'ok', findings: [], ...atRaw },
    },
  ],
  [openssl101Anonymous, { 'md5-under-sha-ca': REFUSED, 'sha256-leaf': REFUSED }],
  [
    javaHttpsServer('Java, SunX509', { keyManager: 'SunX509' }),
    { 'md5-under-sha-ca': SHOWS['md5-under-sha-ca'], 'sha256-leaf': SHOWS['sha256-leaf'] },
  ],
];

type Table = readonly (readonly [server: ServerKind, certificates: Column])[];

/** The same, with one finding more: what was well is flawed. */
function asksForClientCertificate(column: Column): Column {
  const entries = Object.entries(column).map(([name, expected]): [string, Expectation] => [
    name,
    {
      ...expected,
      verdict: expected.verdict === 'ok' ? 'flawed' : expected.verdict,
      findings: [...expected.findings, 'client-certificate-requested'],
    },
  ]);
  return Object.fromEntries(entries);
}
