import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { isAttributeType } from './attribute-type.js';
import { BUILT_IN_CATALOGUE, type Catalogue, type CatalogueEntry } from './known-certificates.js';

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
  const at = (offset: number, message: string): CatalogueProblem => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col), message };
  };
  if (document.errors.length > 0) {
    return { ok: false, problems: document.errors.map(({ pos, message }) => at(pos[0], message)) };
  }
  const content = toContent(document);
  if (!content.ok) return { ok: false, problems: [at(0, content.message)] };
  const parsed = CATALOGUE_FILE.safeParse(content.value);
  if (parsed.success) return { ok: true, catalogue: extend(parsed.data.certificates.map(toEntry)) };
  const problems = parsed.error.issues.flatMap((issue) =>
    describe(issue).map(({ path, message }) => at(offsetOf(document, path), message)),
  );
  return { ok: false, problems };
}

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const TEXT = z.string('expected a text').min(1, 'expected a text that is not empty');

const NAME_PATTERN = z
  .record(
    z.string().refine(isAttributeType, 'expected an attribute type: CN, O, OU and so on, or a dotted OID'),
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
    ...(subject && { subject }),
    ...(issuer && { issuer }),
    ...(signature_hash && { signatureHash: signature_hash }),
  };
}

function extend(own: readonly CatalogueEntry[]): Catalogue {
  const ids = new Set(own.map(({ id }) => id));
  return [...own, ...BUILT_IN_CATALOGUE.filter(({ id }) => !ids.has(id))];
}

/** No aliases: nothing here needs them, and a few lines of them grow to gigabytes. */
function toContent(document: Document.Parsed): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 0 }) };
  } catch {
    return { ok: false, message: 'aliases (*name) are not allowed here' };
  }
}

type Path = readonly PropertyKey[];

/** Where each part of an issue is, and what it says: one place for each unknown key. */
function describe(issue: z.core.$ZodIssue): { path: Path; message: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: `${key}: ${issue.message}` }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ path: issue.path, message }));
  }
  const name = issue.path.at(-1);
  return [
    { path: issue.path, message: typeof name === 'string' ? `${name}: ${issue.message}` : issue.message },
  ];
}

/** The start of what is at `path`; of the nearest thing around it where there is nothing. */
function offsetOf(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
