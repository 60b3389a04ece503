import type {
  CertificateFacts,
  FindingId,
  ParsedCertificate,
  PresentedChain,
  Severity,
} from '../model/index.js';
import { matchesHostName } from './host-name.js';
import { brokenSignature, hashName, isTrustAnchor, sha1Signature } from './weak-signature.js';

/** A finding before its page of the book is added. */
export interface Observation {
  readonly id: FindingId;
  readonly message: string;
  readonly certificate?: number;
  /** Where it is not the book's. */
  readonly severity?: Severity;
}

export interface ChainExpectations {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly expiresSoonDays: number;
  /** The name that was asked for; absent where an address was. */
  readonly hostName: string | undefined;
}

/** What is wrong with a chain, MD5 apart from roots left to the verdict. */
export function observeChain(chain: PresentedChain, expectations: ChainExpectations): Observation[] {
  const { certificates } = chain;
  return [
    ...certificates.flatMap((certificate, at) => observeSignature(certificate, at)),
    ...certificates.flatMap((certificate, at) =>
      certificate.kind === 'parsed'
        ? observeCertificate(certificate, at, expectations)
        : observeUnparsed(certificate.reason, at),
    ),
    ...observeLeaf(certificates[0], expectations),
    // `node:tls` gives neither order nor duplicates of an encrypted chain.
    ...(chain.attempt.offer === 'tls1.3' ? [] : observeOrder(certificates)),
  ];
}

function observeSignature(certificate: CertificateFacts, at: number): Observation[] {
  const broken = brokenSignature(certificate);
  if (broken && isTrustAnchor(certificate, at)) {
    const message = `The root certificate ${describe(certificate)} is sent along and is ${hashName(broken)}-signed (${broken.name})`;
    return [{ id: 'md5-signed-root', certificate: at, message }];
  }
  const sha1 = sha1Signature(certificate);
  if (!sha1 || isTrustAnchor(certificate, at)) return [];
  return [
    {
      id: 'sha1-signed',
      certificate: at,
      message: `The certificate ${describe(certificate)} is SHA-1-signed (${sha1.name})`,
    },
  ];
}

function observeUnparsed(reason: string, at: number): Observation[] {
  return [
    {
      id: 'certificate-unparsed',
      certificate: at,
      message: `Certificate ${at + 1} of the chain is not well formed: ${reason}`,
    },
  ];
}

function observeCertificate(
  certificate: ParsedCertificate,
  at: number,
  expectations: ChainExpectations,
): Observation[] {
  if (isTrustAnchor(certificate, at)) return [];
  return [...observeValidity(certificate, at, expectations), ...observeKey(certificate, at)];
}

function observeValidity(
  certificate: ParsedCertificate,
  at: number,
  { now, expiresSoonDays }: ChainExpectations,
): Observation[] {
  const { notBefore, notAfter } = certificate;
  if (now > notAfter) {
    return [
      {
        id: 'expired',
        certificate: at,
        message: `The certificate ${describe(certificate)} expired on ${day(notAfter)}`,
      },
    ];
  }
  if (now < notBefore) {
    return [
      {
        id: 'not-yet-valid',
        certificate: at,
        message: `The certificate ${describe(certificate)} is valid only from ${day(notBefore)} on`,
      },
    ];
  }
  const daysLeft = (notAfter - now) / DAY_MS;
  if (daysLeft >= expiresSoonDays) return [];
  const message = `The certificate ${describe(certificate)} expires ${inDays(Math.floor(daysLeft))}, on ${day(notAfter)}`;
  return [{ id: 'expires-soon', certificate: at, message }];
}

function observeKey(certificate: ParsedCertificate, at: number): Observation[] {
  const { algorithm, bits, curve } = certificate.publicKey;
  if (bits === undefined || bits >= minimumBits(algorithm, curve)) return [];
  const message = `The certificate ${describe(certificate)} has a key of only ${bits} bits (${algorithm})`;
  // Below these a key is within reach of one determined attacker, not only of a state.
  const severity = bits < (curve === undefined ? 1024 : 160) ? 'high' : undefined;
  return [{ id: 'weak-key', certificate: at, message, ...(severity && { severity }) }];
}

