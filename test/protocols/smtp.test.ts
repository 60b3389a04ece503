import t, { type Test } from 'tap';
import { PROTOCOL_MODULES, type Preparation } from '../../src/protocols/index.js';
import { connectTo, startScript, type Act } from '../net/scripted-server.js';

const GREETING: Act = { send: '220 mx.example.com ESMTP\r\n' };
const EHLO: Act = { expect: 'EHLO [192.0.2.1]\r\n' };
const OFFER: Act = { send: '250-mx.example.com\r\n250 STARTTLS\r\n' };
const STARTTLS: Act = { expect: 'STARTTLS\r\n' };

/** What comes of a dialogue, and what the client said last. */
async function hold(
  t: Pick<Test, 'teardown'>,
  script: readonly Act[],
): Promise<{ result: Preparation; said: string[] }> {
  const server = await startScript(t, script);
  const connection = await connectTo(t, server);
  const result = await PROTOCOL_MODULES.smtp.prepare(connection, {
    ehloName: '[192.0.2.1]',
    timeoutMs: 60_000,
  });
  connection.close();
  return { result, said: (await server.heard).toString().split('\r\n').slice(0, -1) };
}

interface Row {
  readonly reply: string;
  readonly stage?: string;
  readonly code: string;
  readonly message: RegExp;
  /** Not said after 421, when the server closes by itself, nor to what does not speak SMTP. */
  readonly quit?: boolean;
}

function assertRows(t: Test, stage: string, before: readonly Act[], rows: readonly Row[]): Promise<void>[] {
  return rows.map(async (row) => {
    const { result, said } = await hold(t, [...before, { send: row.reply }]);
    const failure = { stage: row.stage ?? stage, code: row.code, message: row.message };
    t.match(result, { ok: false, failure }, row.reply);
    t.equal(said.at(-1) === 'QUIT', row.quit ?? true, `${row.reply} and QUIT`);
  });
}

