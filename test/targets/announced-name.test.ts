import t from 'tap';
import { parseEhloName, parseSni } from '../../src/targets/announced-name.js';

t.test('SNI takes names, in A-labels and without the root’s dot', async (t) => {
  t.strictSame(parseSni('Mail.Example.com.'), { ok: true, value: 'mail.example.com' });
  t.strictSame(parseSni('bücher.example'), { ok: true, value: 'xn--bcher-kva.example' });
});

t.test('SNI takes nothing else', async (t) => {
  for (const text of [
    '',
    '10.0.0.1',
    '::1',
    '[::1]',
    '127.1',
    'a b',
    'a..b',
    'no',
    'Off',
    '*.example.com',
    'a:b@c',
  ]) {
    t.match(parseSni(text), { ok: false, problem: { hint: /./ } }, text);
  }
});

t.test('the name for EHLO is a name or an address literal', async (t) => {
  for (const value of ['probe', 'probe.example.com', 'my_host', '[192.0.2.1]', '[IPv6:2001:db8::1]']) {
    t.strictSame(parseEhloName(value), { ok: true, value });
  }
});

t.test('nothing that is a command of its own gets into EHLO', async (t) => {
  for (const text of [
    '',
    'a b',
    'a\r\nRCPT TO:<x>',
    'a\n',
    '\ta',
    '-a',
    'bücher',
    '[]',
    '[a]',
    'x'.repeat(256),
  ]) {
    t.match(parseEhloName(text), { ok: false, problem: { hint: /./ } }, JSON.stringify(text));
  }
});
