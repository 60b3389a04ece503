import type { z } from 'zod';
import type { Problem } from './parsed.js';
import { quote } from './quote.js';
import { typeHint, unionHint, wordHint } from './schema-hints.js';
import { suggest } from './suggest.js';
import { entrySchema, fileSchema, groupSchema, settingsSchema } from './targets-schema.js';
import type { Path, YamlProblem, YamlTree } from './yaml-tree.js';

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

/** The key that a problem is about comes first. */
export function named(path: Path, problem: Problem): Problem {
  const key = path.findLast((step) => typeof step === 'string');
  return key === undefined ? problem : { ...problem, message: `${key}: ${problem.message}` };
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
  const offset = issue.code === 'custom' ? columnOf(issue) - 1 : 0;
  const problem = explain(issue, valueAt(tree.value, path), path);
  return [{ ...tree.positionOf(path, offset), ...named(path, problem) }];
}

function isAboutType(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function explain(issue: Issue, found: unknown, path: Path): Problem {
  const shown = describe(found);
  switch (issue.code) {
    case 'custom': {
      const hint: unknown = issue.params?.['hint'];
      return typeof hint === 'string' ? { message: issue.message, hint } : { message: issue.message };
    }
    case 'invalid_type': {
      const expected =
        path.at(-1) === 'timeout' ? 'a duration' : (EXPECTED[issue.expected] ?? issue.expected);
      return { message: `expected ${expected}, found ${shown}`, hint: typeHint(issue.expected, found, path) };
    }
    case 'invalid_value': {
      const message = `expected one of ${issue.values.join(', ')}, found ${shown}`;
      return { message, hint: wordHint(issue.values, found, path) };
    }
    case 'invalid_union':
      return { message: `expected ${issue.message}, found ${shown}`, hint: unionHint(found, path) };
    case 'too_small': {
      const isText = issue.origin === 'string';
      const message = isText ? 'expected a text, found an empty one' : 'expected at least one, found none';
      return { message, hint: 'write one, or leave the key out' };
    }
    case 'too_big':
      return { message: `expected at most ${issue.maximum} characters`, hint: 'shorten it' };
    default:
      return { message: issue.message };
  }
}

function unknownKey(key: string, path: Path): Problem {
  const keys = keysAt(path);
  const message = `unknown key ${quote(key)}`;
  if (key === '<<') {
    const hint = 'put what targets share into the defaults of a group';
    return { message: 'merge keys ("<<") are not supported', hint };
  }
  const near = suggest(key, keys);
  if (near !== undefined) return { message, hint: `did you mean "${near}"?` };
  const isSetting = Object.hasOwn(settingsSchema.shape, key) && keys.includes('defaults');
  return { message, hint: isSetting ? 'it goes below "defaults"' : `known here: ${keys.join(', ')}` };
}

function keysAt(path: Path): string[] {
  if (path.length === 0) return Object.keys(fileSchema.shape);
  if (path.at(-1) === 'defaults') return Object.keys(settingsSchema.shape);
  return Object.keys(path.at(-2) === 'groups' ? groupSchema.shape : entrySchema.shape);
}

/** What was found, in a few words; nothing of a text that may hold a password. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : 'a map';
}

function columnOf(issue: Extract<Issue, { code: 'custom' }>): number {
  const column: unknown = issue.params?.['column'];
  return typeof column === 'number' ? column : 1;
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  return value;
}
