import { join } from 'node:path';
import { run } from './process.js';
import { missingPrograms } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';

/** NSS's own test server. It cannot be told an address to listen on, so it has all of them while the test runs. */
export const nssSelfserv: ServerKind = {
  name: 'NSS selfserv',
  missing: () => missingPrograms('selfserv', 'certutil', 'pk12util', 'openssl'),
  start: (credentials) =>
    startInFolder('https', credentials, async ({ folder, files, port }) => {
      const database = `sql:${folder}`;
      const pkcs12 = join(folder, 'server.p12');
      await run('openssl', [
        ...['pkcs12', '-export', '-in', files.chain, '-inkey', files.key],
        ...['-name', 'server', '-passout', 'pass:', '-out', pkcs12],
      ]);
      await run('certutil', ['-N', '-d', database, '--empty-password']);
      await run('pk12util', ['-i', pkcs12, '-d', database, '-W', '']);
      return {
        command: 'selfserv',
        args: ['-d', database, '-n', 'server', '-p', String(port), '-V', 'tls1.0:tls1.2', '-v'],
      };
    }),
};
