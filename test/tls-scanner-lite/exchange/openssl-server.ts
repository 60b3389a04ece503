import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MintedCertificate } from '../../../src/lab/mint-certificate.js';
import { permissiveOpenssl } from '../../servers/openssl-configuration.js';
import { launch, makeFolder, missingPrograms, onFreePort, removeFolder } from '../../servers/process.js';
import type { Teardown } from './loopback.js';

/** As an option of a test: `openssl` is not everywhere, and a test without it says so. */
export const NEEDS_OPENSSL: { readonly skip: string | false } = { skip: missingPrograms('openssl') ?? false };

/** `openssl s_server` with a certificate and what else it is told; one connection at a time. */
export async function startOpenssl(
  t: Teardown,
  certificate: MintedCertificate,
  args: readonly string[],
): Promise<{ readonly port: number; readonly output: () => string }> {
  const folder = await makeFolder();
  t.teardown(() => removeFolder(folder));
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await writeFile(files.cert, certificate.pem);
  await writeFile(files.key, certificate.privateKeyPem);
  const configuration = await permissiveOpenssl(folder);
  return onFreePort(async (port) => {
    const server = await launch({
      command: 'openssl',
      args: [
        's_server',
        ...['-accept', `127.0.0.1:${port}`, '-cert', files.cert, '-key', files.key, '-www'],
        ...args,
      ],
      env: configuration,
      ready: { output: /^ACCEPT/m },
    });
    t.teardown(() => server.stop());
    return { port, output: server.output };
  });
}