/** RSA and DSA 2048 bits, EC 224 (NIST SP 800-131A); the Edwards curves have no weak size. */
function minimumBits(algorithm: string, curve: string | undefined): number {
  if (curve !== undefined || /^e[cd]/i.test(algorithm)) return 224;
  return /^(rsa|dsa)/i.test(algorithm) ? 2048 : 0;
}

function observeLeaf(leaf: CertificateFacts | undefined, { hostName }: ChainExpectations): Observation[] {
  if (leaf?.kind !== 'parsed') return [];
  const observations: Observation[] = [];
  if (leaf.knownAs) {
    const { vendor, product } = leaf.knownAs;
    const message = `The certificate ${describe(leaf)} is a demo or default certificate: ${vendor} ${product}`;
    observations.push({ id: 'demo-certificate', certificate: 0, message });
  }
  if (leaf.selfSigned) {
    observations.push({
      id: 'self-signed',
      certificate: 0,
      message: `The certificate ${describe(leaf)} is self-signed`,
    });
  }
  if (hostName !== undefined && !matchesHostName(hostName, leaf.dnsNames, leaf.subjectCn)) {
    const names = leaf.dnsNames.length > 0 ? leaf.dnsNames : [leaf.subjectCn ?? 'no name at all'];
    const message = `The certificate is for ${listSome(names)}, not for ${hostName}`;
    observations.push({ id: 'name-mismatch', certificate: 0, message });
  }
  return observations;
}

function observeOrder(certificates: readonly CertificateFacts[]): Observation[] {
  const observations: Observation[] = [];
  const seen = new Map<string, number>();
  const unique: [at: number, certificate: CertificateFacts][] = [];
  for (const [at, certificate] of certificates.entries()) {
    const first = seen.get(certificate.fingerprint.sha256);
    if (first === undefined) {
      seen.set(certificate.fingerprint.sha256, at);
      unique.push([at, certificate]);
    } else {
      const message = `Certificate ${at + 1} of the chain repeats certificate ${first + 1}`;
      observations.push({ id: 'chain-duplicate', certificate: at, message });
    }
  }
  const stray = unique.findIndex(
    ([, certificate], index) => index > 0 && !certifies(certificate, unique[index - 1]?.[1]),
  );
  const misplaced = unique[stray];
  if (misplaced) {
    const message = `Certificate ${misplaced[0] + 1} of the chain does not certify the one before it`;
    observations.push({ id: 'chain-order', certificate: misplaced[0], message });
  }
  return observations;
}

/** By name, as a path is built (RFC 5280 6.1.3); a certificate that cannot be read is not held to be out of order. */
function certifies(issuer: CertificateFacts, subject: CertificateFacts | undefined): boolean {
  if (issuer.kind !== 'parsed' || subject?.kind !== 'parsed') return true;
  return issuer.subjectDer === subject.issuerDer;
}

/** How a certificate is called in a sentence, behind the word itself. */
export function describe(certificate: CertificateFacts): string {
  if (certificate.kind === 'unparsed') return `${certificate.fingerprint.sha256.slice(0, 16)}... (SHA-256)`;
  const name = certificate.subjectCn ?? certificate.subjectDn;
  return name === '' ? 'without a subject' : `"${name}"`;
}

function listSome(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES_SHOWN).join(', ');
  return names.length > MAX_NAMES_SHOWN ? `${shown} and ${names.length - MAX_NAMES_SHOWN} more` : shown;
}

function inDays(days: number): string {
  if (days < 1) return 'in less than a day';
  return days === 1 ? 'in 1 day' : `in ${days} days`;
}

/** Years beyond those of four digits are odd, not a reason to throw. */
function day(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? 'an impossible date' : date.toISOString().replace(/T.*/, '');
}

const MAX_NAMES_SHOWN = 3;
const DAY_MS = 86_400_000;
