import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';

/** What a module imports before it runs: not types, not what it imports later. */
const STATIC_IMPORT = /^(?:import|export) (?!type\b)[^;]*?from '([^']+)';/gm;

function reach(file: string, seen: Set<string>): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)) {
    if (specifier.startsWith('.')) reach(join(dirname(file), specifier).replace(/\.js$/, '.ts'), seen);
    else seen.add(specifier);
  }
  return seen;
}

t.test('a scan without a targets file loads neither the YAML parser nor the validator', async (t) => {
  const loaded = reach('src/targets/index.ts', new Set());
  t.ok(loaded.has('src/targets/targets-file.ts'), 'the file reader itself is there');
  t.notOk(loaded.has('yaml'));
  t.notOk(loaded.has('zod'));
});

t.test('the document reader is what loads them', async (t) => {
  const loaded = reach('src/targets/targets-document.ts', new Set());
  t.ok(loaded.has('yaml'));
  t.ok(loaded.has('zod'));
});
