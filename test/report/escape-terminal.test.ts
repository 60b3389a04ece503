import fc from 'fast-check';
import stringWidth from 'string-width';
import t from 'tap';
import { escapeTerminal } from '../../src/report/escape-terminal.js';
import { HOSTILE_TEXTS } from './example-records.js';

const UNSAFE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    maxLength: 60,
  }),
  fc.string({
    unit: fc.constantFrom('\x1b', '\\', 'x', '\u0301', '\u200d', '\u{1f469}', '\u8b49', 'a', ' '),
    maxLength: 60,
  }),
  fc.constantFrom(...Object.values(HOSTILE_TEXTS)),
);

t.test('What is harmless stays as it is', async (t) => {
  for (const text of [
    '',
    'mx1.example.com',
    'IronPort Appliance D',
    'CN=a, O=b',
    '証明書',
    'Zürich',
    '👍',
    '한국어',
  ]) {
    t.equal(escapeTerminal(text), text);
  }
});

t.test('What is not harmless is shown by its number', async (t) => {
  const cases: readonly (readonly [raw: string, shown: string])[] = [
    ['\x1b[31mred', '\\x1b[31mred'],
    ['two\nlines\r\t', 'two\\x0alines\\x0d\\x09'],
    ['\x7f\u009b', '\\x7f\\x9b'],
    ['\u202egpj.exe', '\\u{202e}gpj.exe'],
    ['\u2066a\u2069', '\\u{2066}a\\u{2069}'],
    ['a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
    ['\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['\ud800x\udc00', '\\u{d800}x\\u{dc00}'],
    ['\u{e0041}', '\\u{e0041}'],
    ['a\\b', 'a\\\\b'],
  ];
  for (const [raw, shown] of cases) t.equal(escapeTerminal(raw), shown, shown);
});

t.test('An escape cannot be forged: different texts are shown differently', async (t) => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => a === b || escapeTerminal(a) !== escapeTerminal(b)),
    { numRuns: 300 },
  );
  t.not(escapeTerminal('\\x1b'), escapeTerminal('\x1b'));
});

t.test('No unsafe character is ever left', async (t) => {
  fc.assert(
    fc.property(anyText, (text) => !UNSAFE.test(escapeTerminal(text))),
    { numRuns: 500 },
  );
  t.pass('held');
});

t.test('Marks are not piled up without end, nor put onto what stands before', async (t) => {
  const shown = escapeTerminal(`\u0301e${'\u0336'.repeat(20)}`);
  t.notMatch(shown, /\p{M}{5}/u);
  t.match(shown, /^\\u\{301\}e/);
});

t.test('A bounded text never takes more columns than it may', async (t) => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 3, max: 40 }), (text, maxColumns) => {
      const shown = escapeTerminal(text, maxColumns);
      return stringWidth(shown) <= maxColumns && shown.length <= 16 * maxColumns + 16 && !UNSAFE.test(shown);
    }),
    { numRuns: 500 },
  );
  t.equal(escapeTerminal('abcdefghij', 10), 'abcdefghij');
  t.equal(escapeTerminal('abcdefghijk', 10), 'abcdefg...');
  t.equal(escapeTerminal('証明書証明書', 8), '証明...');
  t.equal(escapeTerminal('abcde\u202efghij', 12), 'abcde...', 'an escape is not cut in two');
});
