import fc from 'fast-check';
import t from 'tap';
import {
  BerError,
  BerReader,
  decodeHeader,
  encodeElement,
  encodeSmallInteger,
} from '../../src/protocols/ber.js';

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

t.test('lengths are read in the short form and in the long form, zeros in front or not', async (t) => {
  const headers = {
    '3005': { tag: 0x30, headerBytes: 2, contentBytes: 5 },
    '307f': { tag: 0x30, headerBytes: 2, contentBytes: 127 },
    '308180': { tag: 0x30, headerBytes: 3, contentBytes: 128 },
    '30820101': { tag: 0x30, headerBytes: 4, contentBytes: 257 },
    '30840000 0010': { tag: 0x30, headerBytes: 6, contentBytes: 16 },
    '8a84ffffffff': { tag: 0x8a, headerBytes: 6, contentBytes: 0xffffffff },
  };
  for (const [text, header] of Object.entries(headers)) {
    const bytes = hex(text);
    t.same(decodeHeader(bytes), header, text);
    for (let end = 0; end < bytes.length; end++) {
      t.equal(decodeHeader(bytes.subarray(0, end)), undefined, `${text} cut at ${end}`);
    }
  }
});

t.test('what is outside the subset is refused', async (t) => {
  t.throws(() => decodeHeader(hex('3080')), { message: /indefinite/ });
  t.throws(() => decodeHeader(hex('30850000000001')), { message: /length of 5 bytes/ });
  t.throws(() => decodeHeader(hex('30ff')), { message: /length of 127 bytes/ });
  t.throws(() => decodeHeader(hex('1f8101')), { message: /tag of several bytes/ });
});

t.test('an integer is two’s complement of one to four bytes', async (t) => {
  const integers = {
    '020100': 0,
    '02017f': 127,
    '0201ff': -1,
    '02020080': 128,
    '02047fffffff': 2147483647,
    '020480000000': -2147483648,
    '020400000001': 1,
  };
  for (const [text, value] of Object.entries(integers)) {
    t.equal(new BerReader(hex(text)).integer(0x02, 'n'), value, text);
  }
  t.throws(() => new BerReader(hex('0200')).integer(0x02, 'n'), BerError);
  t.throws(() => new BerReader(hex('02050000000001')).integer(0x02, 'n'), BerError);
});

t.test('elements are taken in order, and one with another tag is left', async (t) => {
  const reader = new BerReader(hex('0a0100 0400 8a0141'));
  t.equal(reader.integer(0x0a, 'resultCode'), 0);
  t.equal(reader.optional(0xa3, 'referral'), undefined);
  t.same([...reader.element(0x04, 'matchedDN')], []);
  t.throws(() => reader.element(0x04, 'diagnosticMessage'), { message: /no diagnosticMessage/ });
  t.same([...reader.element(0x8a, 'responseName')], [0x41]);
  t.equal(reader.nextTag, undefined);
  t.throws(() => reader.element(0x04, 'more'), BerError);
});

t.test('an element that is longer than what it is in is refused', async (t) => {
  t.throws(() => new BerReader(hex('040241')).element(0x04, 'text'), { message: /ends too late/ });
  t.throws(() => new BerReader(hex('0484ffffffff')).element(0x04, 'text'), BerError);
  t.throws(() => new BerReader(hex('04')).element(0x04, 'text'), BerError);
});

t.test('what is encoded is decoded again, at every size of length', async (t) => {
  for (const size of [0, 1, 127, 128, 255, 256, 65_535]) {
    const encoded = encodeElement(0x04, new Uint8Array(size).fill(7));
    const reader = new BerReader(encoded);
    t.equal(reader.element(0x04, 'text').length, size);
    t.equal(reader.nextTag, undefined);
  }
  t.throws(() => encodeElement(0x04, new Uint8Array(65_536)), RangeError);
  t.same([...encodeSmallInteger(0x02, 127)], [2, 1, 127]);
  for (const value of [-1, 128, 1.5]) t.throws(() => encodeSmallInteger(0x02, value), RangeError);
});

t.test('any bytes are read or refused with a BerError', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        const reader = new BerReader(bytes);
        for (let tag = reader.nextTag; tag !== undefined; tag = reader.nextTag) reader.element(tag, 'x');
      } catch (error) {
        return error instanceof BerError;
      }
      return true;
    }),
  );
});
