import fc from 'fast-check';
import t from 'tap';
import { findNotUtf8, readLines, type TextLine } from '../../src/targets/text-lines.js';
import { chunkSizes, collect, inChunks } from './chunks.js';

const MAX = 20;

async function linesOf(bytes: Uint8Array, size: number): Promise<TextLine['content'][]> {
  const lines = await collect(readLines(inChunks(bytes, size), MAX));
  t.ok(lines.every(({ line }, index) => line === index + 1));
  return lines.map(({ content }) => content);
}

function text(value: string): TextLine['content'] {
  return { kind: 'text', text: value };
}

const CASES: readonly (readonly [string, string | Uint8Array, readonly TextLine['content'][]])[] = [
  ['nothing has no lines', '', []],
  ['the last line may lack its line break', 'a\nb', [text('a'), text('b')]],
  ['the last line may have its line break', 'a\nb\n', [text('a'), text('b')]],
  ['blank lines count', '\n\na\n', [text(''), text(''), text('a')]],
  ['CRLF ends a line', 'a\r\nb\r\n\r\n', [text('a'), text('b'), text('')]],
  ['a CR elsewhere is part of the line', 'a\rb\r\r\n', [text('a\rb\r')]],
  ['a byte order mark is dropped at the start only', '\ufeffa\n\ufeffb', [text('a'), text('\ufeffb')]],
  ['characters of several bytes are kept', 'zürich\n日本\n😀', [text('zürich'), text('日本'), text('😀')]],
  ['a line of the greatest length is kept', `${'a'.repeat(MAX)}\r\n`, [text('a'.repeat(MAX))]],
  ['a longer one is not', `${'a'.repeat(MAX + 1)}\nb`, [{ kind: 'too-long' }, text('b')]],
  ['nor a much longer one', `${'a'.repeat(10 * MAX)}\nb`, [{ kind: 'too-long' }, text('b')]],
  ['nor one that is the last', 'a'.repeat(10 * MAX), [{ kind: 'too-long' }]],
  [
    'bytes that are no UTF-8 have a place',
    Uint8Array.of(0x61, 0x0a, 0xc3, 0xbc, 0xff, 0x0a, 0x62),
    [text('a'), { kind: 'not-utf8', column: 2 }, text('b')],
  ],
  [
    'a character that is cut by the line’s end is none',
    Uint8Array.of(0x61, 0xc3, 0x0a),
    [{ kind: 'not-utf8', column: 2 }],
  ],
];

for (const [title, input, expected] of CASES) {
  t.test(`${title}, however the bytes are cut`, async (t) => {
    const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
    for (const size of chunkSizes(bytes))
      t.strictSame(await linesOf(bytes, size), expected, `${size} at a time`);
  });
}

t.test('any bytes give the same lines whole and byte by byte', async (t) => {
  const byte = fc.oneof(fc.constantFrom(0x0a, 0x0d, 0xef, 0xbb, 0xbf, 0x61, 0xc3), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(byte, { maxLength: 80 }), async (values) => {
      const bytes = Uint8Array.from(values);
      const [whole, ...others] = await Promise.all(chunkSizes(bytes).map((size) => linesOf(bytes, size)));
      for (const other of others) t.strictSame(other, whole);
    }),
  );
});

t.test('the place of the first bad byte is found in any text', async (t) => {
  const good = fc.string({ unit: fc.constantFrom('a', 'ü', '日', '😀', '\n'), maxLength: 40 });
  fc.assert(
    fc.property(good, good, (before, after) => {
      const bytes = Buffer.concat([Buffer.from(before), Uint8Array.of(0xff), Buffer.from(after)]);
      const lines = before.split('\n');
      const place = findNotUtf8(bytes);
      return place?.line === lines.length && place.column === (lines.at(-1)?.length ?? 0) + 1;
    }),
  );
  t.equal(findNotUtf8(Buffer.from('zürich')), undefined);
});
