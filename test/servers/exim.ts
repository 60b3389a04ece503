import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './process.js';
import { isExecutable, missingRoot } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';
import { unpackedPath } from './unpacked.js';

const EXIM = unpackedPath('exim4-daemon-light', 'usr/sbin/exim4');
/** Compiled into Debian's Exim. */
const USER = 'Debian-exim';

/** Exim as Debian builds it, on GnuTLS. */
export const exim: ServerKind = {
  name: 'Exim',
  missing: () => (isExecutable(EXIM) ? missingRoot() : 'exim4 not found'),
  start: (credentials) =>
    startInFolder('smtp', credentials, async ({ folder, files, port }) => {
      const config = join(folder, 'exim.conf');
      const spool = join(folder, 'spool');
      await mkdir(spool, { recursive: true });
      await writeFile(
        config,
        `
primary_hostname = mail.example.test
exim_user = ${USER}
exim_group = ${USER}
spool_directory = ${spool}
log_file_path = ${folder}/%slog
pid_file_path = ${folder}/exim.pid
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
tls_advertise_hosts = *
tls_certificate = ${files.chain}
tls_privatekey = ${files.key}
tls_require_ciphers = NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:-VERS-TLS1.3:+SIGN-RSA-SHA1
begin acl
begin routers
begin transports
`,
      );
      // It gives up root before it reads the credentials.
      await run('chown', [USER, folder, spool, files.chain, files.key]);
      return { command: EXIM, args: ['-C', config, '-bdf'] };
    }),
};
