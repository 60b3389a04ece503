import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  mintCertificate,
  mintKey,
  type CertificateToMint,
  type MintedCertificate,
  type MintedKey,
} from '../../src/lab/mint-certificate.js';

/** What a server is given, in PEM. */
export interface Credentials {
  readonly privateKey: string;
  readonly leaf: string;
  /** What it presents above the leaf, in order; empty for a self-signed leaf. */
  readonly issuers: string;
}

const RSA_2048 = { algorithm: 'rsa', bits: 2048 } as const;
export const HOST = 'server.example.test';
const DAY_MS = 86_400_000;

/** RSA keys take their time: one for each role, shared by all certificates of a process. */
const rootKey = once(() => mintKey(RSA_2048));
const intermediateKey = once(() => mintKey(RSA_2048));
const leafKey = once(() => mintKey(RSA_2048));

const root = once(() => authority('SHA-256 Root', {}, rootKey()));
const md5Root = once(() => authority('MD5 Root', { signatureHash: 'md5' }, rootKey()));
const md5Intermediate = once(() =>
  authority('MD5 Intermediate', { signatureHash: 'md5', issuer: root() }, intermediateKey()),
);

/** The certificates that servers are tried with. Each presents its whole chain, the root included. */
const MINTS = {
  'md5-self-signed': once(() => leaf({ signatureHash: 'md5' })),
  'md5-under-sha-ca': once(() => leaf({ signatureHash: 'md5', issuer: root() })),
  'md5-intermediate': once(() => leaf({ issuer: md5Intermediate() })),
  'md5-root': once(() => leaf({ issuer: md5Root() })),
  'sha1-leaf': once(() => leaf({ signatureHash: 'sha1', issuer: root() })),
  'sha256-leaf': once(() => leaf({ issuer: root() })),
  'sha256-self-signed': once(() => leaf({})),
  ecdsa: once(() => leaf({ issuer: root(), key: mintKey({ algorithm: 'ec', curve: 'prime256v1' }) })),
  'rsa-pss': once(() => leaf({ issuer: root(), key: mintKey({ algorithm: 'rsa-pss', bits: 2048 }) })),
  'rsa-1024': once(() => leaf({ issuer: root(), key: mintKey({ algorithm: 'rsa', bits: 1024 }) })),
  expired: once(() =>
    leaf({
      issuer: root(),
      notBefore: new Date(Date.now() - 400 * DAY_MS),
      notAfter: new Date(Date.now() - 35 * DAY_MS),
    }),
  ),
  // Of an appliance's demo certificates no more is known than how their common names begin: the rest is made up.
  'demo-legacy': once(() => demo('IronPort Appliance Demo Certificate', 'md5')),
  'demo-new': once(() => demo('Cisco Appliance Demo Certificate', 'sha256')),
} as const satisfies Record<string, () => MintedCertificate>;

export type CertificateName = keyof typeof MINTS;

export function credentialsFor(name: CertificateName): Credentials {
  const { privateKeyPem, pem, fullChainPem } = MINTS[name]();
  return { privateKey: privateKeyPem, leaf: pem, issuers: fullChainPem.slice(pem.length) };
}

/** Paths of the files that servers read their credentials from. */
export interface CredentialFiles {
  readonly key: string;
  readonly leaf: string;
  readonly issuers: string;
  /** The leaf and its issuers. */
  readonly chain: string;
  /** The chain and the private key. */
  readonly combined: string;
}

export async function writeCredentials(folder: string, credentials: Credentials): Promise<CredentialFiles> {
  const { privateKey, leaf, issuers } = credentials;
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  return {
    key: await write('key.pem', privateKey),
    leaf: await write('leaf.pem', leaf),
    issuers: await write('issuers.pem', issuers),
    chain: await write('chain.pem', leaf + issuers),
    combined: await write('combined.pem', leaf + issuers + privateKey),
  };
}

function authority(cn: string, wanted: Partial<CertificateToMint>, key: MintedKey): MintedCertificate {
  return mintCertificate({ subject: [{ O: 'Example' }, { CN: cn }], isCa: true, key, ...wanted });
}

function leaf(wanted: Partial<CertificateToMint>): MintedCertificate {
  return mintCertificate({
    subject: [{ CN: HOST }],
    subjectAltNames: [{ dns: HOST }],
    key: leafKey(),
    ...wanted,
  });
}

function demo(cn: string, signatureHash: 'md5' | 'sha256'): MintedCertificate {
  return mintCertificate({ subject: [{ CN: cn }], key: leafKey(), signatureHash });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
