import { open } from 'node:fs/promises';
import type { FileProblem } from './parsed.js';
import { quote } from './quote.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read by this user',
  EPERM: 'it may not be read by this user',
};

/** At most `maxBytes + 1` bytes of a file, a pipe or a device: one more than allowed tells that there are too many. */
export async function readBytes(path: string, maxBytes: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(maxBytes + 1);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

/** @throws what is no fault of the file system */
export function unreadable(file: string, error: unknown): FileProblem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') throw error;
  const reason = REASONS[code] ?? `the system says ${quote(code)}`;
  return { file, line: 1, column: 1, message: `the file cannot be read: ${reason}` };
}