t.test('a greeting that does not begin with 2 is told by its code', async (t) => {
  const rows: readonly Row[] = [
    {
      reply: '421 #4.4.5 Too many connections from your host.\r\n',
      code: 'service-unavailable',
      message: /not available now: "421 #4\.4\.5 Too many connections from your host\."$/,
      quit: false,
    },
    {
      reply: '554 Your access has been rejected\r\n',
      code: 'rejected',
      message: /by reputation or policy: "554 /,
    },
    { reply: '521 mx.example.com\r\n', code: 'rejected', message: /rejects this client: "521 mx/ },
    { reply: '450-a\r\n450 b\r\n', code: 'unexpected-reply', message: /greeting is "450 a b"/ },
    { reply: '354 mx.example.com\r\n', code: 'unexpected-reply', message: /greeting is "354 / },
    { reply: '220-a\r\n554 b\r\n', code: 'unexpected-reply', message: /220 and 554/, quit: false },
  ];
  await Promise.all(assertRows(t, 'greeting', [], rows));
});

t.test('a greeting may have any code that says yes: on AsyncOS it can be chosen', async (t) => {
  for (const code of [220, 221, 250, 299]) {
    const { result } = await hold(t, [
      { send: `${code} mx ready\r\n` },
      EHLO,
      OFFER,
      STARTTLS,
      { send: '220\r\n' },
    ]);
    t.match(result, { ok: true, greeting: `${code} mx ready` });
  }
});

t.test('a reply to EHLO other than 250 is told by its code', async (t) => {
  const rows: readonly Row[] = [
    { reply: '421 Bye\r\n', code: 'service-unavailable', message: /"421 Bye"/, quit: false },
    { reply: '554 No\r\n', code: 'rejected', message: /by reputation or policy: "554 No"/ },
    { reply: '501 Invalid\r\n', code: 'rejected', message: /EHLO name: "501 Invalid"/ },
    { reply: '550 No\r\n', code: 'rejected', message: /rejects EHLO: "550 No"/ },
    { reply: '500 What?\r\n', code: 'rejected', message: /does not know EHLO, .* "500 What/ },
    { reply: '502 What?\r\n', code: 'rejected', message: /does not know EHLO, .* "502 What/ },
    { reply: '220 Hello\r\n', code: 'unexpected-reply', message: /reply to EHLO is "220 Hello"/ },
  ];
  await Promise.all(assertRows(t, 'greeting', [GREETING, EHLO], rows));
});

t.test('an EHLO reply without STARTTLS says so, as a matter of this address', async (t) => {
  const code = 'not-offered';
  const message = /^The server does not offer STARTTLS to this address$/;
  const rows: readonly Row[] = [
    { reply: '250 mx.example.com\r\n', code, message },
    { reply: '250-mx.example.com\r\n250-XSTARTTLSX\r\n250 NOSTARTTLS\r\n', code, message },
    { reply: '250-mx.example.com\r\n250 HELP try STARTTLS\r\n', code, message },
  ];
  await Promise.all(assertRows(t, 'starttls', [GREETING, EHLO], rows));
});

t.test('a reply to STARTTLS other than 220 is told by its code', async (t) => {
  const rows: readonly Row[] = [
    { reply: '421 Bye\r\n', code: 'refused', message: /ends the connection.*"421 Bye"/, quit: false },
    { reply: '454 4.7.0 TLS not available\r\n', code: 'refused', message: /no TLS for the time being: "454/ },
    { reply: '450 Later\r\n', code: 'refused', message: /for the time being: "450 Later"/ },
    { reply: '502 5.5.1 What?\r\n', code: 'refused', message: /does not implement it: "502/ },
    { reply: '554 5.7.1 No\r\n', code: 'refused', message: /reputation or policy: "554/ },
    { reply: '530 5.7.0 No\r\n', code: 'refused', message: /refuses STARTTLS: "530/ },
    { reply: '250 OK\r\n', code: 'unexpected-reply', message: /reply to STARTTLS is "250 OK"/ },
    { reply: '334 \r\n', code: 'unexpected-reply', message: /"334"/ },
  ];
  await Promise.all(assertRows(t, 'starttls', [GREETING, EHLO, OFFER, STARTTLS], rows));
});

t.test('nothing is said before the last line of a slow greeting', async (t) => {
  const { result, said } = await hold(t, [{ send: '220-mx\r\n' }, { drip: '220 ESMTP\r\n' }, EHLO, 'close']);
  t.match(result, { ok: false, greeting: '220 mx ESMTP', failure: { stage: 'greeting', code: 'closed' } });
  t.same(said, ['EHLO [192.0.2.1]']);
});

t.test('the greeting is given as one line, raw and bounded', async (t) => {
  const greeting = async (send: string): Promise<string | undefined> =>
    (await hold(t, [{ send }, EHLO, 'close'])).result.greeting;
  t.equal(await greeting('220-one\r\n220-\r\n220 \x1b[31mtwo\r\n'), '220 one \x1b[31mtwo');
  t.equal(await greeting('220\r\n'), '220');
  const long = await greeting(`220 ${'é'.repeat(600)}\r\n`);
  t.equal(long?.length, 512);
  t.ok(long?.endsWith('é…'));
});

t.test('the greeting is kept when the dialogue fails later, and one that rejects is none', async (t) => {
  const later = await hold(t, [GREETING, EHLO, { send: '250 mx\r\n' }]);
  t.match(later.result, { ok: false, greeting: '220 mx.example.com ESMTP' });
  const rejected = await hold(t, [{ send: '554 no\r\n' }]);
  t.equal(rejected.result.greeting, undefined);
});

t.test('a reply that was there before its command is not believed', async (t) => {
  const early = await hold(t, [GREETING, EHLO, { send: '250 STARTTLS\r\n220 Ready\r\n' }]);
  t.match(early.result, { ok: false, failure: { stage: 'starttls', code: 'injected-data' } });
  const earlier = await hold(t, [{ send: '220 mx\r\n250 STARTTLS\r\n' }]);
  t.match(earlier.result, { ok: false, failure: { stage: 'greeting', code: 'unexpected-reply' } });
  const closing = await hold(t, [{ send: '220 mx\r\n421 Too busy\r\n' }]);
  t.match(closing.result, { ok: false, failure: { stage: 'greeting', code: 'service-unavailable' } });
});

t.test('an EHLO name that would not stay in its command is the caller’s mistake', async (t) => {
  for (const ehloName of ['', 'a b', 'a\r\nMAIL FROM:<x>', 'zoë.example']) {
    const connection = await connectTo(t, await startScript(t, [GREETING]));
    const context = { ehloName, timeoutMs: 60_000 };
    await t.rejects(PROTOCOL_MODULES.smtp.prepare(connection, context), RangeError);
  }
});
