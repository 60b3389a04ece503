import { parseDuration } from './duration.js';
import { protocolHint } from './protocol-name.js';
import { suggest } from './suggest.js';
import type { Path } from './yaml-tree.js';
import { ROOT_HINT } from './yaml-source.js';

const SHOWN_IN_EXAMPLE = 'targets.example.yaml shows how';

/** What to write in place of a value of the wrong type. */
export function typeHint(expected: string, found: unknown, path: Path): string {
  const key = path.at(-1);
  if (path.length === 0) return ROOT_HINT;
  if (key === 'timeout') return durationHint(found);
  if (key === 'host' && Array.isArray(found)) return 'several go into "hosts"';
  if (found === null || found === undefined) return 'write a value, or leave the key out';
  if (expected === 'string' && typeof found === 'number') return `put it in quotes: "${found}"`;
  if (expected === 'array') return 'a list goes in brackets, or one item a line after "- "';
  return SHOWN_IN_EXAMPLE;
}

/** The same where several types are allowed. */
export function unionHint(found: unknown, path: Path): string {
  const key = path.at(-1);
  if (key === 'port' && Array.isArray(found)) return 'several go into "ports"';
  return key === 'sni' ? 'without it the host is sent, where it is a name' : SHOWN_IN_EXAMPLE;
}

/** What to write in place of a word that is none of the known ones. */
export function wordHint(known: readonly unknown[], found: unknown, path: Path): string {
  if (typeof found !== 'string') return SHOWN_IN_EXAMPLE;
  if (path.at(-1) === 'protocol') return protocolHint(found);
  const near = suggest(found, known.map(String));
  return near === undefined ? SHOWN_IN_EXAMPLE : `did you mean ${near}?`;
}

function durationHint(found: unknown): string {
  const duration = parseDuration(typeof found === 'number' ? String(found) : '');
  return (duration.ok ? undefined : duration.problem.hint) ?? SHOWN_IN_EXAMPLE;
}
