import { getEventListeners } from 'node:events';
import t from 'tap';
import type { Connection } from '../../src/net/index.js';
import { PROTOCOL_MODULES, type Preparation } from '../../src/protocols/index.js';
import { START_TLS_OID, encodeExtendedRequest } from '../../src/protocols/ldap-message.js';
import { connectTo, startScript, type Act } from '../net/scripted-server.js';
import { ACTIVE_DIRECTORY_RESPONSE, encodeResponse } from './ldap-response.js';

interface Step {
  /** What the client has to say before this reply, and nothing else. */
  readonly said?: Uint8Array | string;
  readonly reply: Uint8Array | string;
  readonly stage: 'greeting' | 'starttls';
  /** Other replies that say the same. */
  readonly variants: readonly (Uint8Array | string)[];
}

interface Dialogue {
  readonly protocol: 'smtp' | 'ldap';
  readonly steps: readonly Step[];
  readonly oversized: readonly (Uint8Array | string)[];
}

const DIALOGUES: readonly Dialogue[] = [
  {
    protocol: 'smtp',
    steps: [
      {
        reply: '220 mx.example.com ESMTP\r\n',
        stage: 'greeting',
        variants: ['220-mx.example.com\r\n220 ESMTP\r\n', '220-mx.example.com\n220-\n220 ESMTP\n'],
      },
      {
        said: 'EHLO probe.example.com\r\n',
        reply: '250-mx.example.com\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250 HELP\r\n',
        stage: 'greeting',
        variants: [
          '250-mx\r\n250 starttls \r\n',
          '250-\n250-StartTLS\n250\n',
          '250-STARTTLS\r\n250 HELP\r\n',
        ],
      },
      {
        said: 'STARTTLS\r\n',
        reply: '220 2.0.0 Ready\r\n',
        stage: 'starttls',
        variants: ['220\r\n', '220-Ready\r\n220 Go\r\n', '220 454 is what this text says\n'],
      },
    ],
    oversized: [`220-${'x'.repeat(5000)}`, '220-x\r\n'.repeat(10_000)],
  },
  {
    protocol: 'ldap',
    steps: [
      {
        said: encodeExtendedRequest(1, START_TLS_OID),
        reply: encodeResponse(),
        stage: 'starttls',
        variants: [ACTIVE_DIRECTORY_RESPONSE, encodeResponse({ responseName: START_TLS_OID })],
      },
    ],
    oversized: [Buffer.from('30840001000002', 'hex')],
  },
];

const GARBAGE: readonly (Uint8Array | string)[] = [
  'SSH-2.0-OpenSSH_9.2\r\n',
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html>',
  '\x15\x03\x01\x00\x02\x02\x0a',
  Buffer.alloc(2000, 0xff),
  '\0',
];

/** Longer than any test here may take: what passes with it was not decided by the clock. */
const NEVER_MS = 60_000;

