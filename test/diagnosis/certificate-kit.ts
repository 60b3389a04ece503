import { createHash } from 'node:crypto';
import type {
  CertificateFacts,
  ParsedCertificate,
  SignatureAlgorithm,
  SignatureHash,
} from '../../src/model/index.js';

/** Every test of the diagnosis takes place at this moment. */
export const NOW = Date.parse('2026-06-30T12:00:00Z');
export const DAY_MS = 86_400_000;

/** What a test changes in the certificates of a chain, by subject. */
export type Changes = Readonly<Record<string, Partial<ParsedCertificate>>>;

/**
 * A chain from words, one a certificate: `subject>issuer:hash/inner`. The issuer may be left out: it is the next one in
 * the chain, and for the last one a root that is not sent. `mx?:md5` cannot be parsed, and its hash may be left out.
 * Everything else about a certificate is good, unless `changes` says otherwise.
 */
export function chain(words: string, changes: Changes = {}): CertificateFacts[] {
  const parts = words.split(' ').map(parseWord);
  return parts.map((part, at) => {
    const bytes = bytesOf(`${part.word} ${JSON.stringify(changes[part.subject] ?? {})}`);
    if (part.isUnparsed) {
      const algorithm = part.hash && { signatureAlgorithm: ALGORITHMS[part.hash] };
      return { kind: 'unparsed', reason: 'its tail is missing', ...algorithm, ...bytes };
    }
    const issuer = part.issuer ?? parts[at + 1]?.subject ?? 'Unsent Root';
    const inner = part.inner && { innerSignatureAlgorithm: ALGORITHMS[part.inner] };
    const certificate = { ...bytes, ...good(part.subject, issuer, at === 0), ...inner };
    return {
      ...certificate,
      signatureAlgorithm: ALGORITHMS[part.hash ?? 'sha256'],
      ...changes[part.subject],
    };
  });
}

interface Word {
  readonly word: string;
  readonly subject: string;
  readonly issuer: string | undefined;
  readonly isUnparsed: boolean;
  readonly hash: HashWord | undefined;
  readonly inner: HashWord | undefined;
}

const WORD =
  /^(?<subject>[\w-]+)(?<unparsed>\?)?(?:>(?<issuer>[\w-]+))?(?::(?<hash>[\w-]+)(?:\/(?<inner>[\w-]+))?)?$/;

function parseWord(word: string): Word {
  const groups = WORD.exec(word)?.groups;
  if (!groups?.['subject']) throw new Error(`${word} is no certificate`);
  return {
    word,
    subject: groups['subject'],
    issuer: groups['issuer'],
    isUnparsed: groups['unparsed'] !== undefined,
    hash: hashWord(groups['hash']),
    inner: hashWord(groups['inner']),
  };
}

function hashWord(word: string | undefined): HashWord | undefined {
  if (word === undefined || word in ALGORITHMS) return word as HashWord | undefined;
  throw new Error(`${word} is no hash`);
}

function bytesOf(content: string): Pick<CertificateFacts, 'der' | 'fingerprint'> {
  const der = Buffer.from(content);
  const digest = (algorithm: string): string => createHash(algorithm).update(der).digest('hex');
  return { der, fingerprint: { sha1: digest('sha1'), sha256: digest('sha256') } };
}

function good(
  subject: string,
  issuer: string,
  isLeaf: boolean,
): Omit<ParsedCertificate, 'der' | 'fingerprint' | 'signatureAlgorithm'> {
  const isSelfSigned = subject === issuer;
  return {
    kind: 'parsed',
    subjectDn: `CN=${subject}`,
    issuerDn: `CN=${issuer}`,
    subjectCn: subject,
    issuerCn: issuer,
    subjectAn: isLeaf ? ['mx.example.com'] : [],
    dnsNames: isLeaf ? ['mx.example.com'] : [],
    subjectDer: Buffer.from(subject).toString('hex'),
    issuerDer: Buffer.from(issuer).toString('hex'),
    serial: '01',
    notBefore: NOW - 100 * DAY_MS,
    notAfter: NOW + 100 * DAY_MS,
    publicKey: { algorithm: 'RSA', bits: 2048 },
    selfIssued: isSelfSigned,
    selfSigned: isSelfSigned,
  };
}

const ALGORITHMS = {
  md2: algorithm('md2', 'md2WithRSAEncryption', '1.2.840.113549.1.1.2'),
  md4: algorithm('md4', 'md4WithRSAEncryption', '1.2.840.113549.1.1.3'),
  md5: algorithm('md5', 'md5WithRSAEncryption', '1.2.840.113549.1.1.4'),
  'oiw-md5': algorithm('md5', 'md5WithRSASignature', '1.3.14.3.2.25'),
  'pss-md5': algorithm('md5', 'rsassaPss (md5)', '1.2.840.113549.1.1.10'),
  sha1: algorithm('sha1', 'sha1WithRSAEncryption', '1.2.840.113549.1.1.5'),
  sha224: algorithm('sha224', 'sha224WithRSAEncryption', '1.2.840.113549.1.1.14'),
  sha256: algorithm('sha256', 'sha256WithRSAEncryption', '1.2.840.113549.1.1.11'),
  sha384: algorithm('sha384', 'ecdsa-with-SHA384', '1.2.840.10045.4.3.3'),
  sha512: algorithm('sha512', 'sha512WithRSAEncryption', '1.2.840.113549.1.1.13'),
  ed25519: algorithm('none', 'ED25519', '1.3.101.112'),
  /** Known, but of a hash that no verdict asks for. */
  sha3: algorithm('unknown', 'RSA-SHA3-256', '2.16.840.1.101.3.4.3.14'),
  /** Not known at all. */
  novel: algorithm('unknown', '1.2.3.4', '1.2.3.4'),
} as const;

type HashWord = keyof typeof ALGORITHMS;

function algorithm(hash: SignatureHash, name: string, oid: string): SignatureAlgorithm {
  return { hash, name, oid };
}
