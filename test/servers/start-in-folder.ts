import type { Protocol } from '../../src/index.js';
import { writeCredentials, type CredentialFiles, type Credentials } from './certificates.js';
import { launch, makeFolder, onFreePort, removeFolder, type Launch } from './process.js';
import type { RunningServer } from './server-kind.js';

export interface Place {
  /** The server's own, removed when it is stopped. */
  readonly folder: string;
  readonly files: CredentialFiles;
  /** Free a moment ago. */
  readonly port: number;
}

/** Readiness is the port's answering unless the launch says otherwise. */
export type LaunchInPlace = Omit<Launch, 'ready'> & Partial<Pick<Launch, 'ready'>>;

/** Starts a server that has its configuration, credentials and state in a folder of its own. */
export async function startInFolder(
  protocol: Protocol,
  credentials: Credentials,
  prepare: (place: Place) => LaunchInPlace | Promise<LaunchInPlace>,
): Promise<RunningServer> {
  const folder = await makeFolder();
  try {
    const files = await writeCredentials(folder, credentials);
    return await onFreePort(async (port) => {
      const process = await launch({ ready: { port }, ...(await prepare({ folder, files, port })) });
      return {
        protocol,
        port,
        log: process.output,
        stop: async () => {
          await process.stop();
          await removeFolder(folder);
        },
      };
    });
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
}
