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
/** What OIW called it, before PKCS #1 did. */
const MD5_WITH_RSA_OIW = '1.3.14.3.2.25';
const DAY_MS = 86_400_000;

/** RSA keys take their time: one for each role, shared by all certificates of a process. */
const rootKey = once(() => mintKey(RSA_2048));
const intermediateKey = once(() => mintKey(RSA_2048));
const leafKey = once(() => mintKey(RSA_2048));

const root = once(() => authority('SHA-256 Root', {}, rootKey()));
const md5Root = once(() => authority('MD5 Root', { signatureHash: 'md5' }, rootKey()));
const intermediate = once(() => authority('SHA-256 Intermediate', { issuer: root() }, intermediateKey()));
/** More than one record of TLS. */
const longMd5Intermediate = once(() =>
  authority(
    'Long MD5 Intermediate',
    {
      signatureHash: 'md5',
      issuer: root(),
      extensions: [{ oid: '1.3.6.1.4.1.99999.1', value: longOctetString() }],
    },
    intermediateKey(),
  ),
);
const md5Intermediate = once(() =>
  authority('MD5 Intermediate', { signatureHash: 'md5', issuer: root() }, intermediateKey()),
);

/** The certificates that servers are tried with. Each presents its whole chain, the root included. */
const MINTS = {
  'md5-self-signed': once(() => presented(leaf({ signatureHash: 'md5' }))),
  'md5-under-sha-ca': once(() => presented(leaf({ signatureHash: 'md5', issuer: root() }))),
  'md5-intermediate': once(() => presented(leaf({ issuer: md5Intermediate() }))),
  'md5-root': once(() => presented(leaf({ issuer: md5Root() }))),
  'sha1-leaf': once(() => presented(leaf({ signatureHash: 'sha1', issuer: root() }))),
  'sha256-leaf': once(() => presented(leaf({ issuer: root() }))),
  'sha256-self-signed': once(() => presented(leaf({}))),
  ecdsa: once(() =>
    presented(leaf({ issuer: root(), key: mintKey({ algorithm: 'ec', curve: 'prime256v1' }) })),
  ),
  'rsa-pss': once(() =>
    presented(leaf({ issuer: root(), key: mintKey({ algorithm: 'rsa-pss', bits: 2048 }) })),
  ),
  'rsa-1024': once(() => presented(leaf({ issuer: root(), key: mintKey({ algorithm: 'rsa', bits: 1024 }) }))),
  expired: once(() =>
    presented(
      leaf({
        issuer: root(),
        notBefore: new Date(Date.now() - 400 * DAY_MS),
        notAfter: new Date(Date.now() - 35 * DAY_MS),
      }),
    ),
  ),
  // Of an appliance's demo certificates no more is known than how their common names begin: the rest is made up.
  'demo-legacy': once(() => presented(demo('IronPort Appliance Demo Certificate', 'md5'))),
  'demo-new': once(() => presented(demo('Cisco Appliance Demo Certificate', 'sha256'))),
  // For a few servers only.
  'md5-by-oiw-name': once(() =>
    presented(leaf({ signatureHash: 'md5', signatureOid: MD5_WITH_RSA_OIW, issuer: root() })),
  ),
  'md5-in-long-chain': once(() => presented(leaf({ issuer: longMd5Intermediate() }))),
  'chain-out-of-order': once(() => presented(leaf({ issuer: intermediate() }), [root(), intermediate()])),
  'chain-with-duplicate': once(() =>
    presented(leaf({ issuer: intermediate() }), [intermediate(), intermediate(), root()]),
  ),
} as const satisfies Record<string, () => Credentials>;

export type CertificateName = keyof typeof MINTS;

export function credentialsFor(name: CertificateName): Credentials {
  return MINTS[name]();
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

function presented(
  { privateKeyPem, pem, fullChainPem }: MintedCertificate,
  issuers?: readonly MintedCertificate[],
): Credentials {
  return {
    privateKey: privateKeyPem,
    leaf: pem,
    issuers: issuers?.map((issuer) => issuer.pem).join('') ?? fullChainPem.slice(pem.length),
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

/** DER: OCTET STRING, a length of two bytes. */
function longOctetString(): Uint8Array {
  const length = 20_000;
  return Buffer.concat([Buffer.of(0x04, 0x82, length >> 8, length & 0xff), Buffer.alloc(length, 0x2a)]);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
