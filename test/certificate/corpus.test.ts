import { X509Certificate } from 'node:crypto';
import t from 'tap';
import { readCertificate } from '../../src/certificate/read-certificate.js';
import type { ParsedCertificate } from '../../src/model/index.js';
import { readCorpus, type CorpusEntry } from './corpus.js';

const corpus = readCorpus();

/** Where this project reads a certificate differently from OpenSSL, and why. */
const ON_PURPOSE: Readonly<Record<string, { readonly differs: object; readonly why: string }>> = {
  'mismatchingSigAlgsBadOID.pem': {
    differs: { signature_algorithm: 'ecdsa-with-SHA384' },
    why: 'OpenSSL prints TBSCertificate.signature first; verifiers use the outer algorithm, so that one is reported',
  },
};

/** Its names have an RDN without an attribute, and OpenSSL's command gives the certificate up. */
const READ_WITHOUT_OPENSSL: Readonly<Record<string, object>> = {
  'subCertLocalityNameDoesNotNeedToAppear.pem': {
    subject: 'GN=givenname,C=US,postalCode=30062,L=Tallahassee,street=3210 Holly Mill Run,OU=Chaos,CN=gov.us',
    issuer: 'C=US,O=Mother Nature,OU=Everything,CN=Mother Nature',
    serial: '04316693ED',
    not_before: '2017-08-24 03:05:45Z',
    not_after: '2017-11-05 03:05:45Z',
    sha256: 'dadbe6d9ce966304bdc26b7163f88d1f98daa3a9a34f5cb82505dada220368b8',
    signature_algorithm: 'sha256WithRSAEncryption',
  },
};

t.test('every certificate of the corpus is read as OpenSSL reads it', async (t) => {
  t.equal(corpus.length, 542);
  for (const entry of corpus) {
    const facts = readCertificate(entry.der);
    if (facts.kind === 'unparsed') {
      t.fail(`${entry.file}: ${facts.reason}`);
      continue;
    }
    t.strictSame(summary(facts), expectation(entry), entry.file);
  }
});

t.test('self-signed is what Node verifies under the certificate’s own key', async (t) => {
  let selfIssued = 0;
  for (const { file, der, expected } of corpus) {
    if (expected.openssl !== undefined) continue;
    const facts = readCertificate(der);
    if (facts.kind === 'unparsed' || !facts.selfIssued) continue;
    // OpenSSL doesn't look at the signature where the two algorithms differ.
    if (facts.innerSignatureAlgorithm !== undefined) continue;
    selfIssued++;
    t.equal(facts.selfSigned, verifiesUnderOwnKey(der), file);
  }
  t.ok(selfIssued > 40, `${selfIssued} self-issued certificates`);
});

t.test('key sizes are what Node says they are', async (t) => {
  for (const { file, der, expected } of corpus) {
    if (expected.openssl !== undefined) continue;
    const facts = readCertificate(der);
    const details = keyDetails(der);
    if (facts.kind === 'unparsed' || details?.modulusLength === undefined) continue;
    t.equal(facts.publicKey.bits, details.modulusLength, file);
  }
});

function summary(facts: ParsedCertificate): object {
  return {
    subject: facts.subjectDn,
    issuer: facts.issuerDn,
    serial: facts.serial,
    not_before: renderTime(facts.notBefore),
    not_after: renderTime(facts.notAfter),
    sha256: facts.fingerprint.sha256,
    // The corpus keeps the first word of the name.
    signature_algorithm: facts.signatureAlgorithm.name.split(' ')[0],
  };
}

function expectation({ file, expected }: CorpusEntry): object {
  if (expected.openssl !== undefined) return READ_WITHOUT_OPENSSL[file] ?? {};
  const { subject, issuer, serial, sha256, signature_algorithm } = expected;
  return {
    subject,
    issuer,
    serial,
    not_before: padYear(expected.not_before),
    not_after: padYear(expected.not_after),
    sha256,
    signature_algorithm,
    ...ON_PURPOSE[file]?.differs,
  };
}

function renderTime(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace('.000Z', 'Z');
}

/** OpenSSL writes the year 1 as `   1`. */
function padYear(text: string | undefined): string | undefined {
  return text?.replace(/^ +/, (spaces) => '0'.repeat(spaces.length));
}

function verifiesUnderOwnKey(der: Uint8Array): boolean {
  try {
    const certificate = new X509Certificate(der);
    return certificate.verify(certificate.publicKey);
  } catch {
    // The key or the algorithm is unknown to Node: it passes for self-signed.
    return true;
  }
}

function keyDetails(der: Uint8Array): { modulusLength?: number } | undefined {
  try {
    return new X509Certificate(der).publicKey.asymmetricKeyDetails;
  } catch {
    return undefined;
  }
}
