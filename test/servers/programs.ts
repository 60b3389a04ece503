import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Daemons live in folders that an ordinary user's PATH doesn't hold. */
const DAEMON_FOLDERS = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/usr/lib/postfix/sbin'];

export function findProgram(name: string): string | undefined {
  const searched = [...(process.env['PATH'] ?? '').split(delimiter), ...DAEMON_FOLDERS];
  return searched.map((folder) => join(folder, name)).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What isn't there of these programs, as a reason; undefined where all are. */
export function missingPrograms(...names: readonly string[]): string | undefined {
  const missing = names.filter((name) => findProgram(name) === undefined);
  return missing.length === 0 ? undefined : `${missing.join(', ')} not found`;
}

/** For servers that start as root and then change to a user of their own. */
export function missingRoot(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'root is needed';
}
