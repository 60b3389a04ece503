import { fstatSync, write as writeToFd } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { escapeTerminal } from '../report/index.js';
import { describeSystemError } from './system-error.js';

/** Where results go. A write that fails says so by rejecting; what was written before stays whole. */
export interface TextOutput {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** The results cannot be written any further. `readerGone`: nobody reads them (a pipe to `head`). */
export class OutputError extends Error {
  readonly readerGone: boolean;

  constructor(where: string, cause: unknown) {
    const { code } = cause as NodeJS.ErrnoException;
    const readerGone = code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
    const why = readerGone ? 'nobody reads it any more' : describeSystemError(cause);
    super(`cannot write to ${escapeTerminal(where)}: ${why}`, { cause });
    this.name = 'OutputError';
    this.readerGone = readerGone;
  }
}

/** Stdout, with backpressure: a slow reader slows the scan. */
export function openStdout(): TextOutput {
  const { stdout } = process;
  let failed: Error | undefined;
  stdout.on('error', (error) => {
    failed ??= error;
  });
  const writeToStream = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (failed) {
        reject(failed);
        return;
      }
      stdout.write(text, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  // Node's stream for a file takes a part of a text for all of it, so that a disk that fills up loses the rest.
  const write = isStdoutFile() ? (text: string) => writeAll(STDOUT, Buffer.from(text)) : writeToStream;
  return {
    write: (text) => write(text).catch((error: unknown) => Promise.reject(new OutputError('stdout', error))),
    close: () => Promise.resolve(),
  };
}

/** A file of its own, written anew. After a write that failed half-way it ends with the last whole one. */
export async function openFile(path: string): Promise<TextOutput> {
  const file = await open(path, 'w').catch((error: unknown) => {
    throw new OutputError(path, error);
  });
  let length = 0;
  return {
    async write(text) {
      const bytes = Buffer.from(text);
      try {
        await writeAll(file.fd, bytes);
        length += bytes.length;
      } catch (error) {
        await file.truncate(length).catch(() => undefined);
        throw new OutputError(path, error);
      }
    },
    async close() {
      try {
        await file.close();
      } catch (error) {
        throw new OutputError(path, error);
      }
    },
  };
}

const STDOUT = 1;

function isStdoutFile(): boolean {
  try {
    return fstatSync(STDOUT).isFile();
  } catch {
    return false;
  }
}

const writeSome = promisify(writeToFd);

async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await writeSome(fd, bytes, at)).bytesWritten;
}
