import { t } from 'tap';
import { DEPTHS, type Failure, type Protocol } from '../../src/index.js';
import { credentialsFor } from './certificates.js';
import { exim } from './exim.js';
import { isInstalled } from './installed.js';
import { nginx, nginxWithoutTls } from './nginx.js';
import { postfix } from './postfix.js';
import { probeServer } from './probe-server.js';
import type { ServerKind } from './server-kind.js';
import { slapd } from './slapd.js';

/** Real servers that cannot be tested: at which stage that is known, and as what. */
const UNTESTED: readonly (readonly [server: ServerKind, error: string])[] = [
  [postfix('Postfix without TLS', 'smtp', { hasTls: false }), 'starttls not-offered'],
  [slapd('slapd without TLS', 'ldap', { hasTls: false }), 'starttls not-offered'],
  [nginxWithoutTls, 'handshake not-tls'],
  [spokenTo(postfix('Postfix', 'smtp'), 'smtps'), 'handshake not-tls'],
  [spokenTo(exim, 'https'), 'handshake not-tls'],
  [spokenTo(slapd('slapd', 'ldaps'), 'ldap'), 'starttls closed'],
  [spokenTo(nginx, 'ldap'), 'starttls unexpected-reply'],
];

for (const [server, error] of UNTESTED) {
  t.test(`${server.name} is inconclusive: ${error}`, async (t) => {
    if (!isInstalled(t, server)) return;
    const running = await server.start(credentialsFor('sha256-leaf'));
    t.teardown(running.stop);
    for (const depth of DEPTHS) {
      const { report } = await probeServer(running, { handshake: depth });
      t.equal(report.verdict, 'inconclusive', depth);
      t.equal(report.severity, 'unknown', depth);
      t.equal(nameOf(report.error), error, `${depth}: ${report.error?.message ?? 'no error'}`);
      t.same(report.chain, [], depth);
    }
  });
}

function nameOf(error: Failure | undefined): string | undefined {
  return error && `${error.stage} ${error.code}`;
}

/** The same server, taken for one of another protocol. */
function spokenTo(server: ServerKind, protocol: Protocol): ServerKind {
  return {
    ...server,
    name: `${server.name} taken for ${protocol}`,
    start: async (credentials) => ({ ...(await server.start(credentials)), protocol }),
  };
}
