/*
 * CPU per endpoint at hello depth, over the CPU of a plain `net.connect` loop that connects, writes, reads and closes:
 * both in one process, in turn, against one cheap responder in another. Ratios and medians, since machines are noisy.
 *
 *   npm run bench
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { encodeOffer } from 'tls-scanner-lite';
import { scan, type Target } from '../../src/index.js';
import { cannedFlight } from './canned-flight.js';

const ENDPOINTS = Number(process.env['BENCH_ENDPOINTS'] ?? 5000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const IN_FLIGHT = 100;

/** Many addresses, so that no pair of address and port runs out of ephemeral ports. */
const ADDRESSES = Array.from({ length: 32 }, (_, at) => `127.0.0.${at + 1}`);

/** The responder gets it from the process that measures: minting takes a moment. */
const FLIGHT = process.env['BENCH_FLIGHT']
  ? Buffer.from(process.env['BENCH_FLIGHT'], 'base64')
  : cannedFlight();

if (process.argv[2] === 'responder') await respond();
else await measure();

async function measure(): Promise<void> {
  const responder = spawn(process.execPath, [fileURLToPath(import.meta.url), 'responder'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_FLIGHT: FLIGHT.toString('base64') },
  });
  try {
    const ports = await readPorts(responder);
    if (process.env['BENCH_ONLY']) {
      for (let i = 0; i < 10; i++)
        await (process.env['BENCH_ONLY'] === 'floor' ? plainLoop : shaprobe)(ports, ENDPOINTS);
      return;
    }
    const floor: number[] = [];
    const ours: number[] = [];
    await plainLoop(ports, 1000);
    await shaprobe(ports, 1000);
    for (let round = 0; round < ROUNDS; round++) {
      floor.push(await cpuPerEndpoint(() => plainLoop(ports, ENDPOINTS)));
      ours.push(await cpuPerEndpoint(() => shaprobe(ports, ENDPOINTS)));
    }
    const ratios = ours.map((value, round) => value / (floor[round] ?? NaN));
    console.log(
      `${ENDPOINTS} endpoints, ${IN_FLIGHT} in flight, median of ${ROUNDS} rounds; CPU is user + system`,
    );
    console.log(`plain net.connect loop   ${median(floor).toFixed(0)} us per endpoint`);
    console.log(`shaprobe, hello depth    ${median(ours).toFixed(0)} us per endpoint`);
    console.log(
      `ratio, round by round    ${median(ratios).toFixed(2)} (${ratios.map((r) => r.toFixed(2)).join(' ')})`,
    );
  } finally {
    responder.kill();
  }
}

async function cpuPerEndpoint(run: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / ENDPOINTS;
}

async function shaprobe(ports: readonly number[], count: number): Promise<void> {
  let accepted = 0;
  const options = { handshake: 'hello', concurrency: IN_FLIGHT, perHost: IN_FLIGHT } as const;
  for await (const { verdict } of scan(targets(ports, count), options)) if (verdict === 'ok') accepted++;
  if (accepted !== count) throw new Error(`${accepted} of ${count} were accepted`);
}

function* targets(ports: readonly number[], count: number): Generator<Target> {
  for (let at = 0; at < count; at++) {
    const host = ADDRESSES[at % ADDRESSES.length] ?? '';
    const port = ports[at % ADDRESSES.length] ?? 0;
    yield { written: `https://${host}:${port}`, host, port, protocol: 'https', service: 'https' };
  }
}

/** The least that a Node program of ordinary make does for an endpoint. */
async function plainLoop(ports: readonly number[], count: number): Promise<void> {
  const hello = encodeOffer({ name: 'sha-only', profile: 'sha' });
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const at = next++;
      await connectWriteReadClose(
        ADDRESSES[at % ADDRESSES.length] ?? '',
        ports[at % ADDRESSES.length] ?? 0,
        hello,
      );
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

function connectWriteReadClose(host: string, port: number, hello: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = 0;
    const socket = connect(port, host, () => socket.write(hello));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received += chunk.length;
      if (received < FLIGHT.length) return;
      socket.destroy();
      resolve();
    });
  });
}

async function respond(): Promise<void> {
  const ports: number[] = [];
  for (const address of ADDRESSES) {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(FLIGHT));
    });
    server.listen(0, address, 4096);
    await once(server, 'listening');
    ports.push((server.address() as AddressInfo).port);
  }
  console.log(JSON.stringify(ports));
}

async function readPorts(responder: ChildProcess): Promise<number[]> {
  if (!responder.stdout) throw new Error('no pipe');
  let text = '';
  for await (const chunk of responder.stdout) {
    text += String(chunk);
    if (text.includes('\n')) return JSON.parse(text) as number[];
  }
  throw new Error('the responder did not start');
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
