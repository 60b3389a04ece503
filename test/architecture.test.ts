import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import ts from 'typescript';

const TLS = 'tls-scanner-lite';
const BELOW_SCAN = ['model', 'targets', 'net', 'protocols', 'certificate', 'diagnosis', TLS];
const BELOW_LAB = [...BELOW_SCAN, 'scan', 'appliance', 'report'];

/** Which folder of `src` may import from which others. A file of its own at the root is a folder here. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  [TLS]: [],
  // Types alone: see below.
  model: [TLS],
  targets: ['model'],
  net: ['model'],
  protocols: ['model', 'net'],
  certificate: ['model'],
  // The names of code points are the TLS library's, wherever they are said.
  diagnosis: ['model', 'certificate', TLS],
  scan: BELOW_SCAN,
  appliance: ['model'],
  report: ['model', 'appliance'],
  monitor: BELOW_LAB,
  observe: BELOW_LAB,
  queue: BELOW_LAB,
  lab: BELOW_LAB,
  'index.ts': [...BELOW_LAB, 'monitor', 'observe', 'queue', 'lab'],
  cli: [...BELOW_LAB, 'monitor', 'observe', 'queue', 'lab', 'index.ts'],
};

/** Which folders may import which library. Node's own are free to all, `node:process` apart. */
const IMPORTERS: Readonly<Record<string, readonly string[]>> = {
  '@peculiar/x509': ['certificate'],
  '@peculiar/asn1-schema': ['certificate', 'lab'],
  '@peculiar/asn1-x509': ['certificate', 'lab'],
  'reflect-metadata': ['certificate'],
  'lru-cache': ['certificate'],
  'p-limit': ['scan'],
  commander: ['cli'],
  yaml: ['targets', 'certificate'],
  zod: ['targets', 'certificate'],
  'ipaddr.js': ['targets'],
  'string-width': ['report'],
  'wrap-ansi': ['report'],
  'node:process': ['cli'],
};

/** A step of the build, which nothing imports: it writes the schema to the file that its command line names. */
const SCRIPT = 'targets/write-schema.ts';

/** Names that say nothing of what is in a file. */
const EMPTY_NAME = /^(utils?|helpers?|common|misc|shared|stuff)\b/;

type Sources = ReadonlyMap<string, string>;

t.test('every import of src keeps to the table of the house', async (t) => {
  t.same(violations(readSources()), []);
});

t.test('no file of src imports itself by way of others, types included', async (t) => {
  t.same(findCycles(readSources()), []);
});

t.test('the table is about the folders that there are', async (t) => {
  const folders = new Set([...readSources().keys()].map(folderOf));
  t.ok(folders.size >= 8, 'sources were read');
  for (const folder of folders) t.ok(folder in MAY_IMPORT, folder);
});

