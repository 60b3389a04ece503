import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import {
  EXTENSION,
  findExtension,
  offeredSignatureAlgorithms,
  SIGNATURE_SCHEME,
  VERSION,
  type ClientHello,
} from 'tls-scanner-lite';
import { clientHelloDecoder } from '../../../src/lab/client-hello-decoder.js';
import type { OfferName, Protocol } from '../../../src/model/index.js';
import { encodeResponse } from '../../protocols/ldap-response.js';
import { settle, type Teardown } from '../peer.js';
import { text, type Act, type Answer } from './answers.js';

/** How a server behaves, as far as it is not as it should be. */
export interface Manners {
  readonly protocol?: Protocol;
  /** What it does with a connection before anything is said; undefined: nothing special. */
  readonly onConnect?: (connection: {
    readonly nth: number;
    /** How many others are open at this moment. */
    readonly others: number;
  }) => Answer | undefined;
  /** What it says before TLS, by what it is told. */
  readonly dialogue?: Partial<Record<'greeting' | 'EHLO' | 'STARTTLS' | 'StartTLS', Answer>>;
  /** What it answers to a hello; `others` stands for each offer that is not named. */
  readonly answers?: Partial<Record<OfferName | 'others', Answer>>;
}

export interface MisbehavingServer {
  readonly port: number;
  readonly connections: () => number;
}

export async function startMisbehaving(
  t: Teardown,
  manners: Manners,
  host = '127.0.0.1',
): Promise<MisbehavingServer> {
  let total = 0;
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const connection = { nth: total++, others: open.size };
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    t.teardown(() => socket.destroy());
    const special = manners.onConnect?.(connection);
    if (special) void play(socket, special);
    else serve(socket, manners);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  t.teardown(() => server.close());
  return { port: (server.address() as AddressInfo).port, connections: () => total };
}

/** Which offer of the ladder a hello makes. */
export function offerOf(hello: ClientHello): OfferName {
  if (findExtension(hello.extensions, EXTENSION.supported_versions)) return 'tls1.3';
  if (hello.version === VERSION['TLSv1.1']) return 'tls1.1';
  if (hello.version === VERSION.TLSv1) return hello.extensions ? 'tls1.0' : 'tls1.0-bare';
  const permitsMd5 = offeredSignatureAlgorithms(hello)?.includes(SIGNATURE_SCHEME.rsa_pkcs1_md5);
  return permitsMd5 === true ? 'md5-permitted' : 'sha-only';
}

const DIALOGUE = {
  greeting: [text('220 mx.example.com ESMTP\r\n')],
  EHLO: [text('250-mx.example.com\r\n250 STARTTLS\r\n')],
  STARTTLS: [text('220 go ahead\r\n')],
  StartTLS: [encodeResponse()],
} as const;

function serve(socket: Socket, { protocol, dialogue, answers }: Manners): void {
  const say = { ...DIALOGUE, ...dialogue };
  const decode = clientHelloDecoder();
  let heard = Buffer.alloc(0);
  if (protocol === 'smtp') void play(socket, say.greeting);
  const onData = (chunk: Buffer): void => {
    heard = Buffer.concat([heard, chunk]);
    if (heard[0] === 0x16) {
      const reading = decode(heard)?.value;
      if (!reading) return;
      socket.off('data', onData);
      const offer = reading.kind === 'hello' ? offerOf(reading.hello) : undefined;
      void play(socket, (offer && answers?.[offer]) ?? answers?.others ?? [], heard);
      return;
    }
    const command = heard.toString('latin1');
    heard = Buffer.alloc(0);
    if (protocol === 'ldap') void play(socket, say.StartTLS);
    else if (command.startsWith('EHLO')) void play(socket, say.EHLO);
    else if (command.startsWith('STARTTLS')) void play(socket, say.STARTTLS);
    else if (command.startsWith('QUIT')) socket.end('221 bye\r\n');
  };
  socket.on('data', onData);
}

/** @param hello what the client has said, for a real server to begin with */
async function play(socket: Socket, answer: Answer, hello?: Buffer): Promise<void> {
  for (const act of answer) {
    if (socket.destroyed) return;
    await perform(socket, act, hello);
  }
  // What nobody listens to is read all the same, so that the end is seen.
  if (!answer.some((act) => typeof act === 'object' && 'tls' in act)) socket.resume();
}

async function perform(socket: Socket, act: Act, hello: Buffer | undefined): Promise<void> {
  if (act === 'fin') socket.end();
  else if (act === 'rst') await reset(socket);
  else if (act === 'hear')
    await new Promise<void>((resolve) => socket.once('data', () => resolve()).resume());
  else if (act instanceof Uint8Array) await send(socket, act);
  else if ('bytewise' in act) {
    for (const byte of act.bytewise) {
      await send(socket, Uint8Array.of(byte));
      await new Promise(setImmediate);
    }
  } else if ('drip' in act) await drip(socket, act);
  else {
    socket.pause();
    if (hello) socket.unshift(hello);
    createTlsServer(act.tls)
      .on('tlsClientError', () => undefined)
      .on('secureConnection', (secure) => secure.on('error', () => undefined).resume())
      .emit('connection', socket);
  }
}

/** libuv tells a RST that comes together with data as a FIN: the client must have read what was said before. */
async function reset(socket: Socket): Promise<void> {
  await settle(50);
  socket.resetAndDestroy();
}

function send(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (socket.writable) socket.write(bytes, () => resolve());
    else resolve();
  });
}

async function drip(
  socket: Socket,
  { drip: bytes, everyMs }: { drip: Uint8Array; everyMs: number },
): Promise<void> {
  for (let at = 0; !socket.destroyed; at = (at + 1) % bytes.length) {
    await send(socket, bytes.subarray(at, at + 1));
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
