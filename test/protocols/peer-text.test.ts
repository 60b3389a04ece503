import fc from 'fast-check';
import t from 'tap';
import { cutText, decodePeerText, describeBytes, quoteText } from '../../src/protocols/peer-text.js';

t.test('a text is cut to its limit, never within a character', async (t) => {
  t.equal(cutText('abc', 3), 'abc');
  t.equal(cutText('abcd', 3), 'ab…');
  t.equal(cutText('a😀bc', 3), 'a…');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, max) => {
      const cut = cutText(text, max);
      return cut.length <= max && !/[\ud800-\udbff](?![\udc00-\udfff])/.test(cut);
    }),
  );
});

t.test('a quotation is bounded', async (t) => {
  t.equal(quoteText('554 no'), '"554 no"');
  t.equal(quoteText('x'.repeat(1000)).length, 202);
});

t.test('bytes that are no UTF-8 are text all the same', async (t) => {
  t.equal(decodePeerText(Uint8Array.of(0x61, 0xff, 0x62)), 'a\ufffdb');
});

t.test('unexpected bytes are shown as text, as hex, or as the TLS they are', async (t) => {
  t.equal(describeBytes(Buffer.from('SSH-2.0-OpenSSH\r\nmore')), '"SSH-2.0-OpenSSH"');
  t.equal(describeBytes(Uint8Array.of(0, 1, 0xfe)), 'the bytes 0001fe');
  t.match(describeBytes(Uint8Array.of(21, 3, 1, 0, 2, 2, 10)), /TLS/);
  t.match(describeBytes(Uint8Array.of(22)), /TLS/);
  t.equal(describeBytes(Buffer.from('x'.repeat(100))).length, 34);
});
