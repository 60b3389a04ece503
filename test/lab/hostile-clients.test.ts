import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import { encodeOffer, exchangeRaw } from 'tls-scanner-lite';
import { startLab, type Lab, type LabLimits } from '../../src/lab/index.js';
import { dial, dialSmtp, dialTls, endpointOf, openTcpHandles, TextClient } from './lab-client.js';
import { askPermittingMd5 } from './md5-permitting-client.js';

const TLS_AT_ONCE = ['management-gui', 'spam-quarantine', 'directory', 'directory-replica'] as const;
const SMTP = ['inbound-mail', 'outbound-relay', 'partner-listener'] as const;

/** Runs what a hostile client does, and sees that the lab is none the worse for it. */
function hostile(title: string, limits: Partial<LabLimits>, act: (t: Test, lab: Lab) => Promise<void>): void {
  t.test(title, async (t) => {
    const lines: string[] = [];
    const lab = await startLab({ limits, log: (line) => lines.push(line) });
    try {
      await act(t, lab);
      const socket = await dialTls(endpointOf(lab, 'outbound-relay'));
      const { end } = await exchangeRaw(socket, {
        offer: { name: 'sha-only', profile: 'sha' },
        timeoutMs: 10_000,
      });
      t.equal(end.kind, 'server-hello-done', 'the lab still works');
      t.notMatch(lines.join('\n'), /a fault of the lab/);
    } finally {
      await lab.close();
    }
    t.same(await openTcpHandles(), [], 'nothing is left open');
  });
}

hostile('garbage where a ClientHello belongs ends the connection', {}, async (t, lab) => {
  for (const id of TLS_AT_ONCE) {
    for (const garbage of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), randomBytes(5000), Buffer.alloc(20_000)]) {
      garbage[0] = garbage[0] === 0x16 ? 0 : (garbage[0] ?? 0);
      const client = await dial(endpointOf(lab, id));
      client.send(garbage);
      t.equal(await client.closed(), '');
    }
  }
  const mail = new TextClient(await dialTls(endpointOf(lab, 'inbound-mail')));
  mail.socket.resume();
  mail.send('EHLO again\r\n');
  t.equal(await mail.closed(), '', 'a command in the place of TLS has no answer');
});

hostile('TLS that is no ClientHello is answered with a fatal alert', {}, async (t, lab) => {
  const cases: [record: string, alert: number][] = [
    ['170301000161', 10],
    ['15030100020100', 10],
    ['16030100040e000000', 10],
    ['160301000401000000', 50],
    ['1603010004' + '01ffffff', 50],
    ['160301ffff', 22],
  ];
  for (const [record, alert] of cases) {
    const client = await dial(endpointOf(lab, 'management-gui'));
    client.send(Buffer.from(record, 'hex'));
    t.equal(Buffer.from(await client.closed(), 'latin1').toString('hex'), `150301000202${hex(alert)}`);
  }
});

hostile('a hello that never ends is not waited for', { handshakeTimeoutMs: 500 }, async (t, lab) => {
  const hello = encodeOffer({ name: 'md5-permitted', profile: 'sha' });
  for (const bytes of [new Uint8Array(0), hello.subarray(0, 1), hello.subarray(0, hello.length - 1)]) {
    const client = await dial(endpointOf(lab, 'management-gui'));
    client.send(bytes);
    t.equal(await client.closed(), '');
  }
  const silent = new TextClient(await dialTls(endpointOf(lab, 'directory')));
  silent.socket.resume();
  silent.send(hello);
  await silent.closed();
  t.equal(silent.heard.charCodeAt(0), 0x16, 'a client that says no more after the flight is dropped, too');
});

hostile('more than any hello takes is not read', {}, async (t, lab) => {
  const huge = await dial(endpointOf(lab, 'management-gui'));
  // A message of 32 kB is announced, in full records.
  huge.send(Buffer.concat([Buffer.from('1603014000' + '01008000', 'hex'), Buffer.alloc(40_000)]));
  t.equal(await huge.closed(), '');
});

hostile(
  'a client that drips a byte at a time has no more time than another',
  { readTimeoutMs: 500 },
  async (t, lab) => {
    for (const id of SMTP) {
      const client = await dialSmtp(endpointOf(lab, id));
      const drip = setInterval(() => client.send('x'), 5);
      t.match(await client.closed(), /421 lab-appliance\.example timeout\r\n$/);
      clearInterval(drip);
    }
  },
);

