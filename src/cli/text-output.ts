import { open, type FileHandle } from 'node:fs/promises';

/** Where results go. A write that fails says so by rejecting; what was written before stays whole. */
export interface TextOutput {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** The results cannot be written any further. `readerGone`: nobody reads them (a pipe to `head`). */
export class OutputError extends Error {
  readonly readerGone: boolean;

  constructor(where: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(`cannot write to ${where}: ${code === 'ENOSPC' ? 'no space left on the device' : message}`, {
      cause,
    });
    this.name = 'OutputError';
    this.readerGone = code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
  }
}

/** Stdout, with backpressure: a slow reader slows the scan. */
export function openStdout(): TextOutput {
  const { stdout } = process;
  let failed: Error | undefined;
  stdout.on('error', (error) => {
    failed ??= error;
  });
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        if (failed) {
          reject(new OutputError('stdout', failed));
          return;
        }
        stdout.write(text, (error) => {
          if (error) reject(new OutputError('stdout', error));
          else resolve();
        });
      }),
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
        await writeAll(file, bytes);
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

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
}
