import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { missingPrograms } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';

const MODULES = '/usr/lib/apache2/modules';

export const apache: ServerKind = {
  name: 'Apache',
  missing: () => missingPrograms('apache2'),
  start: (credentials) =>
    startInFolder('https', credentials, async ({ folder, files, port }) => {
      const config = join(folder, 'apache.conf');
      await writeFile(
        config,
        `
        LoadModule mpm_event_module ${MODULES}/mod_mpm_event.so
        LoadModule authz_core_module ${MODULES}/mod_authz_core.so
        LoadModule ssl_module ${MODULES}/mod_ssl.so
        ServerRoot ${folder}
        ServerName server.example.test
        DefaultRuntimeDir ${folder}
        PidFile ${join(folder, 'apache.pid')}
        ErrorLog "|/bin/cat"
        StartServers 1
        User www-data
        Group www-data
        Listen 127.0.0.1:${port}
        SSLEngine on
        SSLCipherSuite DEFAULT@SECLEVEL=0
        SSLProtocol -all +TLSv1 +TLSv1.1 +TLSv1.2
        SSLCertificateFile ${files.chain}
        SSLCertificateKeyFile ${files.key}`,
      );
      return { command: 'apache2', args: ['-DFOREGROUND', '-d', folder, '-f', config] };
    }),
};
