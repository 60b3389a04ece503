import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { z } from 'zod';
import { parseAttributeType } from './attribute-type.js';
import {
  BUILT_IN_CATALOGUE,
  type Catalogue,
  type CatalogueEntry,
  type NamePattern,
} from './known-certificates.js';

/** Something wrong in a catalogue file. Lines and columns count from 1. */
export interface CatalogueProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ParsedCatalogue =
  | { readonly ok: true; readonly catalogue: Catalogue }
  | { readonly ok: false; readonly problems: readonly CatalogueProblem[] };

/**
 * A catalogue file, YAML or JSON: a list of `certificates`, each with `id`, `vendor`, `product` and conditions. Its entries
 * come before the built-in ones, and replace those with the same id. All that is wrong is told at once.
 */
export function parseCatalogue(text: string, file: string): ParsedCatalogue {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const mistakes = findMistakes(document);
  if (!Array.isArray(mistakes)) return { ok: true, catalogue: extend(mistakes.certificates.map(toEntry)) };
  const problems = mistakes
    .toSorted((one, other) => one.offset - other.offset)
    .map(({ offset, message }) => {
      const { line, col } = lineCounter.linePos(offset);
      return { file, line: Math.max(1, line), column: Math.max(1, col), message };
    });
  return { ok: false, problems };
}

interface Mistake {
  readonly offset: number;
  readonly message: string;
}

function findMistakes(document: Document.Parsed): Mistake[] | z.infer<typeof CATALOGUE_FILE> {
  const broken = document.errors.map(({ pos, message }) => ({ offset: pos[0], message }));
  if (broken.length > 0) return broken;
  const aliases = findAliases(document);
  if (aliases.length > 0) return aliases;
  const parsed = CATALOGUE_FILE.safeParse(document.toJS());
  return parsed.success ? parsed.data : parsed.error.issues.flatMap((issue) => locate(issue, document));
}

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const TEXT = z.string('expected a text').min(1, 'expected a text that is not empty');

const NAME_PATTERN = z
  .record(
    z
      .string()
      .refine(
        (text) => parseAttributeType(text) !== undefined,
        'expected an attribute type: CN, O, OU and so on, or a dotted OID',
      ),
    TEXT,
    'expected attributes, as in { CN: "Example *", O: Example }',
  )
  .refine((pattern) => Object.keys(pattern).length > 0, 'expected at least one attribute');

const HASHES = ['md2', 'md4', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;

const ENTRY = z
  .strictObject(
    {
      id: TEXT.regex(KEBAB_CASE, 'expected an id in lower case, digits and hyphens, as in acme-default'),
      vendor: TEXT,
      product: TEXT,
      subject: NAME_PATTERN.optional(),
      issuer: NAME_PATTERN.optional(),
      signature_hash: z
        .array(
          z.enum(HASHES, `expected one of ${HASHES.join(', ')}`),
          'expected a list of hashes, as in [md5]',
        )
        .min(1, 'expected at least one hash')
        .optional(),
    },
    { error: unknownKeys('id, vendor, product, subject, issuer, signature_hash') },
  )
  .refine(({ subject, issuer }) => subject !== undefined || issuer !== undefined, {
    error: 'expected subject or issuer, or else every certificate would match',
    when: ({ value }) => typeof value === 'object' && value !== null,
  });

const CATALOGUE_FILE = z.strictObject(
  { certificates: z.array(ENTRY, 'expected a list') },
  { error: unknownKeys('certificates') },
);

/** An object is told apart from something else, and names the keys that it may have. */
function unknownKeys(known: string) {
  return ({ code }: { readonly code?: string | undefined }): string =>
    code === 'unrecognized_keys' ? `unknown key; expected ${known}` : `expected a mapping with ${known}`;
}

function toEntry({ signature_hash, subject, issuer, ...entry }: z.infer<typeof ENTRY>): CatalogueEntry {
  return {
    ...entry,
    ...(subject && { subject: toPattern(subject) }),
    ...(issuer && { issuer: toPattern(issuer) }),
    ...(signature_hash && { signatureHash: signature_hash }),
  };
}

function toPattern(pattern: Readonly<Record<string, string>>): NamePattern {
  return Object.fromEntries(
    Object.entries(pattern).map(([type, value]) => [parseAttributeType(type) ?? type, value]),
  );
}

function extend(own: readonly CatalogueEntry[]): Catalogue {
  const ids = new Set(own.map(({ id }) => id));
  return [...own, ...BUILT_IN_CATALOGUE.filter(({ id }) => !ids.has(id))];
}

/** Nothing here needs aliases, and a few lines of them grow to gigabytes. */
function findAliases(document: Document.Parsed): Mistake[] {
  const mistakes: Mistake[] = [];
  visit(document, {
    Alias: (_, { range }) => {
      mistakes.push({ offset: range?.[0] ?? 0, message: 'aliases are not allowed here' });
    },
  });
  return mistakes;
}

type Path = readonly PropertyKey[];

/** Where each part of an issue is, and what it says. Of an unknown key, the key is wrong, not its value. */
function locate(issue: z.core.$ZodIssue, document: Document.Parsed): Mistake[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        offset: offsetOfKey(document, path, key),
        message: `${key}: ${issue.message}`,
      }));
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({
        offset: offsetOfKey(document, path.slice(0, -1), path.at(-1)),
        message: `${String(path.at(-1))}: ${message}`,
      }));
    default: {
      const name = path.at(-1);
      const message = typeof name === 'string' ? `${name}: ${issue.message}` : issue.message;
      return [{ offset: offsetOf(document, path), message }];
    }
  }
}

/** The start of what is at `path`; of the nearest thing around it where there is nothing. */
function offsetOf(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function offsetOfKey(document: Document.Parsed, path: Path, name: PropertyKey | undefined): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const keys = isMap(map) ? map.items.map(({ key }) => key) : [];
  const key = keys.find((candidate) => isScalar(candidate) && String(candidate.value) === name);
  return isNode(key) && key.range ? key.range[0] : offsetOf(document, path);
}
