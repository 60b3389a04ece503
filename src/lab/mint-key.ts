import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface MintedKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export type KeyToMint =
  | { readonly algorithm: 'rsa' | 'rsa-pss'; readonly bits: number }
  /** By OpenSSL's name: `prime256v1`, `secp384r1`, `secp224r1`. */
  | { readonly algorithm: 'ec'; readonly curve: string }
  | { readonly algorithm: 'ed25519' | 'ed448' };

/** A new key. RSA takes its time (2048 bits: some 100 ms), so callers that mint many certificates share keys. */
export function mintKey(key: KeyToMint): MintedKey {
  switch (key.algorithm) {
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: key.bits });
    case 'rsa-pss':
      return generateKeyPairSync('rsa-pss', { modulusLength: key.bits });
    case 'ec':
      return generateKeyPairSync('ec', { namedCurve: key.curve });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
    case 'ed448':
      return generateKeyPairSync('ed448');
  }
}
