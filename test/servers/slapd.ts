import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Protocol } from '../../src/index.js';
import { missingPrograms } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder, type LaunchInPlace } from './start-in-folder.js';

/** GnuTLS's priority string: all that it can, with MD5 and SHA-1 in certificates. */
const PRIORITY = 'NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:-VERS-TLS1.3:+SIGN-RSA-SHA1:%VERIFY_ALLOW_BROKEN';

/** OpenLDAP's server as Debian builds it, on GnuTLS: LDAP over TLS, or StartTLS on the plain port. */
export function slapd(
  name: string,
  protocol: Extract<Protocol, 'ldap' | 'ldaps'>,
  { hasTls = true } = {},
): ServerKind {
  return {
    name,
    missing: () => missingPrograms('slapd'),
    start: (credentials) =>
      startInFolder(protocol, credentials, ({ folder, files, port }) =>
        slapdLaunch(
          folder,
          `${protocol}://127.0.0.1:${port}`,
          hasTls
            ? [
                `TLSCertificateFile ${files.chain}`,
                `TLSCertificateKeyFile ${files.key}`,
                `TLSCipherSuite ${PRIORITY}`,
              ]
            : [],
        ),
      ),
  };
}

/** One slapd with no data: StartTLS and the root DSE need none. */
export async function slapdLaunch(
  folder: string,
  url: string,
  settings: readonly string[],
): Promise<LaunchInPlace> {
  const config = join(folder, 'slapd.conf');
  await writeFile(config, [`pidfile ${join(folder, 'slapd.pid')}`, ...settings, ''].join('\n'));
  // -d keeps it in the foreground; 256 logs connections.
  return { command: 'slapd', args: ['-f', config, '-h', url, '-d', '256'] };
}