for (const dialogue of DIALOGUES) {
  const { protocol, steps } = dialogue;
  t.test(protocol, async (t) => {
    t.test('the dialogue reaches TLS, and the client says just what belongs there', async (t) => {
      const server = await startScript(t, act(steps, 'send'));
      const connection = await connectTo(t, server);
      t.match(await prepare(connection), { ok: true, injectedBytes: undefined });
      const { socket, buffered } = connection.release();
      t.equal(buffered.length, 0);
      socket.destroy();
      t.same(await server.heard, Buffer.concat(steps.map(({ said }) => Buffer.from(said ?? ''))));
    });

    t.test('replies that come byte by byte are the same', async (t) => {
      const whole = await prepare(await connectTo(t, await startScript(t, act(steps, 'send'))));
      const dripped = await prepare(await connectTo(t, await startScript(t, act(steps, 'drip'))));
      t.same(dripped, whole);
    });

    t.test('every way to write a reply is understood', async (t) => {
      for (const [index, { variants }] of steps.entries()) {
        for (const reply of variants) {
          const connection = await connectTo(t, await startScript(t, act(replaced(index, reply), 'send')));
          t.match(await prepare(connection), { ok: true }, Buffer.from(reply).toString('latin1'));
        }
      }
    });

    t.test('what is injected behind the last reply is counted and handed over', async (t) => {
      const last = steps.length - 1;
      const injected = Buffer.concat([Buffer.from(steps[last]?.reply ?? ''), Buffer.from('RSET\r\n')]);
      const connection = await connectTo(t, await startScript(t, act(replaced(last, injected), 'send')));
      t.match(await prepare(connection), { ok: true, injectedBytes: 6 });
      t.equal(Buffer.from(connection.release().buffered).toString(), 'RSET\r\n');
    });

    t.test('an abort before the dialogue says nothing', async (t) => {
      const server = await startScript(t, []);
      const connection = await connectTo(t, server);
      const stage = steps[0]?.stage;
      t.match(await prepare(connection, { signal: AbortSignal.abort() }), failed(stage, 'aborted'));
      connection.close();
      t.equal((await server.heard).length, 0);
    });

    for (const [index, step] of steps.entries()) {
      const { stage } = step;
      const before = act(steps.slice(0, index), 'send');
      const asked: Act[] = step.said === undefined ? [] : [{ expect: step.said }];
      const half = Buffer.from(step.reply).subarray(0, 3);

      t.test(`silence at step ${index + 1} ends at the deadline`, async (t) => {
        for (const said of [[], [{ send: half }]]) {
          const connection = await connectTo(t, await startScript(t, [...before, ...asked, ...said]));
          t.match(await prepare(connection, { timeoutMs: 100 }), failed(stage, 'timeout'));
        }
      });

      t.test(`a reply at step ${index + 1} that only drips ends at the deadline`, async (t) => {
        const endless = protocol === 'smtp' ? '220-x\r\n' : Buffer.from('3084000000ff020101', 'hex');
        const slow: Act[] = [...before, ...asked, { dripOn: endless }];
        const connection = await connectTo(t, await startScript(t, slow));
        const result = await prepare(connection, { timeoutMs: 100 });
        t.ok(!result.ok && result.failure.stage === stage);
      });

      t.test(`a close or reset at step ${index + 1} is told`, async (t) => {
        for (const [end, code] of [
          ['close', 'closed'],
          ['reset', 'reset'],
        ] as const) {
          const connection = await connectTo(t, await startScript(t, [...before, ...asked, end]));
          t.match(await prepare(connection), failed(stage, code));
        }
        const connection = await connectTo(
          t,
          await startScript(t, [...before, ...asked, { send: half }, 'close']),
        );
        t.match(await prepare(connection), failed(stage, 'closed'));
      });

      t.test(`garbage at step ${index + 1} is told at once`, async (t) => {
        for (const send of GARBAGE) {
          const connection = await connectTo(t, await startScript(t, [...before, ...asked, { send }]));
          t.match(await prepare(connection), failed(stage, 'unexpected-reply'));
        }
      });

      t.test(`a reply at step ${index + 1} that is too large is told at once`, async (t) => {
        for (const send of dialogue.oversized) {
          const connection = await connectTo(t, await startScript(t, [...before, ...asked, { send }]));
          t.match(await prepare(connection), failed(stage, 'too-large'));
        }
      });

      t.test(`an abort at step ${index + 1} ends the wait`, async (t) => {
        const controller = new AbortController();
        const connection = await connectTo(t, await startScript(t, [...before, ...asked, { send: half }]));
        const pending = prepare(connection, { signal: controller.signal });
        while (connection.bufferedBytes !== half.length) await new Promise(setImmediate);
        controller.abort();
        t.match(await pending, failed(stage, 'aborted'));
        t.equal(getEventListeners(controller.signal, 'abort').length, 0);
      });
    }

    function prepare(
      connection: Connection,
      context: { timeoutMs?: number; signal?: AbortSignal } = {},
    ): Promise<Preparation> {
      const whole = { ehloName: 'probe.example.com', timeoutMs: NEVER_MS, ...context };
      return PROTOCOL_MODULES[protocol].prepare(connection, whole);
    }

    function replaced(index: number, reply: Uint8Array | string): Step[] {
      return steps.map((step, i) => (i === index ? { ...step, reply } : step));
    }
  });
}

function act(steps: readonly Step[], how: 'send' | 'drip'): Act[] {
  return steps.flatMap(({ said, reply }): Act[] => {
    const answer: Act = how === 'send' ? { send: reply } : { drip: reply };
    return said === undefined ? [answer] : [{ expect: said }, answer];
  });
}

function failed(stage: string | undefined, code: string): object {
  return { ok: false, failure: { stage, code, message: /^[A-Z].{10,}/ } };
}

t.test('every protocol with a dialogue is in this suite', async (t) => {
  const withDialogue = Object.entries(PROTOCOL_MODULES).filter(([, module]) => module.tls === 'starttls');
  t.same(withDialogue.map(([name]) => name).sort(), DIALOGUES.map(({ protocol }) => protocol).sort());
});

t.test('a protocol with implicit TLS says and reads nothing before it', async (t) => {
  for (const module of Object.values(PROTOCOL_MODULES).filter(({ tls }) => tls === 'implicit')) {
    const server = await startScript(t, [{ send: 'hello' }]);
    const connection = await connectTo(t, server);
    t.same(await module.prepare(connection, { ehloName: 'x', timeoutMs: NEVER_MS }), { ok: true });
    t.equal(connection.socket.listenerCount('data'), 0);
    connection.close();
    t.equal((await server.heard).length, 0);
  }
});

t.test('each protocol that has a goodbye says it inside TLS', async (t) => {
  const farewell = (name: keyof typeof PROTOCOL_MODULES): string | undefined =>
    PROTOCOL_MODULES[name].farewell && Buffer.from(PROTOCOL_MODULES[name].farewell).toString('hex');
  t.equal(farewell('smtp'), Buffer.from('QUIT\r\n').toString('hex'));
  t.equal(farewell('smtps'), farewell('smtp'));
  t.equal(farewell('ldap'), '30050201024200');
  t.equal(farewell('ldaps'), farewell('ldap'));
  t.equal(farewell('https'), undefined);
});
