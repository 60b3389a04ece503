import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { permissiveOpenssl } from './openssl-configuration.js';
import { isExecutable } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';
import { unpackedPath } from './unpacked.js';

const SENDMAIL = unpackedPath('sendmail-bin', 'usr/libexec/sendmail/sendmail');
/**
 * Sendmail cleans its environment, so the configuration of OpenSSL has to be where OpenSSL looks; and where the machine's
 * name has no dot it sleeps a minute over it, after asking the DNS. So it has files and a machine name of its own.
 */
const OWN_NAMESPACE = [
  '--uts',
  '--mount',
  'sh',
  '-ec',
  `mount --bind openssl.cnf /etc/ssl/openssl.cnf
   mount --bind hosts /etc/hosts
   hostname mail.example.test
   exec "$0" "$@"`,
];

/** Sendmail, which asks for a client certificate. */
export const sendmail: ServerKind = {
  name: 'Sendmail',
  missing: () => {
    if (!isExecutable(SENDMAIL)) return 'sendmail not found';
    return spawnSync('unshare', ['--uts', '--mount', 'true']).status === 0
      ? undefined
      : 'unshare not permitted';
  },
  start: (credentials) =>
    startInFolder('smtp', credentials, async ({ folder, files, port }) => {
      const config = join(folder, 'sendmail.cf');
      const queue = join(folder, 'queue');
      await mkdir(queue, { recursive: true, mode: 0o700 });
      await writeFile(join(folder, 'hosts'), '127.0.0.1 localhost mail.example.test\n');
      await writeFile(join(folder, 'service.switch'), 'hosts files\n');
      await permissiveOpenssl(folder);
      await writeFile(
        config,
        `
V10/Berkeley
Djmail.example.test
DnMAILER-DAEMON
Troot
O QueueDirectory=${queue}
O PidFile=${folder}/sendmail.pid
O StatusFile=${folder}/status
O HelpFile=${folder}/help
O DaemonPortOptions=Name=MTA, Family=inet, Addr=127.0.0.1, Port=${port}
O ServerCertFile=${files.chain}
O ServerKeyFile=${files.key}
O CACertPath=${folder}
O CACertFile=${files.chain}
O CipherList=DEFAULT:@SECLEVEL=0
O ServerSSLOptions=-SSL_OP_NO_TLSv1 -SSL_OP_NO_TLSv1_1
O DontBlameSendmail=TrustStickyBit
O ServiceSwitchFile=${folder}/service.switch
O DontProbeInterfaces=true
O Timeout.ident=0
O DefaultUser=nobody:nogroup
Mlocal, P=/bin/false, F=lsDFM, A=false
Mprog, P=/bin/false, F=lsDFM, A=false
S3
S4
S0
R$*	$#local $: $1
`,
      );
      return {
        command: 'unshare',
        cwd: folder,
        args: [...OWN_NAMESPACE, SENDMAIL, '-bD', '-C', config],
      };
    }),
};
