import { X509Certificate } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import t from 'tap';
import {
  buildClientHello,
  CONTENT_TYPE,
  encodeClientHello,
  encodeHandshake,
  encodeRecord,
  exchangeRaw,
  EXTENSION,
  FlightReader,
  HANDSHAKE_TYPE,
  OFFERS,
  VERSION,
  type FlightResult,
  type OfferName,
} from 'tls-scanner-lite';
import { labTargets, startLab, type LabEndpoint } from '../../src/lab/index.js';
import { dialSmtp, dialTls, endpointOf, openTcpHandles, TextClient } from './lab-client.js';
import { askPermittingMd5 } from './md5-permitting-client.js';

const STRICT = ['inbound-mail', 'management-gui', 'directory'] as const;
const DAY_MS = 86_400_000;
const MD5_WITH_RSA = Buffer.from('2a864886f70d010104', 'hex');

t.test(
  'legacy listeners show their certificate only to a hello that permits MD5 or cannot say',
  async (t) => {
    const lab = await startLab();
    t.teardown(() => lab.close());
    const shown: Record<OfferName, boolean> = {
      'sha-only': false,
      'md5-permitted': true,
      'tls1.1': true,
      'tls1.0': true,
      'tls1.0-bare': true,
      // To the old appliance this is a TLS 1.2 hello without MD5.
      'tls1.3': false,
    };
    for (const id of STRICT) {
      for (const name of OFFERS) {
        const { flight, end } = await offer(endpointOf(lab, id), name);
        if (shown[name]) {
          t.same(end, { kind: 'server-hello-done' }, `${id} serves ${name}`);
          t.match(commonName(flight.certificateList?.[0]), /^IronPort Appliance D/);
          t.ok(isMd5Signed(flight.certificateList?.[0]));
        } else {
          t.same(end, { kind: 'alert', alert: { level: 2, description: 40 } }, `${id} refuses ${name}`);
          t.equal(flight.serverHello, undefined);
        }
      }
    }
  },
);

t.test('a TLS 1.2 hello without signature_algorithms means SHA-1 and is refused', async (t) => {
  const lab = await startLab();
  t.teardown(() => lab.close());
  const hello = buildClientHello({ name: 'sha-only', profile: 'sha' });
  const extensions = hello.extensions?.filter(({ type }) => type !== EXTENSION.signature_algorithms);
  const message = encodeHandshake(HANDSHAKE_TYPE.client_hello, (w) =>
    encodeClientHello(w, { ...hello, extensions }),
  );
  const socket = await dialTls(endpointOf(lab, 'management-gui'));
  const reader = new FlightReader();
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
  socket.write(encodeRecord(CONTENT_TYPE.handshake, VERSION.TLSv1, message));
  await once(socket.resume(), 'end');
  t.same(reader.end, { kind: 'alert', alert: { level: 2, description: 40 } });
});

t.test('the other listeners answer the SHA-only hello with what they were planned to present', async (t) => {
  const lab = await startLab();
  t.teardown(() => lab.close());
  const relay = await offer(endpointOf(lab, 'outbound-relay'), 'sha-only');
  t.match(commonName(relay.flight.certificateList?.[0]), /^Cisco Appliance Demo/);
  t.notOk(isMd5Signed(relay.flight.certificateList?.[0]));
  const quarantine = await offer(endpointOf(lab, 'spam-quarantine'), 'sha-only');
  t.equal(quarantine.end.kind, 'server-hello-done');
  t.ok(isMd5Signed(quarantine.flight.certificateList?.[0]));
  t.equal(quarantine.flight.serverHello?.cipherSuite, 0x009c, 'AES128-GCM-SHA256, as the documentation logs');
  const replica = await offer(endpointOf(lab, 'directory-replica'), 'sha-only');
  t.equal(replica.end.kind, 'server-hello-done');
  t.equal(commonName(replica.flight.certificateList?.[0]), 'directory.lab-appliance.example');
  const partner = await dialSmtp(endpointOf(lab, 'partner-listener'));
  t.notMatch(await partner.ask('EHLO client.example'), /STARTTLS/);
  t.match(await partner.ask('STARTTLS'), /^500 /);
});

t.test('after the fix the same hello is accepted everywhere with the newer certificate', async (t) => {
  const lab = await startLab({ fixed: true });
  t.teardown(() => lab.close());
  for (const id of [...STRICT, 'spam-quarantine', 'outbound-relay'] as const) {
    const endpoint = endpointOf(lab, id);
    const { flight, end } = await offer(endpoint, 'sha-only');
    t.equal(end.kind, 'server-hello-done');
    t.match(commonName(flight.certificateList?.[0]), /^Cisco Appliance Demo/);
    t.equal(endpoint.expectation, 'demo');
  }
  t.equal(endpointOf(lab, 'partner-listener').expectation, 'inconclusive');
  t.equal(endpointOf(lab, 'directory-replica').expectation, 'ok');
});

