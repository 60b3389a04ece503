import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, makeFolder, onFreePort, removeFolder } from './process.js';
import { missingPrograms } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { slapdLaunch } from './slapd.js';
import { startInFolder } from './start-in-folder.js';

/** stunnel in front of a slapd that knows no TLS. */
export const stunnel: ServerKind = {
  name: 'stunnel before slapd',
  missing: () => missingPrograms('stunnel4', 'slapd'),
  start: async (credentials) => {
    const directory = await startPlainDirectory();
    try {
      const front = await startInFolder('ldaps', credentials, async ({ folder, files, port }) => {
        const config = join(folder, 'stunnel.conf');
        await writeFile(
          config,
          `
          foreground = yes
          pid =
          [ldaps]
          accept = 127.0.0.1:${port}
          connect = 127.0.0.1:${directory.port}
          cert = ${files.chain}
          key = ${files.key}
          securityLevel = 0
          ciphers = DEFAULT
          sslVersionMin = TLSv1
          sslVersionMax = TLSv1.2
          `,
        );
        return { command: 'stunnel4', args: [config] };
      });
      return { ...front, stop: () => front.stop().finally(directory.stop) };
    } catch (error) {
      await directory.stop();
      throw error;
    }
  },
};

async function startPlainDirectory(): Promise<{ port: number; stop: () => Promise<void> }> {
  const folder = await makeFolder();
  return onFreePort(async (port) => {
    const process = await launch({
      ready: { port },
      ...(await slapdLaunch(folder, `ldap://127.0.0.1:${port}`, [])),
    });
    return { port, stop: () => process.stop().finally(() => removeFolder(folder)) };
  });
}
