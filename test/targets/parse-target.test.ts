import fc from 'fast-check';
import t from 'tap';
import { PROTOCOLS } from '../../src/model/index.js';
import { parseTarget, parseTargetWith } from '../../src/targets/parse-target.js';
import { renderTarget } from '../../src/targets/settle.js';
import { TARGET_PROBLEM_CODES, type TargetProblemCode } from '../../src/targets/target-problem.js';

/** What is written, and the protocol, host, port and service that it means. */
const GOOD: readonly (readonly [string, string])[] = [
  ['smtp://mail.example.com', 'smtp mail.example.com 25 receiving'],
  ['smtps://mail.example.com', 'smtps mail.example.com 465 receiving'],
  ['https://10.0.10.1', 'https 10.0.10.1 443 https'],
  ['https://10.0.10.1/', 'https 10.0.10.1 443 https'],
  ['ldaps://dc1.example.com:3269', 'ldaps dc1.example.com 3269 ldap'],
  ['ldap://dc1.example.com', 'ldap dc1.example.com 389 ldap'],
  ['SMTP://Mail.Example.COM:0025', 'smtp mail.example.com 25 receiving'],
  ['mail.example.com:25', 'smtp mail.example.com 25 receiving'],
  ['mail.example.com:465', 'smtps mail.example.com 465 receiving'],
  ['10.0.0.1:83', 'https 10.0.0.1 83 https'],
  ['dc1:636', 'ldaps dc1 636 ldap'],
  ['mx:25', 'smtp mx 25 receiving'],
  ['[::1]:25', 'smtp ::1 25 receiving'],
  ['https://[2001:DB8::1]', 'https 2001:db8::1 443 https'],
  ['[0:0:0:0:0:0:0:1]:25', 'smtp ::1 25 receiving'],
  ['https://[2001:db8:0:0::0001]', 'https 2001:db8::1 443 https'],
  ['https://[::ffff:10.0.0.1]:8443', 'https ::ffff:10.0.0.1 8443 https'],
  ['https://gui.example.com.', 'https gui.example.com 443 https'],
  ['https://bücher.example', 'https xn--bcher-kva.example 443 https'],
  ['https://EXAMPLE。com', 'https example.com 443 https'],
  ['https://my_host.example.com', 'https my_host.example.com 443 https'],
  [`smtp://${'a'.repeat(63)}.example`, `smtp ${'a'.repeat(63)}.example 25 receiving`],
  ['  smtp://mail.example.com\n', 'smtp mail.example.com 25 receiving'],
];

for (const [text, expected] of GOOD) {
  t.test(`${JSON.stringify(text)} is understood`, async (t) => {
    const parsed = parseTarget(text);
    if (!parsed.ok) {
      t.fail(parsed.problem.message);
      return;
    }
    const { protocol, host, port, service, written, ...rest } = parsed.target;
    t.equal(`${protocol} ${host} ${port} ${service}`, expected);
    t.equal(written, text.trim());
    t.strictSame(rest, {});
  });
}

