import type { TlsOptions } from 'node:tls';
import type { MintedCertificate } from './mint-certificate.js';

/** TLS as AsyncOS 9.5 has it: up to version 1.2, and the suite first that its documentation logs. */
export function applianceTls(certificate: MintedCertificate): TlsOptions {
  return {
    cert: certificate.chainPem,
    key: certificate.privateKeyPem,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    // Level 0: OpenSSL 3 does neither MD5-signed chains nor TLS 1.1 above it.
    ciphers: 'AES128-GCM-SHA256:ALL:!aNULL:!eNULL:@SECLEVEL=0',
    honorCipherOrder: true,
    ...OUR_DEADLINES,
  };
}

/** TLS as it should be. */
export function modernTls(certificate: MintedCertificate): TlsOptions {
  return {
    cert: certificate.chainPem,
    key: certificate.privateKeyPem,
    minVersion: 'TLSv1.2',
    ...OUR_DEADLINES,
  };
}

/** Far above the lab's own limits, which are what ends a handshake. */
const OUR_DEADLINES = { handshakeTimeout: 600_000 } as const;