t.test(
  'a TLS 1.1 handshake with the legacy certificate is completed, and the session inside works',
  async (t) => {
    const lab = await startLab();
    t.teardown(() => lab.close());
    const mail = await completeOldTls(endpointOf(lab, 'inbound-mail'));
    t.equal(mail.getProtocol(), 'TLSv1.1');
    const client = new TextClient(mail);
    t.match(await client.ask('EHLO client.example'), /8BITMIME\r\n250 SIZE/);
    t.match(client.heard, /^(?!.*STARTTLS)/s, 'STARTTLS is not offered inside TLS');
    t.match(await client.ask('QUIT'), /^221 /);
    await client.closed();

    const gui = new TextClient(await completeOldTls(endpointOf(lab, 'management-gui')));
    gui.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    t.match(await gui.closed(), /^HTTP\/1\.1 200 OK\r\nServer: glass\/[^\r]* Python\/[^\r]*\r\n/);

    const directory = await completeOldTls(endpointOf(lab, 'directory'));
    directory.write(Buffer.from('300c020107600702010304008000', 'hex'));
    const [response] = (await once(directory, 'data')) as [Buffer];
    t.equal(response.subarray(2, 12).toString('hex'), '0201076135' + '0a01350400');
    directory.write(Buffer.from('300502010842' + '00', 'hex'));
    await once(directory.resume(), 'close');
  },
);

