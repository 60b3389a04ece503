import type { FindingId, OfferName, Verdict } from '../../src/index.js';
import type { CertificateName } from './certificates.js';

/** What is expected of one server with one certificate. */
export interface Expectation {
  readonly verdict: Verdict;
  /** All of them, in any order. */
  readonly findings: readonly FindingId[];
  /** The offer that the chain answered; `none` where no chain is seen. */
  readonly chainOffer: OfferName | 'none';
  /** How many connections it takes at each depth. Absent: as many as it needs. */
  readonly connections?: { readonly hello: number; readonly full: number };
  /** What is different at depth `hello`, which cannot decrypt TLS 1.3. */
  readonly atHello?: Partial<Expectation>;
}

export type Column = Partial<Readonly<Record<CertificateName, Expectation>>>;

/** Accepted at the first offer. */
export const atOnce = { chainOffer: 'sha-only', connections: { hello: 1, full: 1 } } as const;
/** Accepted at the first offer that has the old suites. */
export const atRaw = { chainOffer: 'sha-only', connections: { hello: 1, full: 2 } } as const;
/** Shown to the hello that permits MD5. */
export const atMd5 = { chainOffer: 'md5-permitted', connections: { hello: 2, full: 3 } } as const;
/** Shown to the TLS 1.1 rung only. */
export const atTls11 = { chainOffer: 'tls1.1', connections: { hello: 3, full: 4 } } as const;
/** Read from a handshake of TLS 1.3. */
export const atTls13 = { chainOffer: 'tls1.3', connections: { hello: 6, full: 7 } } as const;
export const atHelloNone = { chainOffer: 'none', findings: [] } as const;

/** Self-signed, under a name that is not the host's. */
export const DEMO = ['demo-certificate', 'self-signed', 'name-mismatch'] as const;

/** Servers that show what they have to whoever asks: nearly all. */
export const SHOWS = {
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
export const STRICT = {
  ...SHOWS,
  'md5-self-signed': { verdict: 'md5-blocked', findings: ['md5-blocked', 'self-signed'], ...atTls11 },
  'md5-under-sha-ca': { verdict: 'md5-blocked', findings: ['md5-blocked'], ...atTls11 },
  'md5-intermediate': { verdict: 'md5-blocked', findings: ['md5-blocked'], ...atTls11 },
  'md5-root': { verdict: 'md5-blocked', findings: ['md5-blocked', 'md5-signed-root'], ...atTls11 },
  'demo-legacy': { verdict: 'md5-blocked', findings: ['md5-blocked', ...DEMO], ...atTls11 },
} as const satisfies Column;

/** Java's NewSunX509 with MD5 allowed: it shows the MD5 chain to the hello that permits it. */
export const NEW_SUN_X509 = {
  ...SHOWS,
  'md5-self-signed': { verdict: 'md5-blocked', findings: ['md5-blocked', 'self-signed'], ...atMd5 },
  'md5-under-sha-ca': { verdict: 'md5-blocked', findings: ['md5-blocked'], ...atMd5 },
  'md5-intermediate': { verdict: 'md5-blocked', findings: ['md5-blocked'], ...atMd5 },
  'md5-root': { verdict: 'md5-blocked', findings: ['md5-blocked', 'md5-signed-root'], ...atMd5 },
  'demo-legacy': { verdict: 'md5-blocked', findings: ['md5-blocked', ...DEMO], ...atMd5 },
} as const satisfies Column;

/** Shown to nobody, so never called MD5, and never called clean. */
export const REFUSED = {
  verdict: 'refused',
  findings: ['refused'],
  chainOffer: 'none',
} as const satisfies Expectation;

/** Java by default: refused at every version; at TLS 1.3 by closing after ServerHello, where others go on. */
export const REFUSED_BY_JAVA: Expectation = {
  ...REFUSED,
};
export const NEW_SUN_X509_DEFAULTS: Column = {
  ...SHOWS,
  'md5-self-signed': REFUSED_BY_JAVA,
  'md5-under-sha-ca': REFUSED_BY_JAVA,
  'md5-intermediate': REFUSED_BY_JAVA,
  'md5-root': REFUSED_BY_JAVA,
  'demo-legacy': REFUSED_BY_JAVA,
};

/** For servers that cannot load the key of an RSASSA-PSS certificate. */
export const SHOWS_WITHOUT_PSS: Column = Object.fromEntries(
  Object.entries(SHOWS).filter(([name]) => name !== 'rsa-pss'),
);

/** Chains that few servers have, shown as they were configured. */
export const ODD_CHAINS = {
  'md5-by-oiw-name': { verdict: 'md5-served', findings: ['md5-served'], ...atOnce },
  'md5-in-long-chain': { verdict: 'md5-served', findings: ['md5-served'], ...atOnce },
  'chain-out-of-order': { verdict: 'flawed', findings: ['chain-order'], ...atOnce },
  'chain-with-duplicate': { verdict: 'flawed', findings: ['chain-duplicate'], ...atOnce },
} as const satisfies Column;

/** Put in order by the server, with each certificate once. */
export const ODD_CHAINS_SORTED = {
  ...ODD_CHAINS,
  'chain-out-of-order': { verdict: 'ok', findings: [], ...atOnce },
  'chain-with-duplicate': { verdict: 'ok', findings: [], ...atOnce },
} as const satisfies Column;

/** The same, with one finding more: what was well is flawed. */
export function asksForClientCertificate(column: Column): Column {
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
