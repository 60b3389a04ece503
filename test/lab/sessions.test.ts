import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import t from 'tap';
import { startLab, type Lab, type LabListenerId } from '../../src/lab/index.js';
import { dialSmtp, dialTls, endpointOf, TextClient } from './lab-client.js';

let lab: Lab;
t.before(async () => {
  lab = await startLab({ limits: { maxCommands: 10 } });
});
t.teardown(() => lab.close());

t.test('SMTP commands are answered as a mail server would that takes no mail', async (t) => {
  const client = await dialSmtp(endpointOf(lab, 'outbound-relay'));
  const exchange: [command: string, reply: RegExp][] = [
    ['EHLO', /^501 /],
    ['helo', /^501 /],
    ['HELO client.example', /^250 lab-appliance\.example\r\n$/],
    [
      'ehlo client.example',
      /^250-lab-appliance\.example\r\n250-8BITMIME\r\n250-SIZE 33554432\r\n250 STARTTLS\r\n$/,
    ],
    ['MAIL FROM:<a@client.example>', /^550 /],
    ['DATA', /^550 /],
    ['RSET', /^250 /],
    ['STARTTLS now', /^501 /],
    ['XYZZY', /^500 /],
    ['QUIT', /^221 /],
  ];
  for (const [command, reply] of exchange) t.match(await client.ask(command), reply, command);
  await client.closed();
});

t.test('HTTP requests are answered once', async (t) => {
  const answers: [request: string, answer: RegExp][] = [
    [
      'GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /again HTTP/1.1\r\n\r\n',
      /^HTTP\/1\.1 200 OK\r\n[^]*<\/?p>[^]*\n$/,
    ],
    ['HEAD / HTTP/1.0\n\n', /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/],
    ['POST / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 501 /],
    ['EHLO x\r\n\r\n', /^HTTP\/1\.1 400 /],
    [`GET / HTTP/1.1\r\nCookie: ${'x'.repeat(20_000)}`, /^HTTP\/1\.1 431 /],
  ];
  for (const [request, answer] of answers) {
    const client = new TextClient(await secure('spam-quarantine'));
    client.send(request);
    t.match(await client.closed(), answer, request.slice(0, 20));
  }
});

t.test('a request may come byte by byte', async (t) => {
  const client = new TextClient(await secure('spam-quarantine'));
  client.socket.setNoDelay();
  for (const byte of 'GET / HTTP/1.1\r\n\r\n') client.send(byte);
  t.match(await client.closed(), /^HTTP\/1\.1 200 OK\r\n/);
});

t.test('LDAP requests are answered in kind, with their own message ids', async (t) => {
  const client = new TextClient(await secure('directory-replica'));
  const answered: [request: string, response: string][] = [
    ['600702010304008000', '61'],
    ['6300', '65'],
    ['4a00', '6b'],
    ['7700', '78'],
  ];
  for (const [at, [request, tag]] of answered.entries()) {
    const id = `020300ff0${at}`;
    client.send(message(id, request));
    const response = hex(await client.until(/no directory/));
    t.equal(response.slice(4, 16), id + tag, tag);
    t.match(response, /0a01350400/, 'unwillingToPerform');
  }
  client.send(message('020109', '5000'));
  client.send(message('02010a', '42' + '00'));
  await client.closed();
  t.equal(
    client.heard.match(/no directory/g)?.length,
    answered.length,
    'abandon and unbind have no response',
  );
});

t.test('what is no LDAP ends the connection', async (t) => {
  const wrong = ['47', '3080', '308400ffffff', '3003020101', '3007020501020304056000'];
  for (const bytes of wrong) {
    const client = new TextClient(await secure('directory-replica'));
    client.send(Buffer.from(bytes, 'hex'));
    t.equal(await client.closed(), '', bytes);
  }
});

t.test('LDAP messages without end are not answered without end', async (t) => {
  const client = new TextClient(await secure('directory-replica'));
  client.send(Buffer.concat(Array.from({ length: 1000 }, () => message('020101', '6300'))));
  t.equal((await client.closed()).match(/no directory/g)?.length, 10);
});

function message(id: string, operation: string): Buffer {
  const contents = Buffer.from(id + operation, 'hex');
  return Buffer.concat([Uint8Array.of(0x30, contents.length), contents]);
}

function hex(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('hex');
}

async function secure(id: LabListenerId): Promise<TLSSocket> {
  const socket = connect({
    socket: await dialTls(endpointOf(lab, id)),
    ciphers: 'DEFAULT@SECLEVEL=0',
    rejectUnauthorized: false,
  });
  await once(socket, 'secureConnect');
  return socket;
}
