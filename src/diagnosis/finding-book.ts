import type { FindingId, Severity } from '../model/index.js';

interface FindingPage {
  readonly severity: Severity;
  readonly references: readonly string[];
  /** What cures it on any product. */
  readonly remedy: readonly string[];
}

/** Every finding, with what is the same wherever it is found. */
export const FINDING_BOOK: Readonly<Record<FindingId, FindingPage>> = {
  'md5-blocked': {
    severity: 'critical',
    references: ['RFC 5246 7.4.2', 'RFC 9155', 'RFC 6151', 'CVE-2004-2761', 'CWE-328', 'Cisco 200025'],
    remedy: [
      'Replace the MD5-signed certificate, and every MD5-signed one that is sent with it, by SHA-256-signed ones.',
    ],
  },
  'md5-served': {
    severity: 'critical',
    references: [
      'RFC 5246 7.4.2',
      'RFC 9155',
      'RFC 6151',
      'CVE-2004-2761',
      'CWE-328',
      'Cisco 200025',
      'Microsoft KB 3027536',
    ],
    remedy: [
      'Replace the MD5-signed certificate, and every MD5-signed one that is sent with it, by SHA-256-signed ones.',
    ],
  },
  refused: {
    severity: 'high',
    references: ['RFC 5246 7.4.1.3', 'RFC 5246 7.4.2'],
    remedy: [
      'Look into the log of the server for the moment of this scan: it names what it could not agree on.',
      'Check which protocol versions and cipher suites it is set to, and the type and signature of its certificate.',
    ],
  },
  'demo-certificate': {
    severity: 'medium',
    references: ['CWE-1392'],
    remedy: [
      'Replace the demo or default certificate by one of your own: its private key is on every such product.',
    ],
  },
  'sha1-signed': {
    severity: 'medium',
    references: ['RFC 9155', 'CWE-328'],
    remedy: ['Have the certificate signed anew with SHA-256.'],
  },
  'md5-signed-root': {
    severity: 'medium',
    references: ['RFC 5246 7.4.2', 'RFC 6151'],
    remedy: [
      'Do not send the root certificate: peers have it already, and RFC 5246 lets it be left out.',
      'Strict peers refuse the whole chain over its signature, although nobody verifies it.',
    ],
  },
  'self-signed': {
    severity: 'medium',
    references: ['RFC 5280 6'],
    remedy: ['Use a certificate that a certification authority known to your peers has issued.'],
  },
  expired: { severity: 'high', references: ['RFC 5280 4.1.2.5'], remedy: ['Renew the certificate.'] },
  'not-yet-valid': {
    severity: 'high',
    references: ['RFC 5280 4.1.2.5'],
    remedy: [
      'Check the clocks of the server and of the authority; else wait, or use a certificate that is valid now.',
    ],
  },
  'expires-soon': {
    severity: 'low',
    references: ['RFC 5280 4.1.2.5'],
    remedy: ['Renew the certificate in time.'],
  },
  'weak-key': {
    severity: 'medium',
    references: ['NIST SP 800-57 Part 1', 'CWE-326'],
    remedy: ['Use a new key: RSA with 2048 bits or more, or EC with 256 bits.'],
  },
  'name-mismatch': {
    severity: 'medium',
    references: ['RFC 9525', 'RFC 6125'],
    remedy: ['Use a certificate whose subjectAltName has the name that peers connect to.'],
  },
  'chain-order': {
    severity: 'low',
    references: ['RFC 5246 7.4.2'],
    remedy: [
      'Put the chain in order: the server certificate first, then each one that certifies the one before it, and no others.',
    ],
  },
  'chain-duplicate': {
    severity: 'low',
    references: ['RFC 5246 7.4.2'],
    remedy: ['Remove the repeated certificate from the chain.'],
  },
  'certificate-unparsed': {
    severity: 'medium',
    references: ['RFC 5280 4.1', 'X.690'],
    remedy: ['Replace the certificate: it is not well formed, and strict peers refuse it.'],
  },
  'client-certificate-requested': {
    severity: 'low',
    references: ['RFC 5246 7.4.4'],
    remedy: [
      'If peers without a certificate are meant to connect, turn the request for client certificates off.',
    ],
  },
  'sha1-key-exchange': {
    severity: 'low',
    references: ['RFC 9155'],
    remedy: ['Update the TLS library of the server, or let it sign key exchanges with SHA-256.'],
  },
  'starttls-injection': {
    severity: 'high',
    references: ['CVE-2011-0411', 'RFC 3207 4.2'],
    remedy: [
      'Find out what sends plaintext after the reply to STARTTLS: no known server does, an attacker in the middle does.',
      'If it is the server itself, update it.',
    ],
  },
};
