import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, run } from './process.js';
import { findProgram } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';

const SOURCES = join(import.meta.dirname, '..', 'fixtures', 'servers');

export const wolfssl: ServerKind = compiled('wolfSSL', {
  source: 'wolfssl-server.c',
  header: '/usr/include/wolfssl/options.h',
  libraries: ['wolfssl'],
});

export const mbedtls: ServerKind = compiled('mbedTLS', {
  source: 'mbedtls-server.c',
  header: '/usr/include/mbedtls/ssl.h',
  libraries: ['mbedtls', 'mbedx509', 'mbedcrypto'],
});

interface Compiled {
  readonly source: string;
  readonly header: string;
  readonly libraries: readonly string[];
}

/** A library without a server of its own: a small one of ours, compiled when it is first started. */
function compiled(name: string, { source, header, libraries }: Compiled): ServerKind {
  let program: Promise<string> | undefined;
  const compile = async (): Promise<string> => {
    const path = join(await makeFolder(), name);
    await run('gcc', ['-o', path, join(SOURCES, source), ...libraries.map((library) => `-l${library}`)]);
    return path;
  };
  return {
    name,
    missing: () => {
      if (findProgram('gcc') === undefined) return 'gcc not found';
      return existsSync(header) ? undefined : `${header} not found`;
    },
    start: async (credentials) => {
      const command = await (program ??= compile());
      return startInFolder('https', credentials, ({ files, port }) => ({
        command,
        args: [String(port), files.chain, files.key],
        ready: { output: /^ready$/m },
      }));
    },
  };
}
