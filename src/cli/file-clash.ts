import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { escapeTerminal } from '../report/index.js';
import { UsageError } from './usage-error.js';

/** A file that a flag names; `-` is none. */
export type FileUse = readonly [flag: string, path: string];

/**
 * Refuses to write a file that is read as well, or that is written twice: what is in it would be lost.
 *
 * @throws {UsageError}
 */
export async function refuseClashes(reads: readonly FileUse[], writes: readonly FileUse[]): Promise<void> {
  const uses = new Map<string, string>();
  for (const [flag, path] of reads) {
    const identity = await identify(path);
    if (identity !== undefined) uses.set(identity, flag);
  }
  for (const [flag, path] of writes) {
    const identity = await identify(path);
    if (identity === undefined) continue;
    const other = uses.get(identity);
    if (other !== undefined) throw new UsageError(explain(path, other, flag));
    uses.set(identity, flag);
  }
}

/** What makes two paths the same file. Devices and pipes lose nothing. */
async function identify(path: string): Promise<string | undefined> {
  if (path === '-') return undefined;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return resolve(path);
  return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
}

function explain(path: string, one: string, other: string): string[] {
  return [
    `error: ${one} and ${other} are the same file, ${escapeTerminal(path)}`,
    `hint: write ${other} to another file`,
  ];
}
