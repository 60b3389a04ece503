import type { Problem } from './parsed.js';
import { entrySchema } from './targets-schema.js';

/** Keys of one entry that do not go together. They are looked at beside the validator, for what is there counts. */
export interface Misfit extends Problem {
  /** The key to point at; the entry itself where one is missing. */
  readonly key?: string;
}

export function findMisfits(entry: Readonly<Record<string, unknown>>): Misfit[] {
  return [...hostMisfits(entry), ...portMisfits(entry), ...urlMisfits(entry)];
}

function hostMisfits(entry: object): Misfit[] {
  const [first, second] = ['host', 'hosts', 'url'].filter((key) => key in entry);
  if (first !== undefined && second !== undefined) {
    return [{ key: second, message: together(first, second), hint: 'keep one of them' }];
  }
  // One of them is probably misspelt, which is reported by itself.
  const isMisspelt = Object.keys(entry).some((key) => !Object.hasOwn(entrySchema.shape, key));
  if (first !== undefined || isMisspelt) return [];
  const message = 'expected "host", "hosts" or "url", found none of them';
  return [{ message, hint: 'as in host: mx1.example.com' }];
}

function portMisfits(entry: object): Misfit[] {
  if (!('port' in entry) || !('ports' in entry)) return [];
  return [{ key: 'ports', message: together('port', 'ports'), hint: 'put all into "ports"' }];
}

function urlMisfits(entry: object): Misfit[] {
  if (!('url' in entry)) return [];
  const hint = 'write it into the url, or "host" in place of "url"';
  return ['protocol', 'port', 'ports']
    .filter((key) => key in entry)
    .map((key) => ({ key, message: together('url', key), hint }));
}

function together(first: string, second: string): string {
  return `"${first}" and "${second}" do not go together`;
}
