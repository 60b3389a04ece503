import fc from 'fast-check';
import t from 'tap';
import { matchesHostName } from '../../src/diagnosis/host-name.js';

/** A name that was asked for, one that a certificate has, and whether they match (RFC 9525 6.3, RFC 6125 6.4). */
const NAMES: readonly [wanted: string, presented: string, matches: boolean, why: string][] = [
  ['mx.example.com', 'mx.example.com', true, 'the same name'],
  ['mx.example.com', 'MX.Example.COM', true, 'case does not matter'],
  ['MX.EXAMPLE.COM', 'mx.example.com', true, 'case does not matter on the other side'],
  ['mx.example.com.', 'mx.example.com', true, 'a final dot says that the name is absolute'],
  ['mx.example.com', 'mx.example.com.', true, 'a final dot in the certificate is no other name'],
  ['mx.example.com', 'example.com', false, 'a parent'],
  ['example.com', 'mx.example.com', false, 'a child'],
  ['mx.example.com', 'xmx.example.com', false, 'a longer label'],
  ['mx.example.com', 'mx.example.org', false, 'another name'],
  ['localhost', 'localhost', true, 'a single label'],
  ['mx.example.com', '*.example.com', true, 'a wildcard for the leftmost label'],
  ['MX.example.com', '*.EXAMPLE.com', true, 'a wildcard, case aside'],
  ['mx.example.com.', '*.example.com', true, 'a wildcard, the final dot aside'],
  ['a.mx.example.com', '*.example.com', false, 'a wildcard is one label'],
  ['example.com', '*.example.com', false, 'a wildcard is no less than one label'],
  ['.example.com', '*.example.com', false, 'an empty label is none'],
  ['mx.example.com', '*.com', false, 'a wildcard below a single label'],
  ['example.com', '*.com', false, 'a wildcard for a whole top-level domain'],
  ['example.com', '*', false, 'a wildcard alone'],
  ['com', '*', false, 'a wildcard alone for one label'],
  ['mx.example.com', '*.*.com', false, 'two wildcards'],
  ['mx.example.com', '*.*', false, 'nothing but wildcards'],
  ['mx.example.com', 'mx.*.com', false, 'a wildcard that is not leftmost'],
  ['mx.example.com', 'm*.example.com', false, 'a wildcard for a part of a label'],
  ['mx.example.com', '*x.example.com', false, 'a wildcard for the start of a label'],
  ['mx.example.com', '*mx.example.com', false, 'a wildcard for nothing'],
  ['*.example.com', '*.example.com', true, 'a label stands for itself, even an asterisk'],
  ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example', true, 'A-labels compare as they are'],
  ['xn--mnchen-3ya.example', 'XN--MNCHEN-3YA.EXAMPLE', true, 'A-labels without regard to case'],
  ['xn--mnchen-3ya.example', 'xn--m*.example', false, 'a wildcard inside an A-label'],
  ['xn--mnchen-3ya.example.com', '*.example.com', true, 'a wildcard for a whole A-label'],
  ['mx.example.com', '', false, 'an empty name'],
  ['mx.example.com', '.', false, 'a dot'],
  ['mx.example.com', 'mx.example.com\0.evil.example', false, 'a NUL does not end a name (CVE-2009-2408)'],
  ['mx.example.com', ' mx.example.com', false, 'blanks are no part of a name'],
  ['mx_1.example.com', 'mx_1.example.com', true, 'an underscore'],
];

t.test('names match as RFC 9525 has it', async (t) => {
  for (const [wanted, presented, matches, why] of NAMES) {
    t.equal(matchesHostName(wanted, [presented]), matches, `${why}: ${wanted}, ${presented}`);
    t.equal(matchesHostName(wanted, ['other.example', presented]), matches, `${why}, as the second of two`);
    t.equal(matchesHostName(wanted, [], presented), matches, `${why}, as the common name`);
  }
});

t.test('the common name counts only where there is no dNSName at all', async (t) => {
  t.equal(matchesHostName('mx.example.com', ['other.example'], 'mx.example.com'), false);
  t.equal(matchesHostName('mx.example.com', [], 'mx.example.com'), true);
  t.equal(matchesHostName('mx.example.com', []), false);
});

t.test('a wildcard matches exactly the names with one label in its place', async () => {
  const label = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), (labels) => {
      const matches = matchesHostName([...labels, 'example', 'com'].join('.'), ['*.example.com']);
      return matches === (labels.length === 1);
    }),
  );
});
