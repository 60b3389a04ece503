import fc from 'fast-check';
import t from 'tap';
import { PROTOCOLS } from '../../src/model/index.js';
import { suggest } from '../../src/targets/suggest.js';

t.test('a slip of the finger is recognised', async (t) => {
  const meant = { smpt: 'smtp', stmp: 'smtp', htps: 'https', htttps: 'https', LDAP: 'ldap', ldasp: 'ldaps' };
  for (const [word, expected] of Object.entries(meant)) t.equal(suggest(word, PROTOCOLS), expected, word);
});

t.test('what is not close is not suggested', async (t) => {
  for (const word of ['', 'imaps', 'pop3', 'ssh', 'ftp', 'x'.repeat(100_000)]) {
    t.equal(suggest(word, PROTOCOLS), undefined, word.slice(0, 10));
  }
});

t.test('of several that are close, the closest is suggested', async (t) => {
  t.equal(suggest('hosst', ['hosts', 'host']), 'hosts');
  t.equal(suggest('port', ['ports', 'port']), 'port');
});

t.test('a word with one letter wrong still finds itself', async (t) => {
  const word = fc.stringMatching(/^[a-z]{4,12}$/);
  fc.assert(
    fc.property(word, fc.nat(), (original, seed) => {
      const at = seed % original.length;
      return suggest(`${original.slice(0, at)}_${original.slice(at + 1)}`, [original]) === original;
    }),
  );
  t.pass();
});