hostile('a session has an end, however busy it is', { sessionTimeoutMs: 1000 }, async (t, lab) => {
  const client = await dialSmtp(endpointOf(lab, 'inbound-mail'));
  const busy = setInterval(() => client.send('NOOP\r\n'), 20);
  t.match(await client.closed(), /250 ok/);
  clearInterval(busy);
});

hostile('a giant line is refused', {}, async (t, lab) => {
  for (const id of SMTP) {
    const client = await dialSmtp(endpointOf(lab, id));
    client.send(Buffer.alloc(1_000_000, 'x'));
    t.match(await client.closed(), /^220 .*\r\n500 line too long\r\n$/);
  }
});

hostile('commands without end are not answered without end', { maxCommands: 20 }, async (t, lab) => {
  const client = await dialSmtp(endpointOf(lab, 'inbound-mail'));
  client.send('NOOP\r\n'.repeat(10_000));
  const heard = await client.closed();
  t.equal(heard.match(/250 ok/g)?.length, 20);
  t.match(heard, /421 .* too many commands\r\n$/);
});

hostile('bytes of every kind are a command that is not known', {}, async (t, lab) => {
  const client = await dialSmtp(endpointOf(lab, 'inbound-mail'));
  client.send(Buffer.from([0, 255, 27, 91, 51, 49, 109, 13, 10]));
  t.equal(await client.until(/\r\n/), '500 command not known here\r\n');
  client.send('\r\n');
  t.equal(await client.until(/\r\n/), '500 command not known here\r\n');
  client.send('quit\n');
  t.match(await client.closed(), /221 lab-appliance\.example\r\n$/);
});

hostile('commands that come with STARTTLS are not executed afterwards', {}, async (t, lab) => {
  const client = await dialSmtp(endpointOf(lab, 'outbound-relay'));
  client.send('STARTTLS\r\nEHLO injected\r\nMAIL FROM:<a@b>\r\n');
  t.match(await client.closed(), /220 Go ahead with TLS\r\n$/);
});

hostile(
  'one address is told when it has too many connections',
  { maxConnectionsPerAddress: 4 },
  async (t, lab) => {
    const endpoint = endpointOf(lab, 'inbound-mail');
    const greeted = await Promise.all([1, 2, 3, 4].map(() => dialSmtp(endpoint)));
    const more = await Promise.all(Array.from({ length: 20 }, () => dial(endpoint)));
    for (const client of more) {
      t.equal(await client.closed(), '421 #4.4.5 Too many connections from your host.\r\n');
    }
    t.match(await greeted[0]?.ask('NOOP'), /^250 /, 'those that were there before are served on');
    for (const client of greeted) t.match(await client.ask('QUIT'), /^221 /);
    await Promise.all(greeted.map((client) => client.closed()));
  },
);

hostile('a flood from one address is closed unheard', { maxConnections: 8 }, async (t, lab) => {
  const clients = await Promise.all(
    Array.from({ length: 50 }, () => dial(endpointOf(lab, 'management-gui'))),
  );
  const open = new Set(clients);
  const flooded = clients.map(async (client) => {
    await client.closed();
    open.delete(client);
    // The rest stays until the flood is over.
    if (open.size <= 8) for (const { socket } of open) socket.destroy();
  });
  await Promise.all(flooded);
  t.ok(clients.every(({ heard }) => heard === ''));
});

hostile('a client that vanishes in the middle of anything costs its connection alone', {}, async (t, lab) => {
  const hello = encodeOffer({ name: 'md5-permitted', profile: 'sha' });
  for (const { id } of lab.endpoints.filter(({ id }) => id !== 'partner-listener')) {
    for (const leave of ['destroy', 'resetAndDestroy'] as const) {
      for (const bytes of [hello.subarray(0, 30), hello]) {
        const socket = await dialTls(endpointOf(lab, id));
        await new Promise((resolve) => socket.write(bytes, resolve));
        socket[leave]();
        await once(socket, 'close');
      }
      const { socket } = await dial(endpointOf(lab, id));
      socket[leave]();
      await once(socket, 'close');
    }
  }
  t.pass('all left');
});

hostile('what breaks TLS in the moment that it is there costs its connection alone', {}, async (t, lab) => {
  for (const id of ['inbound-mail', 'management-gui', 'directory'] as const) {
    for (const garbage of ['170303002000000000000000' + '00'.repeat(24), '00'.repeat(40), '15030300020228']) {
      const socket = await dialTls(endpointOf(lab, id));
      socket.on('error', () => undefined);
      await t.rejects(askPermittingMd5(socket, 'NOOP\r\n', Buffer.from(garbage, 'hex')));
      socket.destroy();
    }
  }
});

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
