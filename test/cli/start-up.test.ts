import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { closedPort } from './loopback-server.js';
import { COMMAND } from './shaprobe-process.js';

/** Node's own hook for modules writes down each file that is loaded. */
const FILES = {
  'register.mjs': `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);`,
  'hooks.mjs': `import { appendFileSync } from 'node:fs';
export function load(url, context, next) {
  appendFileSync(new URL('loaded.txt', import.meta.url), url + '\\n');
  return next(url, context);
}`,
  'targets.yaml': '',
};

/** The bundler says above each piece of a package where it is from. */
const ORIGIN = /^\s*\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm;

/** The packages in those parts of the bundle that a run of the command loads. */
function packagesLoaded(t: Test, args: readonly string[], files: Record<string, string> = {}): Set<string> {
  const folder = t.testdir({ ...FILES, ...files });
  spawnSync(process.execPath, ['--import', join(folder, 'register.mjs'), COMMAND, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
  });
  const urls = readFileSync(join(folder, 'loaded.txt'), 'utf8').trimEnd().split('\n');
  const parts = urls.filter((url) => url.includes('/dist/bin/')).map((url) => fileURLToPath(url));
  t.ok(parts.length > 1, 'the bundle is in parts, which are loaded as they are needed');
  const texts = parts.map((part) => readFileSync(part, 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(ORIGIN)].map(([, name = '']) => name)));
}

t.test('A scan of an address loads neither YAML parser nor validator nor certificate library', async (t) => {
  const loaded = packagesLoaded(t, ['scan', `https://127.0.0.1:${await closedPort()}`]);
  t.ok(loaded.has('commander') && loaded.has('p-limit'), 'what it does load is seen');
  for (const name of ['yaml', 'zod', '@peculiar/x509', 'reflect-metadata']) t.notOk(loaded.has(name), name);
});

t.test('Help and version load even less', async (t) => {
  for (const flag of ['--help', '--version']) {
    const loaded = packagesLoaded(t, [flag]);
    t.ok(loaded.has('commander'));
    for (const name of ['yaml', 'zod', '@peculiar/x509', 'p-limit']) t.notOk(loaded.has(name), name);
  }
});

t.test('A targets file is what loads the parser and the validator', async (t) => {
  const yaml = `targets: ['https://127.0.0.1:${await closedPort()}']\n`;
  const loaded = packagesLoaded(t, ['scan', '-f', 'targets.yaml'], { 'targets.yaml': yaml });
  for (const name of ['yaml', 'zod']) t.ok(loaded.has(name), name);
});
