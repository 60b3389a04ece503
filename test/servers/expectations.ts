import { apache } from './apache.js';
import { mbedtls, wolfssl } from './compiled.js';
import {
  asksForClientCertificate,
  atHelloNone,
  atRaw,
  atTls13,
  NEW_SUN_X509,
  NEW_SUN_X509_DEFAULTS,
  ODD_CHAINS,
  ODD_CHAINS_SORTED,
  REFUSED,
  SHOWS,
  SHOWS_WITHOUT_PSS,
  STRICT,
  type Column,
} from './expectation-columns.js';
import { exim } from './exim.js';
import { gnutlsServ } from './gnutls-serv.js';
import { haproxy } from './haproxy.js';
import { javaHttpsServer } from './java-https-server.js';
import { nginx } from './nginx.js';
import { nssSelfserv } from './nss-selfserv.js';
import { openssl101, openssl101Anonymous, openssl101Rc4, openssl102, openssl111 } from './old-openssl.js';
import { opensslServer } from './openssl-s-server.js';
import { postfix } from './postfix.js';
import { sendmail } from './sendmail.js';
import type { ServerKind } from './server-kind.js';
import { slapd } from './slapd.js';
import { stunnel } from './stunnel.js';

/** Every server with every certificate that it loads. */
export const SERVERS: Table = [
  [javaHttpsServer('Java, SunX509, MD5 allowed', { keyManager: 'SunX509', permissive: true }), SHOWS],
  [
    javaHttpsServer('Java, NewSunX509, MD5 allowed', { keyManager: 'NewSunX509', permissive: true }),
    NEW_SUN_X509,
  ],
  [javaHttpsServer('Java, NewSunX509', { keyManager: 'NewSunX509' }), NEW_SUN_X509_DEFAULTS],
  [opensslServer('openssl s_server'), SHOWS],
  [opensslServer('openssl s_server -strict', { strict: true }), STRICT],
  [nginx, SHOWS],
  [apache, SHOWS],
  [haproxy, SHOWS],
  [stunnel, SHOWS],
  [postfix('Postfix', 'smtp'), SHOWS],
  [postfix('Postfix in wrapper mode', 'smtps'), SHOWS],
  [sendmail, asksForClientCertificate(SHOWS)],
  [exim, SHOWS],
  [slapd('slapd', 'ldaps'), SHOWS],
  [slapd('slapd with StartTLS', 'ldap'), SHOWS],
  [gnutlsServ, SHOWS],
  // It has no use for the key of an RSASSA-PSS certificate.
  [nssSelfserv, { ...SHOWS, 'rsa-pss': REFUSED }],
  [wolfssl, SHOWS],
  [mbedtls, SHOWS_WITHOUT_PSS],
  // Node.js 0.10 has no elliptic curves for servers: `no shared cipher`, with a SHA-256 certificate.
  [openssl101, { ...SHOWS_WITHOUT_PSS, ecdsa: REFUSED }],
  [openssl102, SHOWS_WITHOUT_PSS],
  [openssl111, SHOWS],
];

/** Servers set up in a special way, with the certificates that tell. */
export const SPECIAL_SERVERS: Table = [
  [
    opensslServer('openssl s_server -strict, TLS 1.2 only', {
      strict: true,
      versions: ['TLSv1.2', 'TLSv1.2'],
    }),
    { 'md5-self-signed': REFUSED, 'md5-under-sha-ca': REFUSED, 'sha256-leaf': SHOWS['sha256-leaf'] },
  ],
  [
    opensslServer('openssl s_server -strict, TLS 1.2 and 1.3', {
      strict: true,
      versions: ['TLSv1.2', 'TLSv1.3'],
    }),
    {
      'md5-under-sha-ca': { ...STRICT['md5-under-sha-ca'], ...atTls13, atHello: REFUSED },
      'sha256-leaf': SHOWS['sha256-leaf'],
    },
  ],
  [
    opensslServer('openssl s_server, TLS 1.3 only', { versions: ['TLSv1.3', 'TLSv1.3'] }),
    {
      'md5-under-sha-ca': {
        ...SHOWS['md5-under-sha-ca'],
        ...atTls13,
        atHello: { verdict: 'modern-only', ...atHelloNone },
      },
      'sha256-leaf': { verdict: 'modern-only', findings: [], ...atTls13, atHello: atHelloNone },
    },
  ],
  [
    // It answers a hello of TLS 1.2 with TLS 1.0.
    opensslServer('openssl s_server, TLS 1.0 only', { versions: ['TLSv1', 'TLSv1'] }),
    {
      'md5-under-sha-ca': { verdict: 'md5-blocked', findings: ['md5-blocked'], ...atRaw },
      'sha256-leaf': { verdict: 'refused', findings: ['refused'], ...atRaw },
    },
  ],
  [
    openssl101Rc4,
    {
      'md5-under-sha-ca': { verdict: 'md5-served', findings: ['md5-served'], ...atRaw },
      'sha256-leaf': { verdict: 'ok', findings: [], ...atRaw },
    },
  ],
  [openssl101Anonymous, { 'md5-under-sha-ca': REFUSED, 'sha256-leaf': REFUSED }],
  [
    javaHttpsServer('Java, SunX509', { keyManager: 'SunX509' }),
    { 'md5-under-sha-ca': SHOWS['md5-under-sha-ca'], 'sha256-leaf': SHOWS['sha256-leaf'] },
  ],
  [
    opensslServer('openssl s_server that demands a client certificate', { demandsClientCertificate: true }),
    asksForClientCertificate({
      'md5-under-sha-ca': SHOWS['md5-under-sha-ca'],
      'sha256-leaf': SHOWS['sha256-leaf'],
    }),
  ],
  [
    postfix('Postfix behind postscreen', 'smtp', { hasPostscreen: true }),
    { 'md5-under-sha-ca': SHOWS['md5-under-sha-ca'] },
  ],
];

/** How servers show chains that are odd: as they are, or sorted, or not at all. */
export const SERVERS_OF_ODD_CHAINS: Table = [
  [withOddChains(opensslServer('openssl s_server')), ODD_CHAINS],
  [
    withOddChains(opensslServer('openssl s_server -strict', { strict: true })),
    // Under that name OpenSSL doesn't know it for MD5.
    { ...ODD_CHAINS, 'md5-in-long-chain': STRICT['md5-intermediate'] },
  ],
  [withOddChains(nginx), ODD_CHAINS],
  [withOddChains(gnutlsServ), ODD_CHAINS_SORTED],
  [withOddChains(slapd('slapd', 'ldaps')), ODD_CHAINS_SORTED],
  [withOddChains(exim), ODD_CHAINS_SORTED],
  [withOddChains(nssSelfserv), ODD_CHAINS_SORTED],
  [withOddChains(wolfssl), ODD_CHAINS],
  [withOddChains(openssl101), ODD_CHAINS],
  [
    // It does not load a chain that is out of order.
    withOddChains(javaHttpsServer('Java, SunX509, MD5 allowed', { keyManager: 'SunX509', permissive: true })),
    {
      'md5-by-oiw-name': ODD_CHAINS['md5-by-oiw-name'],
      'md5-in-long-chain': ODD_CHAINS['md5-in-long-chain'],
    },
  ],
];

type Table = readonly (readonly [server: ServerKind, certificates: Column])[];

function withOddChains(server: ServerKind): ServerKind {
  return { ...server, name: `${server.name} with odd chains` };
}
