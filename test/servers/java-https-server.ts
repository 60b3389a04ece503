import { createPrivateKey } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credentialsFor, writeCredentials, type CertificateName } from './certificates.js';
import { makeFolder, run } from './process.js';
import { missingPrograms } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';

const SOURCE = join(import.meta.dirname, '..', 'fixtures', 'servers', 'TestHttpsServer.java');

/** What a JDK forbids by default, allowed: as in an old JDK, or where an administrator opened it. */
const PERMISSIVE = `
jdk.tls.disabledAlgorithms=
jdk.certpath.disabledAlgorithms=
jdk.tls.legacyAlgorithms=
`;

export interface JavaOptions {
  /** `SunX509` serves whatever it has; `NewSunX509` looks for a chain that the client's algorithms permit. */
  readonly keyManager: 'SunX509' | 'NewSunX509';
  /** Absent: the JDK's defaults. */
  readonly permissive?: boolean;
  /** A second certificate. */
  readonly also?: CertificateName;
}

/** The JDK's HttpsServer, in a program of ours that is compiled when it is first started. */
export function javaHttpsServer(name: string, { keyManager, permissive, also }: JavaOptions): ServerKind {
  return {
    name,
    missing: () => missingPrograms('java', 'javac'),
    start: async (credentials) => {
      const classes = await (compiled ??= compile());
      return startInFolder('https', credentials, async ({ folder, files, port }) => {
        const security = join(folder, 'java.security');
        await writeFile(security, permissive === true ? PERMISSIVE : '');
        const entry = [files.chain, files.key, keyAlgorithm(credentials.privateKey)];
        return {
          command: 'java',
          args: [
            `-Djava.security.properties=${security}`,
            // Starts sooner: little here runs long enough to be worth compiling.
            ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto'],
            ...['-cp', classes, 'TestHttpsServer'],
            ...[
              String(port),
              keyManager,
              ...entry,
              ...(also === undefined ? [] : await secondEntry(folder, also)),
            ],
          ],
          ready: { output: /^ready$/m },
          stopSignal: 'SIGKILL',
        };
      });
    },
  };
}

let compiled: Promise<string> | undefined;

async function compile(): Promise<string> {
  const folder = await makeFolder();
  await run('javac', ['-d', folder, SOURCE]);
  return folder;
}

async function secondEntry(folder: string, name: CertificateName): Promise<string[]> {
  const place = join(folder, 'second');
  await mkdir(place);
  const files = await writeCredentials(place, credentialsFor(name));
  return [files.chain, files.key, keyAlgorithm(credentialsFor(name).privateKey)];
}

/** As the JDK's KeyFactory names it. */
function keyAlgorithm(pem: string): string {
  const type = createPrivateKey(pem).asymmetricKeyType;
  if (type === 'ec') return 'EC';
  return type === 'rsa-pss' ? 'RSASSA-PSS' : 'RSA';
}
