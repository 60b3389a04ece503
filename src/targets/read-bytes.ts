import { open } from 'node:fs/promises';
import type { FileProblem, Problem } from './parsed.js';
import { quote } from './quote.js';

const REASONS: Readonly<Record<string, Problem>> = {
  ENOENT: { message: 'there is no such file', hint: 'check the name and the folder you are in' },
  EISDIR: { message: 'it is a directory', hint: 'name a file in it' },
  EACCES: { message: 'this user may not read it', hint: 'change its mode or owner' },
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
  const { message, ...rest } = REASONS[code] ?? { message: `the system says ${quote(code)}` };
  return { file, line: 1, column: 1, message: `the file cannot be read: ${message}`, ...rest };
}