/** A source that must be found fault with, at its path, and the fault. */
const FAULTS: readonly [path: string, source: string, fault: string][] = [
  ['net/a.ts', `import { x } from '../scan/index.js';`, 'imports scan'],
  ['net/a.ts', `import type { X } from '../scan/index.js';`, 'imports scan'],
  ['net/a.ts', `export * from '../scan/index.js';`, 'imports scan'],
  ['net/a.ts', `export { x } from '../scan/index.js';`, 'imports scan'],
  ['net/a.ts', `const x = await import('../scan/index.js');`, 'imports scan'],
  ['net/a.ts', `type X = import('../scan/index.js').X;`, 'imports scan'],
  ['net/a.ts', `import x = require('../scan/index.js');`, 'imports scan'],
  ['net/a.ts', `import '../scan/index.js';`, 'imports scan'],
  ['net/a.ts', `const name = './b.js'; await import(name);`, 'imports what is not written out'],
  ['net/a.ts', `import { x } from '${TLS}';`, `imports ${TLS}`],
  ['net/a.ts', `import { x } from '../${TLS}/index.js';`, `imports ${TLS} by its path`],
  ['scan/a.ts', `import { x } from '${TLS}/wire/byte-reader.js';`, `imports a part of ${TLS}`],
  ['scan/a.ts', `import { x } from '../cli/main.js';`, 'imports cli'],
  ['scan/a.ts', `import { x } from '../report/index.js';`, 'imports report'],
  ['index.ts', `import { x } from './cli/main.js';`, 'imports cli'],
  ['model/a.ts', `import { x } from '${TLS}';`, `imports more than types from ${TLS}`],
  [`${TLS}/a.ts`, `import { x } from '../model/index.js';`, 'imports model'],
  [`${TLS}/a.ts`, `import { x } from 'zod';`, 'imports zod'],
  ['scan/a.ts', `import { X509Certificate } from '@peculiar/x509';`, 'imports @peculiar/x509'],
  ['lab/a.ts', `import pLimit from 'p-limit';`, 'imports p-limit'],
  ['scan/a.ts', `import { Command } from 'commander';`, 'imports commander'],
  ['scan/a.ts', `import { x } from 'left-pad';`, 'imports left-pad'],
  ['scan/a.ts', `import { x } from 'zod/v4/core';`, 'imports zod'],
  ['scan/a.ts', `import { env } from 'node:process';`, 'imports node:process'],
  ['scan/a.ts', `import { readFileSync } from 'fs';`, 'imports fs'],
  ['scan/a.ts', `process.exit();`, 'touches process'],
  ['scan/a.ts', `const { env } = globalThis.process;`, 'touches process'],
  ['scan/a.ts', `console.log(1);`, 'touches console'],
  ['scan/a.ts', `export default 1;`, 'has a default export'],
  ['scan/a.ts', `const a = 1; export { a as default };`, 'has a default export'],
  ['scan/utils.ts', '', 'has a name that says nothing'],
  ['scan/helpers.ts', '', 'has a name that says nothing'],
  ['scan/common/a.ts', '', 'has a name that says nothing'],
  ['scan/misc-limits.ts', '', 'has a name that says nothing'],
  ['scan/perHost.ts', '', 'is not in kebab-case'],
  ['attic/a.ts', '', 'is in a folder that the table does not know'],
];

t.test('nothing imports the script, which may touch the process', async (t) => {
  for (const [path, source] of readSources()) {
    const targets = parse(path, source).imports.map(({ specifier }) => specifier && resolve(path, specifier));
    t.notOk(targets.includes(SCRIPT), path);
  }
});

t.test('each fault would be found', async (t) => {
  for (const [path, source, fault] of FAULTS) {
    t.same(violations(new Map([[path, source]])), [`${path} ${fault}`], `${path}: ${source}`);
  }
});

t.test('what is allowed is not found fault with', async (t) => {
  const sources = new Map([
    ['scan/a.ts', `import pLimit from 'p-limit'; import { x } from '../net/index.js'; import './b.js';`],
    ['scan/b.ts', `import { decode } from '${TLS}'; const server = { process: 1 }; server.process;`],
    ['model/a.ts', `import type { Alert } from '${TLS}'; import { type Offer } from '${TLS}';`],
    [
      'cli/main.ts',
      `import { argv } from 'node:process'; import { Command } from 'commander'; process.exit();`,
    ],
    ['scan/utilisation.ts', `import { join } from 'node:path';`],
  ]);
  t.same(violations(sources), []);
});

t.test('cycles would be found, by types and by folders, too', async (t) => {
  const cycle = new Map([
    ['net/a.ts', `import type { B } from './b.js';`],
    ['net/b.ts', `export * from './c.js';`],
    ['net/c.ts', `import { a } from './a.js';`],
    ['net/d.ts', `import { a } from './a.js';`],
  ]);
  t.same(findCycles(cycle), ['net/a.ts > net/b.ts > net/c.ts > net/a.ts']);
  t.same(findCycles(new Map([['net/a.ts', `import { a } from './a.js';`]])), ['net/a.ts > net/a.ts']);
  t.same(
    findCycles(
      new Map([
        ['net/a.ts', `import { b } from './b.js';`],
        ['net/b.ts', ''],
      ]),
    ),
    [],
  );
});

function readSources(): Sources {
  const src = join(dirname(fileURLToPath(import.meta.url)), '../src');
  const paths = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /(?<!\.d)\.[cm]?tsx?$/.test(path) && !/(^|\/)(dist|node_modules)\//.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(src, path), 'utf8')]));
}

