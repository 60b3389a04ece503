import type { Test } from 'tap';
import type { ServerKind } from './server-kind.js';

/** CI sets it: there, a server that is not installed fails the test instead of being skipped. */
const areServersRequired = process.env['SHAPROBE_REQUIRE_SERVERS'] === '1';

/** Says loudly what is not run where a server is missing. */
export function isInstalled(t: Test, server: ServerKind): boolean {
  const missing = server.missing();
  if (missing === undefined) return true;
  const message = `NOT RUN: ${server.name}: ${missing}; test/servers/install installs it`;
  if (areServersRequired) t.fail(message);
  else t.pass(server.name, { skip: message });
  return false;
}
