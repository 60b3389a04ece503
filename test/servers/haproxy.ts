import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { permissiveOpenssl } from './openssl-configuration.js';
import { missingPrograms } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';

export const haproxy: ServerKind = {
  name: 'HAProxy',
  missing: () => missingPrograms('haproxy'),
  start: (credentials) =>
    startInFolder('https', credentials, async ({ folder, files, port }) => {
      const config = join(folder, 'haproxy.cfg');
      await writeFile(
        config,
        `
global
  log stderr format raw local0
  ssl-default-bind-ciphers DEFAULT@SECLEVEL=0
  ssl-default-bind-options ssl-min-ver TLSv1.0 ssl-max-ver TLSv1.2
  tune.ssl.default-dh-param 2048
defaults
  mode http
  log global
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend main
  bind 127.0.0.1:${port} ssl crt ${files.combined}
  http-request return status 200
`,
      );
      return { command: 'haproxy', args: ['-db', '-f', config], env: await permissiveOpenssl(folder) };
    }),
};
