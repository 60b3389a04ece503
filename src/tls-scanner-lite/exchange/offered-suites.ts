/*
 * The suites that every offer of a ladder lists: one list, so that a difference between two offers is never one of
 * suites. It has what real servers of the last twenty-five years select, and fills the 255 bytes (RFC 7685).
 * Left out: anonymous suites (no certificate to see), PSK and SRP, DSS, export suites.
 */

/** Those that need TLS 1.2 (RFC 5288, 5289, 7905, and the SHA-256 ones of RFC 5246). */
export const SUITES_TLS12: readonly number[] = [
  0xc02b, // ECDHE-ECDSA-AES128-GCM-SHA256
  0xc02f, // ECDHE-RSA-AES128-GCM-SHA256
  0xc02c, // ECDHE-ECDSA-AES256-GCM-SHA384
  0xc030, // ECDHE-RSA-AES256-GCM-SHA384
  0xcca9, // ECDHE-ECDSA-CHACHA20-POLY1305
  0xcca8, // ECDHE-RSA-CHACHA20-POLY1305
  0x009e, // DHE-RSA-AES128-GCM-SHA256
  0x009f, // DHE-RSA-AES256-GCM-SHA384
  0xc023, // ECDHE-ECDSA-AES128-SHA256
  0xc027, // ECDHE-RSA-AES128-SHA256
  0xc024, // ECDHE-ECDSA-AES256-SHA384
  0xc028, // ECDHE-RSA-AES256-SHA384
  0x0067, // DHE-RSA-AES128-SHA256
  0x006b, // DHE-RSA-AES256-SHA256
  0x009c, // AES128-GCM-SHA256
  0x009d, // AES256-GCM-SHA384
  0x003c, // AES128-SHA256
  0x003d, // AES256-SHA256
];

/** Those that every version has (RFC 3268, 4492, 2246). */
export const SUITES_BEFORE_TLS12: readonly number[] = [
  0xc009, // ECDHE-ECDSA-AES128-SHA
  0xc013, // ECDHE-RSA-AES128-SHA
  0xc00a, // ECDHE-ECDSA-AES256-SHA
  0xc014, // ECDHE-RSA-AES256-SHA
  0x0033, // DHE-RSA-AES128-SHA
  0x0039, // DHE-RSA-AES256-SHA
  0x002f, // AES128-SHA
  0x0035, // AES256-SHA
  0xc012, // ECDHE-RSA-DES-CBC3-SHA
  0x0016, // EDH-RSA-DES-CBC3-SHA
  0x000a, // DES-CBC3-SHA
  0xc011, // ECDHE-RSA-RC4-SHA
  0x0005, // RC4-SHA
  0x0004, // RC4-MD5
  0x0009, // DES-CBC-SHA
];

export const SUITES_TLS13: readonly number[] = [
  0x1301, // TLS_AES_128_GCM_SHA256
  0x1302, // TLS_AES_256_GCM_SHA384
  0x1303, // TLS_CHACHA20_POLY1305_SHA256
];

/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 3.3): two bytes where the extension takes five. */
export const RENEGOTIATION_SCSV = 0x00ff;
