import { InvalidArgumentError } from 'commander';
import t, { type Test } from 'tap';
import {
  addressOption,
  collect,
  countOption,
  daysOption,
  durationOption,
  ehloNameOption,
  serverNameOption,
} from '../../src/cli/option-values.js';

t.test('A duration is a number with its unit', async (t) => {
  takes(t, durationOption, { '500ms': 500, '10s': 10_000, '2m': 120_000, '1.5s': 1500 });
  refuses(t, durationOption, ['', '5', '-5s', '0s', '1e3s', '5 s', '10S', 'NaN', '999h', '5d', '٣s']);
});

t.test('A count is a whole number in its range', async (t) => {
  takes(t, countOption(100), { 1: 1, 100: 100, '007': 7 });
  refuses(t, countOption(100), ['', '0', '101', '-1', '1.5', '1e2', '0x10', ' 1', '1 ', '9'.repeat(400)]);
});

t.test('Days are a whole number, 0 among them', async (t) => {
  takes(t, daysOption, { 0: 0, 30: 30, 99999: 99_999 });
  refuses(t, daysOption, ['', '-1', '1.5', '30d', '999999']);
});

t.test('A source address is an address, no name and no port', async (t) => {
  takes(t, addressOption, { '127.0.0.1': '127.0.0.1', '::1': '::1' });
  refuses(t, addressOption, ['', 'localhost', '[::1]', '127.0.0.1:25', '1.2.3', '127.0.0.1\n']);
});

t.test('The name for EHLO is a domain or an address literal, and cannot hold a second command', async (t) => {
  const good = ['probe.example.com', 'localhost', '[192.0.2.1]', '[IPv6:2001:db8::1]'];
  takes(t, ehloNameOption, Object.fromEntries(good.map((name) => [name, name])));
  refuses(t, ehloNameOption, ['', 'a b', 'a\r\nQUIT', '[300.1.1.1]', '[2001:db8::1]', '-a', 'a'.repeat(256)]);
});

t.test('The name to ask for in TLS is a name in any script, sent in A-labels', async (t) => {
  takes(t, serverNameOption, {
    'esa.example.com': 'esa.example.com',
    'mx.zürich.example': 'mx.xn--zrich-kva.example',
  });
  refuses(t, serverNameOption, [
    '',
    '192.0.2.1',
    '[::1]',
    'no',
    'false',
    'a b',
    'a\0b',
    'https://example.com',
  ]);
});

t.test('What may be given several times is kept in its order', async (t) => {
  t.same(collect('b', collect('a')), ['a', 'b']);
});

t.test('A message says what was expected, and how to send no name', async (t) => {
  t.throws(() => countOption(9)('x'), { message: 'expected a whole number from 1 to 9.' });
  t.throws(() => serverNameOption('192.0.2.1'), { message: /expected a host name .*--no-sni/ });
  t.throws(() => durationOption('5'), { message: /write 5s or 5ms/ });
});

function takes<T>(t: Test, parse: (text: string) => T, values: Readonly<Record<string, T>>): void {
  for (const [text, value] of Object.entries(values)) t.equal(parse(text), value, text);
}

function refuses(t: Test, parse: (text: string) => unknown, texts: readonly string[]): void {
  for (const text of texts) {
    t.throws(() => parse(text), InvalidArgumentError, JSON.stringify(text.slice(0, 20)));
  }
}