function violations(sources: Sources): string[] {
  return [...sources].flatMap(([path, source]) => {
    const faults = new Set([...nameFaults(path), ...sourceFaults(path, source)]);
    return [...faults].map((fault) => `${path} ${fault}`);
  });
}

function nameFaults(path: string): string[] {
  const faults: string[] = [];
  if (path.split('/').some((part) => EMPTY_NAME.test(part))) faults.push('has a name that says nothing');
  if (!/^[a-z0-9./-]+$/.test(path)) faults.push('is not in kebab-case');
  if (!(folderOf(path) in MAY_IMPORT)) faults.push('is in a folder that the table does not know');
  return faults;
}

function sourceFaults(path: string, source: string): string[] {
  const folder = folderOf(path);
  const parsed = parse(path, source);
  const faults = parsed.imports.flatMap((imported) => importFaults(path, folder, imported));
  if (parsed.hasDefaultExport) faults.push('has a default export');
  if (folder !== 'cli') faults.push(...[...parsed.globals].map((name) => `touches ${name}`));
  return faults;
}

function importFaults(path: string, folder: string, { specifier, isType }: Import): string[] {
  if (specifier === undefined) return ['imports what is not written out'];
  if (specifier.startsWith('.')) {
    const target = folderOf(resolve(path, specifier));
    if (target === folder) return [];
    if (target === TLS) return [`imports ${TLS} by its path`];
    return MAY_IMPORT[folder]?.includes(target) === false ? [`imports ${target}`] : [];
  }
  if (specifier === TLS) {
    if (MAY_IMPORT[folder]?.includes(TLS) !== true) return [`imports ${TLS}`];
    return folder === 'model' && !isType ? [`imports more than types from ${TLS}`] : [];
  }
  if (specifier.startsWith(`${TLS}/`)) return [`imports a part of ${TLS}`];
  const library = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  const isNode = specifier.startsWith('node:') && specifier !== 'node:process';
  if (path === SCRIPT && specifier === 'node:process') return [];
  return isNode || IMPORTERS[library]?.includes(folder) ? [] : [`imports ${library}`];
}

/** Each cycle once, from the file where it is met first. */
function findCycles(sources: Sources): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) cycles.push([...trail.slice(at), path].join(' > '));
    if (at >= 0 || done.has(path)) return;
    for (const { specifier } of parse(path, sources.get(path) ?? '').imports) {
      const target = specifier?.startsWith('.') ? resolve(path, specifier) : undefined;
      if (target !== undefined && sources.has(target)) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return cycles;
}

/** `scan` for `scan/record.ts`; a file at the root stands for itself. */
function folderOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function resolve(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}

interface Import {
  /** Absent: computed. */
  readonly specifier: string | undefined;
  readonly isType: boolean;
}

interface Parsed {
  readonly imports: Import[];
  readonly globals: Set<string>;
  hasDefaultExport: boolean;
}

function parse(path: string, source: string): Parsed {
  const parsed: Parsed = { imports: [], globals: new Set(), hasDefaultExport: false };
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    const imported = importOf(node);
    if (imported) parsed.imports.push(imported);
    if (isDefaultExport(node)) parsed.hasDefaultExport = true;
    if (ts.isIdentifier(node) && isGlobal(node)) parsed.globals.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return parsed;
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) {
    return { specifier: textOf(node.moduleSpecifier), isType: importsTypesOnly(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: textOf(node.moduleSpecifier), isType: node.isTypeOnly };
  }
  if (ts.isExternalModuleReference(node)) return { specifier: textOf(node.expression), isType: false };
  if (ts.isImportTypeNode(node)) {
    const literal = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
    return { specifier: literal && textOf(literal), isType: true };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { specifier: textOf(node.arguments[0]), isType: false };
  }
  return undefined;
}

function importsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = clause;
  return (
    !name &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return (
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true
  );
}

/** `process` and `console` as what they are globally, also behind `globalThis`; not as names of properties. */
function isGlobal(node: ts.Identifier): boolean {
  if (node.text !== 'process' && node.text !== 'console') return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return ts.isIdentifier(parent.expression) && parent.expression.text === 'globalThis';
  }
  const isName = (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node;
  return !isName;
}