/** What is written, the code of what is wrong with it, and the column where. */
const BAD: readonly (readonly [string, TargetProblemCode, number?])[] = [
  ['', 'empty'],
  ['   ', 'empty'],
  ['a'.repeat(2000), 'too-long'],
  ['http://gui.example.com', 'unknown-protocol', 1],
  ['imaps://mail.example.com', 'unknown-protocol', 1],
  ['ldap+starttls://dc1', 'unknown-protocol', 1],
  ['://mail.example.com', 'unknown-protocol', 1],
  ['mail.example.com:0', 'bad-port', 18],
  ['smtp://mail.example.com:65536', 'bad-port', 25],
  ['smtp://mail.example.com:99999999999999999999', 'bad-port', 25],
  ['smtp://mail.example.com:abc', 'bad-port', 25],
  ['smtp://mail.example.com:25-30', 'bad-port', 25],
  ['smtp://mail.example.com:', 'bad-port', 25],
  ['smtp://mail.example.com:-1', 'bad-port', 25],
  ['smtp://mail.example.com:2.5', 'bad-port', 25],
  ['smtp:mail.example.com', 'bad-port', 6],
  ['https:/mail.example.com', 'bad-port', 7],
  ['smtp://', 'empty-host', 8],
  ['smtp://:25', 'empty-host', 8],
  [':25', 'empty-host', 1],
  ['//mail.example.com', 'empty-host', 1],
  ['https://admin:hunter2@gui.example.com', 'credentials'],
  ['admin:hunter2@gui.example.com', 'credentials'],
  ['https://hunter2@', 'credentials'],
  ['https://admin:hunter2\uFF20gui.example.com', 'credentials'],
  ['hunter2@x://gui.example.com', 'credentials'],
  ['mail.example.com', 'port-missing', 1],
  ['10.0.0.1', 'port-missing', 1],
  ['[::1]', 'port-missing', 1],
  ['mail.example.com:2526', 'protocol-missing', 1],
  ['10.0.0.0/8', 'network-not-supported', 1],
  ['10.0.0.0/24:25', 'network-not-supported', 1],
  ['smtp://10.0.0.0/24', 'network-not-supported', 8],
  ['10.0.0.0/255.0.0.0', 'network-not-supported', 1],
  ['2001:db8::/32', 'network-not-supported', 1],
  ['https://[2001:db8::]/32', 'network-not-supported', 9],
  ['10.0.0.1-5:25', 'network-not-supported', 1],
  ['10.0.0.1-10.0.0.9', 'network-not-supported', 1],
  ['2001:db8::1-2001:db8::9', 'network-not-supported', 1],
  ['10.0.0.*', 'network-not-supported', 1],
  ['smtp://mail example.com', 'whitespace', 12],
  ['smtp://mail.example.com smtp://mx2.example.com', 'whitespace', 24],
  ['smtp://mail\texample.com', 'whitespace', 12],
  ['smtp://mail\u00a0example.com', 'whitespace', 12],
  ['smtp://mail.example.com\x1b[31m', 'control-character', 24],
  ['smtp://mail\nexample.com', 'control-character', 12],
  ['smtp://mail\0', 'control-character', 12],
  ['smtp://\u202emoc.example', 'control-character', 8],
  ['smtp://mail\ud800', 'control-character', 12],
  ['mx:example.com', 'mx-not-supported'],
  ['MX://example.com', 'mx-not-supported'],
  [`smtp://${'a'.repeat(64)}.example`, 'name-too-long', 8],
  [`smtp://${'a.'.repeat(127)}b`, 'name-too-long', 8],
  [`smtp://${'ü'.repeat(60)}.example`, 'name-too-long', 8],
  ['smtp://a..b', 'bad-name', 8],
  ['smtp://.a', 'bad-name', 8],
  ['smtp://a..', 'bad-name', 8],
  ['smtp://.', 'bad-name', 8],
  ['smtp://-a.example', 'bad-name', 8],
  ['smtp://a-.example', 'bad-name', 8],
  ['smtp://a!b.example', 'bad-name', 8],
  ['smtp://a%62.example', 'bad-name', 8],
  ['smtp://\uFF41\uFF0Fb.example', 'bad-name', 8],
  ['https:\\\\gui', 'bad-port', 7],
  ['smtp://256.1.1.1', 'bad-address', 8],
  ['smtp://1.2.3.4.5', 'bad-address', 8],
  ['smtp://mail.1', 'bad-address', 8],
  ['smtp://127.1', 'ambiguous-address', 8],
  ['smtp://0x7f.1', 'ambiguous-address', 8],
  ['smtp://010.0.0.1', 'ambiguous-address', 8],
  ['smtp://2130706433', 'ambiguous-address', 8],
  ['smtp://0x7f000001', 'ambiguous-address', 8],
  ['smtp://10.0.0.1.', 'ambiguous-address', 8],
  ['smtp://\uFF11\uFF12\uFF17.1', 'ambiguous-address', 8],
  ['smtp://[::1', 'bad-address', 8],
  ['smtp://[::1]x', 'bad-address', 13],
  ['smtp://[mail]', 'bad-address', 8],
  ['smtp://[10.0.0.1]', 'bad-address', 8],
  ['smtp://[:::1]', 'bad-address', 8],
  ['https://[fe80::1%eth0]', 'address-zone', 9],
  ['fe80::1%eth0', 'brackets-missing', 1],
  ['::1', 'brackets-missing', 1],
  ['https://2001:db8::1', 'brackets-missing', 9],
  ['https://gui.example.com/login', 'path', 24],
  ['https://gui.example.com?x=1', 'path', 24],
  ['https://gui.example.com:443#top', 'path', 28],
  [' \tsmtp://a..b', 'bad-name', 10],
];

