/** IANA "TLS Supported Groups": those that are offered. */
export const NAMED_GROUP = {
  secp256r1: 23,
  secp384r1: 24,
  secp521r1: 25,
  x25519: 29,
} as const;
