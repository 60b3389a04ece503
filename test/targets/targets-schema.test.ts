import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { PROTOCOLS, SERVICES } from '../../src/model/index.js';
import {
  entrySchema,
  fileSchema,
  groupSchema,
  settingsSchema,
  targetsJsonSchema,
} from '../../src/targets/targets-schema.js';

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

const schema = targetsJsonSchema() as JsonSchema;

/** As much of JSON Schema as ours uses: `required` and `anyOf` of the root included. */
function isValid(value: unknown, { anyOf, ...rest }: JsonSchema): boolean {
  if (anyOf?.some((branch) => isValid(value, branch)) === false) return false;
  if ('const' in rest && value !== rest.const) return false;
  if (rest.enum?.includes(value) === false) return false;
  if (rest.type !== undefined && typeOf(value) !== rest.type) return false;
  if (typeof value === 'string') {
    const { pattern, minLength = 0, maxLength = Infinity } = rest;
    const fits = pattern === undefined || new RegExp(pattern, 'u').test(value);
    return fits && value.length >= minLength && value.length <= maxLength;
  }
  if (typeof value === 'number')
    return value >= (rest.minimum ?? -Infinity) && value <= (rest.maximum ?? Infinity);
  if (Array.isArray(value)) {
    return value.length >= (rest.minItems ?? 0) && value.every((item) => isValid(item, rest.items ?? {}));
  }
  if (typeof value !== 'object' || value === null) return true;
  if (rest.required?.every((key) => key in value) === false) return false;
  return Object.entries(value).every(([key, inner]) => {
    const property = rest.properties?.[key];
    return property === undefined ? rest.additionalProperties !== false : isValid(inner, property);
  });
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (Number.isInteger(value)) return 'integer';
  return typeof value;
}

t.test('the example file is valid to editors, and names where the schema is', async (t) => {
  const text = readFileSync('targets.example.yaml', 'utf8');
  t.ok(isValid(parse(text), schema));
  t.match(text, /^# yaml-language-server: \$schema=\.\/dist\/targets\.schema\.json\n/);
});

t.test('the example file uses every key there is', async (t) => {
  const text = readFileSync('targets.example.yaml', 'utf8');
  for (const { shape } of [fileSchema, groupSchema, settingsSchema, entrySchema]) {
    for (const key of Object.keys(shape)) t.match(text, new RegExp(`\\b${key}:`), key);
  }
  for (const word of [...PROTOCOLS, ...SERVICES]) t.ok(text.includes(word), word);
});

t.test('validator and schema agree on every key, and each is described', async (t) => {
  const target = schema.properties?.['targets']?.items?.anyOf?.[1];
  const group = schema.properties?.['groups']?.items;
  const pairs = [
    [fileSchema, schema],
    [settingsSchema, schema.properties?.['defaults']],
    [settingsSchema, group?.properties?.['defaults']],
    [groupSchema, group],
    [entrySchema, target],
    [entrySchema, group?.properties?.['targets']?.items?.anyOf?.[1]],
  ] as const;
  for (const [validator, json] of pairs) {
    t.strictSame(Object.keys(json?.properties ?? {}).sort(), Object.keys(validator.shape).sort());
    t.equal(json?.additionalProperties, false);
    for (const [key, property] of Object.entries(json?.properties ?? {})) t.ok(property.description, key);
  }
});

/** Small files on which validator and schema must agree. */
const VERDICTS: readonly (readonly [boolean, unknown])[] = [
  [true, { targets: ['smtp://a'] }],
  [true, { targets: [{ host: 'a', port: 25 }] }],
  [true, { targets: [{ host: 'a', port: 'smtps:465', sni: false, timeout: '1.5s' }] }],
  [true, { groups: [{ targets: [{ url: 'smtp://a', sni: 'b' }] }] }],
  [false, []],
  [false, { targets: [] }],
  [false, { targets: [5] }],
  [false, { targets: [{ host: 'a', port: 0 }] }],
  [false, { targets: [{ host: 'a', port: 65536 }] }],
  [false, { targets: [{ host: 'a', port: 2.5 }] }],
  [false, { targets: [{ host: 'a', port: 'imap:143' }] }],
  [false, { targets: [{ host: 'a', protocol: 'http' }] }],
  [false, { targets: [{ host: 'a', service: 'mail' }] }],
  [false, { targets: [{ host: 'a', sni: true }] }],
  [false, { targets: [{ host: 'a', timeout: 10 }] }],
  [false, { targets: [{ host: 'a', timeout: '10' }] }],
  [false, { targets: [{ host: 'a', name: '' }] }],
  [false, { targets: [{ host: 'a', colour: 'blue' }] }],
  [false, { targets: ['a'], defaults: { host: 'a' } }],
  [false, { groups: [{ name: 'a' }] }],
];

t.test('validator and schema accept and refuse the same files', async (t) => {
  for (const [expected, value] of VERDICTS) {
    t.equal(isValid(value, schema), expected, `schema: ${JSON.stringify(value)}`);
    t.equal(fileSchema.safeParse(value).success, expected, `validator: ${JSON.stringify(value)}`);
  }
});

t.test('the schema says what it is', async (t) => {
  t.match(schema, {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:shaprobe:targets',
    title: 'shaprobe targets',
    type: 'object',
  });
});

t.test('the build writes it where it is told to', async (t) => {
  const path = join(t.testdir({}), 'targets.schema.json');
  // The array itself: a module that imports "argv" does not see another one.
  const [before] = process.argv.splice(2, 1, path);
  t.teardown(() => process.argv.splice(2, 1, ...(before === undefined ? [] : [before])));
  await import('../../src/targets/write-schema.js');
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), schema);
});