for (const [text, code, column] of BAD.filter(([, code]) => code !== 'port-missing' || true)) {
  t.test(`${JSON.stringify(text.slice(0, 60))} is refused as ${code}`, async (t) => {
    const parsed = parseTarget(text);
    if (parsed.ok) {
      t.fail('it was accepted');
      return;
    }
    t.equal(parsed.problem.code, code);
    if (column !== undefined) t.equal(parsed.problem.column, column);
    t.ok(parsed.problem.hint, 'there is a hint');
    t.notMatch(JSON.stringify(parsed.problem), /hunter2/, 'no password is shown');
  });
}

t.test('the table of refusals has every code that one text can be refused with', async (t) => {
  const tried = new Set(BAD.map(([, code]) => code));
  t.strictSame(
    TARGET_PROBLEM_CODES.filter((code) => !tried.has(code)),
    ['service-mismatch'],
  );
});

/** Messages that users see most, word for word. */
const MESSAGES: readonly (readonly [string, string, string])[] = [
  [
    'http://gui.example.com',
    'unknown protocol "http"',
    'did you mean https? known protocols: smtp, smtps, https, ldaps, ldap',
  ],
  [
    'smtp+starttls://mx1',
    'unknown protocol "smtp+starttls"',
    'did you mean smtp? known protocols: smtp, smtps, https, ldaps, ldap',
  ],
  [
    'imaps://mail.example.com',
    'unknown protocol "imaps"',
    'known protocols: smtp, smtps, https, ldaps, ldap',
  ],
  ['smtp://mx1:70000', 'expected a port from 1 to 65535, found "70000"', 'as in 25, 443, 465, 587 or 636'],
  [
    'mail.example.com',
    'nothing says which protocol or port mail.example.com has',
    'write the protocol, as in smtp://mail.example.com, or a well-known port, as in mail.example.com:443',
  ],
  [
    'smtp:mail.example.com',
    'expected a port from 1 to 65535, found "mail.example.com"',
    'a protocol is followed by "://", as in smtp://host',
  ],
  [
    'https://a:hunter2@gui',
    'a target takes no user name or password ("@")',
    'write protocol://host:port, with nothing before the host',
  ],
  [
    'smtp://a\x1b[2J',
    'a target with the control character \\x1b',
    'remove it; such characters come with copied text',
  ],
];

t.test('messages and hints say what was expected, what was found and what to write', async (t) => {
  for (const [text, message, hint] of MESSAGES) {
    const parsed = parseTarget(text);
    t.match(parsed, { ok: false, problem: { message, hint } });
  }
});

t.test('levels give what a text leaves out, and only that', async (t) => {
  const levels = [{ ports: [{ port: 25 }, { port: 465 }], service: 'delivery' as const, timeoutMs: 5 }];
  const written = (text: string): unknown => {
    const parsed = parseTargetWith(text, levels);
    return parsed.ok && parsed.value.map((target) => [target.written, target.port, target.service]);
  };
  t.strictSame(written('mx1'), [
    ['smtp://mx1', 25, 'delivery'],
    ['smtps://mx1', 465, 'delivery'],
  ]);
  t.strictSame(written('https://mx1'), [['https://mx1', 443, 'https']]);
  t.strictSame(written('mx1:587'), [['mx1:587', 587, 'delivery']]);
});

const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
const port = fc.integer({ min: 1, max: 65535 });

t.test('what is rendered is read back as the same target', async (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...PROTOCOLS), host, port, (protocol, name, number) => {
      const text = renderTarget(protocol, name, number);
      const parsed = parseTarget(text);
      if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`);
      const { target } = parsed;
      return (
        target.protocol === protocol &&
        asUrlHost(target.host) === asUrlHost(name) &&
        target.port === number &&
        target.written === text
      );
    }),
  );
  t.pass();
});

/** WHATWG URL has one spelling for each address, too. */
function asUrlHost(host: string): string {
  return new URL(`http://${host.includes(':') ? `[${host}]` : host}`).hostname;
}

t.test('no text makes it throw, and no message holds a control character', async (t) => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('://', ':', '[', ']', '@', '/', '.', '-', '%', 'smtp', '::1', '10.0.0.1', '٣', '\ud800'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const parsed = parseTarget(pieces.join(''));
      return parsed.ok || !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(parsed.problem.message + (parsed.problem.hint ?? ''));
    }),
    { numRuns: 500 },
  );
  t.pass();
});
