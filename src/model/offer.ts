import type { OfferName as TlsOfferName, Profile as TlsProfile } from 'tls-scanner-lite';

/** The ladder of offers, in the order in which they are made. */
export const OFFERS = [
  'sha-only',
  'md5-permitted',
  'tls1.1',
  'tls1.0',
  'tls1.0-bare',
  'tls1.3',
] as const satisfies readonly TlsOfferName[];
export type OfferName = TlsOfferName;

/** Which signature algorithms SHA-only means: with SHA-1, or without it (RFC 9155). */
export const PROFILES = ['sha', 'rfc9155'] as const satisfies readonly TlsProfile[];
export type Profile = TlsProfile;

/** How far a handshake goes: completed by `node:tls`, or our own hello up to ServerHelloDone. */
export const DEPTHS = ['full', 'hello'] as const;
export type Depth = (typeof DEPTHS)[number];
