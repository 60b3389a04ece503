import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where test/servers/install puts packages that cannot be installed beside others. */
export function unpackedPath(packageName: string, path: string): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'shaprobe-test-servers', packageName, path);
}