t.test(
  'a TLS 1.2 handshake that permits MD5 is completed with the suite that the appliance logs',
  async (t) => {
    const lines: string[] = [];
    const lab = await startLab({ log: (line) => lines.push(line) });
    t.teardown(() => lab.close());
    const gui = await dialTls(endpointOf(lab, 'management-gui'));
    t.match(await askPermittingMd5(gui, 'GET / HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 200 OK\r\n/);
    const mail = await dialTls(endpointOf(lab, 'inbound-mail'));
    t.match(await askPermittingMd5(mail, 'QUIT\r\n'), /^221 /);
    t.match(lines.at(-1), /Info: ICID 1 TLS success protocol TLSv1\.2 cipher AES128-GCM-SHA256$/);
  },
);

t.test('the log tells in the words of the appliance what it sees', async (t) => {
  const lines: string[] = [];
  const now = new Date(2015, 5, 3, 15, 27, 59).getTime();
  const lab = await startLab({ log: (line) => lines.push(line), now: () => now });
  const mail = endpointOf(lab, 'inbound-mail');
  await offer(mail, 'sha-only');
  const secured = await completeOldTls(mail);
  secured.destroy();
  await once(secured, 'close');
  await offer(endpointOf(lab, 'management-gui'), 'sha-only');
  await lab.close();
  const when = 'Wed Jun  3 15:27:59 2015';
  const opened = (icid: number): string[] => [
    `${when} Info: New SMTP ICID ${icid} interface Data 1 (127.0.0.1) address 127.0.0.1 reverse dns host unknown verified no`,
    `${when} Info: ICID ${icid} ACCEPT SG UNKNOWNLIST match sbrs[0.0:10.0] SBRS 4.8`,
  ];
  t.same(lines.slice(0, 6), [
    ...opened(1),
    `${when} Info: ICID 1 TLS failed: (336109761, 'error:1408A0C1:SSL routines:SSL3_GET_CLIENT_HELLO:no shared cipher')`,
    ...opened(2),
    `${when} Info: ICID 2 TLS success protocol TLSv1.1 cipher ECDHE-RSA-AES256-SHA`,
  ]);
  t.ok(
    lines.includes(
      `${when} lab: Management GUI: 127.0.0.1 TLS refused: its signature_algorithms do not permit MD5`,
    ),
  );
});

t.test('the log tells other failures as OpenSSL does, or as the lab', async (t) => {
  const lines: string[] = [];
  const lab = await startLab({ log: (line) => lines.push(line) });
  t.teardown(() => lab.close());
  const relay = endpointOf(lab, 'outbound-relay');
  const attempt = async (options: ConnectionOptions): Promise<string | undefined> => {
    const socket = connect({ socket: await dialTls(relay), rejectUnauthorized: false, ...options });
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    return error.code;
  };
  const ecdsaAlone = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' } as const;
  t.equal(await attempt(ecdsaAlone), 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE');
  t.match(
    lines.at(-1),
    /ICID 1 TLS failed: \(336109761, .*no shared cipher'\)$/,
    'OpenSSL says the same of both',
  );
  t.equal(await attempt({ minVersion: 'TLSv1.3' }), 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  t.match(
    lines.at(-1),
    / lab: ICID 2 TLS failed: unsupported protocol$/,
    'for this the appliance has no known line',
  );
});

t.test('certificates run as long as the table of certificates says', async (t) => {
  const now = Date.UTC(2030, 0, 1);
  const lab = await startLab({ now: () => now });
  t.teardown(() => lab.close());
  const daysLeft = async (id: 'spam-quarantine' | 'outbound-relay'): Promise<number> => {
    const { flight } = await offer(endpointOf(lab, id), 'sha-only');
    const { validTo } = new X509Certificate(flight.certificateList?.[0] ?? '');
    return Math.floor((Date.parse(validTo) - now) / DAY_MS);
  };
  t.equal(await daysLeft('spam-quarantine'), 303);
  t.equal(await daysLeft('outbound-relay'), 3218);
});

t.test('endpoints are told as an administrator and as a scan would call them', async (t) => {
  const lab = await startLab();
  t.teardown(() => lab.close());
  const mail = endpointOf(lab, 'inbound-mail');
  t.equal(mail.url, `smtp://127.0.0.1:${mail.port}`);
  t.same(labTargets(lab)[0], {
    written: mail.url,
    name: 'Inbound mail (Data 1)',
    service: 'receiving',
    host: '127.0.0.1',
    port: mail.port,
    protocol: 'smtp',
  });
  t.same(
    lab.endpoints.map(({ protocol, expectation }) => `${protocol} ${expectation}`),
    [
      'smtp md5-blocked',
      'https md5-blocked',
      'ldaps md5-blocked',
      'smtp demo',
      'https md5-served',
      'smtp inconclusive',
      'ldaps ok',
    ],
  );
  t.equal(new Set(lab.endpoints.map(({ port }) => port)).size, 7);
});

t.test('ports can be chosen, and one that is taken fails the start and leaves nothing open', async (t) => {
  const squatter = createServer();
  squatter.listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as AddressInfo;
  await t.rejects(startLab({ ports: { directory: port } }), { code: 'EADDRINUSE', port });
  squatter.close();
  await once(squatter, 'close');
  const lab = await startLab({ ports: { directory: port } });
  t.equal(endpointOf(lab, 'directory').port, port);
  await lab.close();
  t.same(await openTcpHandles(), []);
});

t.test('a wildcard address is told as one that can be connected to', async (t) => {
  const lab = await startLab({ host: '0.0.0.0' });
  t.teardown(() => lab.close());
  t.match(endpointOf(lab, 'management-gui').url, /^https:\/\/127\.0\.0\.1:\d+$/);
});

t.test('the lab listens on IPv6 and by name, too', async (t) => {
  const lines: string[] = [];
  const six = await startLab({ host: '::1', log: (line) => lines.push(line) });
  t.teardown(() => six.close());
  const mail = endpointOf(six, 'inbound-mail');
  t.equal(mail.url, `smtp://[::1]:${mail.port}`);
  await dialSmtp(mail);
  t.match(lines[0], /interface Data 1 \(::1\) address ::1 reverse/);
  const named = await startLab({ host: 'localhost' });
  t.teardown(() => named.close());
  t.match(endpointOf(named, 'directory').host, /^(::1|127\.0\.0\.1)$/, 'told by the address that was bound');
});

t.test('closing ends connections in every state, more than once', async (t) => {
  const lab = await startLab();
  const greeted = await dialSmtp(endpointOf(lab, 'inbound-mail'));
  const beforeHello = new TextClient(await dialTls(endpointOf(lab, 'directory')));
  const inside = new TextClient(await completeOldTls(endpointOf(lab, 'management-gui')));
  const ends = [greeted.closed(), beforeHello.closed(), inside.closed()];
  await Promise.all([lab.close(), lab.close()]);
  await Promise.all(ends);
  t.pass('all ended');
});

async function offer(endpoint: LabEndpoint, name: OfferName): Promise<FlightResult> {
  const socket = await dialTls(endpoint);
  return exchangeRaw(socket, { offer: { name, profile: 'sha' }, timeoutMs: 10_000 });
}

async function completeOldTls(endpoint: LabEndpoint): Promise<TLSSocket> {
  const socket = connect({
    socket: await dialTls(endpoint),
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
    rejectUnauthorized: false,
  });
  await once(socket, 'secureConnect');
  return socket;
}

function commonName(der: Uint8Array | undefined): string {
  return /^CN=(.*)$/m.exec(new X509Certificate(der ?? '').subject)?.[1] ?? '';
}

function isMd5Signed(der: Uint8Array | undefined): boolean {
  return Buffer.from(der ?? []).includes(MD5_WITH_RSA);
}
