import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { missingPrograms } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';

export const nginx = nginxServer('nginx');
export const nginxWithoutTls = nginxServer('nginx without TLS', { hasTls: false });

function nginxServer(name: string, { hasTls = true } = {}): ServerKind {
  return {
    name,
    missing: () => missingPrograms('nginx'),
    start: (credentials) =>
      startInFolder('https', credentials, async ({ folder, files, port }) => {
        const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
          (name) => `${name}_temp_path ${join(folder, name)};`,
        );
        const config = join(folder, 'nginx.conf');
        await writeFile(
          config,
          `
        daemon off;
        master_process off;
        pid ${join(folder, 'nginx.pid')};
        error_log stderr info;
        events {}
        http {
          access_log off;
          ${temporary.join('\n')}
          server {
            listen 127.0.0.1:${port} ${hasTls ? 'ssl' : ''};
            ssl_certificate ${files.chain};
            ssl_certificate_key ${files.key};
            ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
            ssl_ciphers DEFAULT@SECLEVEL=0;
            return 204;
          }
        }`,
        );
        return { command: 'nginx', args: ['-p', folder, '-e', 'stderr', '-c', config] };
      }),
  };
}
