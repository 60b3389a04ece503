import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { mintCertificate, mintKey, type MintedCertificate, type MintedKey } from './mint-certificate.js';

/** What the lab's listeners present. */
export interface LabCertificates {
  /** The MD5-signed demo certificate of old appliances. */
  readonly legacy: MintedCertificate;
  /** Its SHA-signed successor, the profile `Demo`. */
  readonly demo: MintedCertificate;
  /** As an administrator should have one: for this server, SHA-256-signed by a CA. */
  readonly own: MintedCertificate;
}

/** Mints them anew; neither keys nor certificates are ever stored. */
export async function mintLabCertificates(now: () => number): Promise<LabCertificates> {
  const rsa = await (rsaKey ??= promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS }));
  const legacy = mintCertificate({
    subject: [{ CN: LEGACY_COMMON_NAME }],
    key: rsa,
    signatureHash: 'md5',
    ...validity(now(), LEGACY_DAYS_LEFT, DEMO_DAYS),
  });
  const demo = mintCertificate({
    subject: [{ CN: DEMO_COMMON_NAME }],
    key: rsa,
    ...validity(now(), DEMO_DAYS_LEFT, DEMO_DAYS),
  });
  return { legacy, demo, own: mintOwn(now()) };
}

/**
 * One for both demo certificates and every lab of this process: making it is nearly all that starting a lab takes
 * time for, and before and after a fix there are two of them.
 */
let rsaKey: Promise<MintedKey> | undefined;

function mintOwn(now: number): MintedCertificate {
  const days = validity(now, OWN_DAYS_LEFT, OWN_DAYS_LEFT + 1);
  const authority = mintCertificate({
    subject: [{ CN: 'Lab CA' }],
    key: mintKey({ algorithm: 'ec', curve: 'prime256v1' }),
    isCa: true,
    ...days,
  });
  return mintCertificate({
    subject: [{ CN: OWN_HOST_NAME }],
    subjectAltNames: [{ dns: OWN_HOST_NAME }, { dns: 'localhost' }],
    key: mintKey({ algorithm: 'ec', curve: 'prime256v1' }),
    issuer: authority,
    ...days,
  });
}

/** An hour more than the days left, so that they are left all day. */
function validity(now: number, daysLeft: number, days: number): { notBefore: Date; notAfter: Date } {
  const notAfter = now + daysLeft * DAY_MS + DAY_MS / 24;
  return { notBefore: new Date(notAfter - days * DAY_MS), notAfter: new Date(notAfter) };
}

/** Only `IronPort Appliance D` and that it is MD5-signed are known of the true one; the rest is the lab's own. */
const LEGACY_COMMON_NAME = 'IronPort Appliance Demo Certificate';

/** The same for `Cisco Appliance Demo` and SHA. */
const DEMO_COMMON_NAME = 'Cisco Appliance Demo Certificate';

/** What the certificate table of Cisco's document shows as remaining. */
const LEGACY_DAYS_LEFT = 303;
const DEMO_DAYS_LEFT = 3218;

/** Ours: how long the true ones are valid, and how large their keys are, is not known. */
const DEMO_DAYS = 3650;
const RSA_BITS = 2048;

const OWN_HOST_NAME = 'directory.lab-appliance.example';
const OWN_DAYS_LEFT = 365;

const DAY_MS = 86_400_000;
