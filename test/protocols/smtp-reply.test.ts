import fc from 'fast-check';
import t from 'tap';
import {
  hasKeyword,
  MAX_LINE_BYTES,
  renderReply,
  replyDecoder,
  type SmtpReply,
} from '../../src/protocols/smtp-reply.js';
import { everyByte, feed } from './feed.js';

const REPLIES: Readonly<Record<string, SmtpReply>> = {
  '220 mx.example.com ESMTP\r\n': { code: 220, lines: ['mx.example.com ESMTP'] },
  '220-one\r\n220-two\r\n220 three\r\n': { code: 220, lines: ['one', 'two', 'three'] },
  '220\r\n': { code: 220, lines: [''] },
  '220 \r\n': { code: 220, lines: [''] },
  '220-\r\n220\r\n': { code: 220, lines: ['', ''] },
  '220-one\n220 two\n': { code: 220, lines: ['one', 'two'] },
  '220 a\rb\0c\x7f\r\r\n': { code: 220, lines: ['a\rb\0c\x7f'] },
  '250-mx\r\n250-SIZE 10\r\n250 starttls\r\n': { code: 250, lines: ['mx', 'SIZE 10', 'starttls'] },
  '554 5.7.1 Zoë\r\n': { code: 554, lines: ['5.7.1 Zoë'] },
  '999 \r\n': { code: 999, lines: [''] },
};

t.test('a reply is the same whole, in two pieces and byte by byte', async (t) => {
  for (const [text, reply] of Object.entries(REPLIES)) {
    const bytes = Buffer.from(text);
    const expected = { value: { kind: 'reply', reply }, consumed: bytes.length };
    t.same(replyDecoder()(bytes), expected, JSON.stringify(text));
    t.same(feed(replyDecoder(), bytes, everyByte(bytes)), expected);
    for (const cut of everyByte(bytes)) t.same(feed(replyDecoder(), bytes, [cut]), expected, `cut at ${cut}`);
  }
});

t.test('every prefix of a reply is incomplete, not wrong', async (t) => {
  for (const text of Object.keys(REPLIES)) {
    const bytes = Buffer.from(text);
    for (let end = 0; end < bytes.length; end++) {
      t.equal(replyDecoder()(bytes.subarray(0, end)), undefined, JSON.stringify(text.slice(0, end)));
    }
  }
});

t.test('what comes behind a reply is left', async (t) => {
  t.match(replyDecoder()(Buffer.from('220 go\r\nMAIL FROM:<x>\r\n')), { consumed: 8 });
  t.match(replyDecoder()(Buffer.from('220 go\r\n\x16\x03\x01')), { consumed: 8 });
});

t.test('a text that is no UTF-8 is still a reply', async (t) => {
  const bytes = Buffer.from('220 caf\xe9\r\n', 'latin1');
  t.same(replyDecoder()(bytes)?.value, { kind: 'reply', reply: { code: 220, lines: ['caf\ufffd'] } });
});

t.test('what is no reply is told by its first wrong byte', async (t) => {
  const wrong: Readonly<Record<string, RegExp>> = {
    'SSH-2.0-OpenSSH_9.2\r\n': /not SMTP: "SSH-2\.0-OpenSSH_9\.2"/,
    'HTTP/1.1 400 Bad Request\r\n': /not SMTP: "HTTP\/1\.1 400 Bad Request"/,
    '\x15\x03\x01\x00\x02\x02\x0a': /TLS record/,
    '\xff\xfb\x01': /the bytes c3bf/,
    '* OK IMAP4rev1\r\n': /not SMTP/,
    '+OK POP3\r\n': /not SMTP/,
    '\r\n220 late\r\n': /not SMTP/,
    '22 0\r\n': /not SMTP/,
    '2200 x\r\n': /not SMTP/,
    '220_x\r\n': /not SMTP/,
    '220\tx\r\n': /not SMTP/,
    '220-one\r\n250 two\r\n': /codes 220 and 250/,
    '220-one\r\ntwo\r\n': /not SMTP: "two"/,
  };
  for (const [text, detail] of Object.entries(wrong)) {
    const bytes = Buffer.from(text);
    const expected = { value: { kind: 'violation', code: 'unexpected-reply' }, consumed: 0 };
    t.match(replyDecoder()(bytes), { value: { ...expected.value, detail } }, JSON.stringify(text));
    t.match(feed(replyDecoder(), bytes, everyByte(bytes)), expected);
  }
  t.match(replyDecoder()(Buffer.from('S')), { value: { kind: 'violation' } }, 'without the rest of its line');
});

t.test('a line may be as long as its cap and no longer, with or without its end', async (t) => {
  const text = (length: number): Buffer => Buffer.from(`220 ${'x'.repeat(length - 6)}\r\n`);
  const longest = text(MAX_LINE_BYTES);
  t.match(replyDecoder()(longest), { value: { kind: 'reply' }, consumed: MAX_LINE_BYTES });
  t.equal(replyDecoder()(longest.subarray(0, -1)), undefined);
  const tooLong = text(MAX_LINE_BYTES + 1);
  const violation = { value: { kind: 'violation', code: 'too-large' } };
  t.match(replyDecoder()(tooLong), violation);
  t.match(replyDecoder()(tooLong.subarray(0, -1)), violation);
  t.match(feed(replyDecoder(), tooLong, everyByte(tooLong)), violation);
});

t.test('any bytes give an answer or none, never an error, and the same however they are cut', async () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 10 }),
    fc.constantFrom('220', '220-', '220 ', '250', '\r\n', '\n', ' ', 'STARTTLS').map((s) => Buffer.from(s)),
  );
  const cut = fc.nat(80);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(cut, { maxLength: 5 }), (pieces, cuts) => {
      const bytes = Buffer.concat(pieces);
      const places = cuts.filter((place) => place <= bytes.length).sort((a, b) => a - b);
      const whole = replyDecoder()(bytes);
      const cutUp = feed(replyDecoder(), bytes, places);
      if (whole?.value.kind !== cutUp?.value.kind) return false;
      return whole?.value.kind !== 'reply' || JSON.stringify(whole) === JSON.stringify(cutUp);
    }),
  );
});

t.test('a keyword counts as a whole, in any case, with or without parameters', async (t) => {
  const offers = (line: string): boolean => hasKeyword({ code: 250, lines: ['mx', line] }, 'STARTTLS');
  for (const line of ['STARTTLS', 'starttls', 'StartTls ', 'STARTTLS\t', ' STARTTLS', 'STARTTLS required']) {
    t.equal(offers(line), true, JSON.stringify(line));
  }
  for (const line of ['XSTARTTLS', 'STARTTLSX', 'STARTTLS-X', 'NO STARTTLS', '', 'STARTTLS.example.com']) {
    t.equal(offers(line), false, JSON.stringify(line));
  }
});

t.test('a reply is rendered as one line', async (t) => {
  t.equal(renderReply({ code: 220, lines: ['mx ESMTP'] }), '220 mx ESMTP');
  t.equal(renderReply({ code: 220, lines: [' one ', '', 'two'] }), '220 one two');
  t.equal(renderReply({ code: 220, lines: [''] }), '220');
});
