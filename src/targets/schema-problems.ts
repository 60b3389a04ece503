import type { z } from 'zod';
import { parseDuration } from './duration.js';
import type { Problem } from './parsed.js';
import { protocolHint } from './protocol-name.js';
import { quote } from './quote.js';
import { suggest } from './suggest.js';
import { entrySchema, fileSchema, groupSchema, settingsSchema } from './targets-schema.js';
import type { Path, YamlProblem, YamlTree } from './yaml-tree.js';
import { ROOT_HINT } from './yaml-source.js';

type Issue = z.core.$ZodIssue;

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'a map',
};

/** What the validator found, in words for the one who wrote the file, at the place where it is. */
export function explainIssues(issues: readonly Issue[], tree: YamlTree): YamlProblem[] {
  return issues.flatMap((issue) => explainIssue(issue, [], tree));
}

function explainIssue(issue: Issue, above: Path, tree: YamlTree): YamlProblem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ ...tree.positionOfKey([...path, key]), ...unknownKey(key, path) }));
  }
  if (issue.code === 'invalid_union') {
    // The branch that is meant is the one of the same type as what was written.
    const meant = issue.errors.find((branch) => !branch.some(isAboutType));
    if (meant !== undefined) return meant.flatMap((inner) => explainIssue(inner, path, tree));
  }
  const found = valueAt(tree.value, path);
  const offset = issue.code === 'custom' ? columnOf(issue) - 1 : 0;
  return [{ ...tree.positionOf(path, offset), ...named(path, explain(issue, found, path)) }];
}

function isAboutType(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function explain(issue: Issue, found: unknown, path: Path): Problem {
  switch (issue.code) {
    case 'custom':
      return withHint(
        issue.message,
        typeof issue.params?.['hint'] === 'string' ? issue.params['hint'] : undefined,
      );
    case 'invalid_type':
      return withHint(
        `expected ${EXPECTED[issue.expected] ?? issue.expected}, found ${describe(found)}`,
        typeHint(issue.expected, found, path),
      );
    case 'invalid_value':
      return withHint(
        `expected one of ${issue.values.join(', ')}, found ${describe(found)}`,
        wordHint(issue.values, found, path),
      );
    case 'invalid_union':
      return withHint(
        `expected ${issue.message}, found ${describe(found)}`,
        path.at(-1) === 'port' && Array.isArray(found) ? 'several go into "ports"' : undefined,
      );
    case 'too_small':
      return {
        message:
          issue.origin === 'string'
            ? 'expected a text, found an empty one'
            : 'expected at least one, found none',
      };
    case 'too_big':
      return { message: `expected at most ${issue.maximum} characters` };
    default:
      return { message: issue.message };
  }
}

function unknownKey(key: string, path: Path): Problem {
  const keys = keysAt(path);
  const message = `unknown key ${quote(key)}`;
  if (key === '<<') {
    return withHint('merge keys ("<<") are not supported', 'put what targets share into defaults of a group');
  }
  const near = suggest(key, keys);
  if (near !== undefined) return withHint(message, `did you mean "${near}"?`);
  const isSetting = key in settingsSchema.shape && keys.includes('defaults');
  return withHint(message, isSetting ? 'it goes below "defaults"' : `known here: ${keys.join(', ')}`);
}

function keysAt(path: Path): string[] {
  if (path.length === 0) return Object.keys(fileSchema.shape);
  if (path.at(-1) === 'defaults') return Object.keys(settingsSchema.shape);
  return Object.keys(path.at(-2) === 'groups' ? groupSchema.shape : entrySchema.shape);
}

function typeHint(expected: string, found: unknown, path: Path): string | undefined {
  const key = path.at(-1);
  if (path.length === 0) return ROOT_HINT;
  if (key === 'timeout' && typeof found === 'number') {
    const duration = parseDuration(String(found));
    return duration.ok ? undefined : duration.problem.hint;
  }
  if (key === 'host' && Array.isArray(found)) return 'several go into "hosts"';
  if (expected === 'string' && typeof found === 'number') return `put it in quotes: "${found}"`;
  if (expected === 'array' && typeof found !== 'object')
    return 'a list goes in brackets, or one item a line after "- "';
  return undefined;
}

function wordHint(known: readonly unknown[], found: unknown, path: Path): string | undefined {
  if (typeof found !== 'string') return undefined;
  if (path.at(-1) === 'protocol') return protocolHint(found);
  const near = suggest(found, known.map(String));
  return near === undefined ? undefined : `did you mean ${near}?`;
}

/** What was found, in a few words; nothing of a text that may hold a password. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : quoteless(value);
}

function quoteless(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

/** The key that a problem is about comes first. */
export function named(path: Path, problem: Problem): Problem {
  const key = path.findLast((step) => typeof step === 'string');
  return key === undefined ? problem : { ...problem, message: `${key}: ${problem.message}` };
}

function columnOf(issue: Extract<Issue, { code: 'custom' }>): number {
  const column: unknown = issue.params?.['column'];
  return typeof column === 'number' ? column : 1;
}

function withHint(message: string, hint: string | undefined): Problem {
  return hint === undefined ? { message } : { message, hint };
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  return value;
}
