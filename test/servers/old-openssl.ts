import { join } from 'node:path';
import { permissiveOpenssl } from './openssl-configuration.js';
import { isExecutable } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';

const ROOT = join(import.meta.dirname, '..', '..');
const SERVER = join(ROOT, 'test', 'fixtures', 'servers', 'old-node-server.cjs');

/** With the suites that every client had in 2005 and `node:tls` has no more. */
export const openssl101Rc4 = oldOpenssl('OpenSSL 1.0.1 with RC4 only', 'node-openssl-1.0.1', {
  ciphers: 'RC4-SHA',
});
/** With suites that need no certificate: `no shared cipher`, whatever the certificate. */
export const openssl101Anonymous = oldOpenssl(
  'OpenSSL 1.0.1 with anonymous suites only',
  'node-openssl-1.0.1',
  {
    ciphers: 'ADH',
  },
);

/** Security levels came with OpenSSL 1.1.0; before, MD5 and small keys were simply allowed. */
export const openssl101 = oldOpenssl('OpenSSL 1.0.1', 'node-openssl-1.0.1');
export const openssl102 = oldOpenssl('OpenSSL 1.0.2', 'node-openssl-1.0.2');
export const openssl111 = oldOpenssl('OpenSSL 1.1.1', 'node-openssl-1.1.1', { hasSecurityLevels: true });

interface OldOpensslOptions {
  readonly ciphers?: string;
  readonly hasSecurityLevels?: boolean;
}

/** An old OpenSSL, as an old Node.js has it built in. The package is a devDependency under the name given here. */
function oldOpenssl(name: string, packageName: string, options: OldOpensslOptions = {}): ServerKind {
  const { ciphers = 'DEFAULT', hasSecurityLevels = false } = options;
  const node = join(ROOT, 'node_modules', packageName, 'bin', 'node');
  return {
    name,
    missing: () => (isExecutable(node) ? undefined : `${packageName} not found (npm install)`),
    start: (credentials) =>
      startInFolder('https', credentials, async ({ folder, files, port }) => ({
        command: 'env',
        args: [
          // An old Node.js would stumble over what is meant for the one that runs the tests.
          ...['-u', 'NODE_OPTIONS', '-u', 'NODE_EXTRA_CA_CERTS', node],
          ...(hasSecurityLevels
            ? [`--openssl-config=${(await permissiveOpenssl(folder)).OPENSSL_CONF}`]
            : []),
          ...[SERVER, String(port), files.chain, files.key],
          hasSecurityLevels ? `${ciphers}:@SECLEVEL=0` : ciphers,
        ],
        ready: { output: /^ready$/m },
      })),
  };
}
