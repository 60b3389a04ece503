import { deepStrictEqual, ok } from 'node:assert/strict';
import t from 'tap';
import {
  FlightReader,
  MAX_CHAIN_CERTIFICATES,
  MAX_FLIGHT_BYTES,
  MAX_IDLE_RECORDS,
  serverHelloCheck,
  type FlightResult,
} from 'tls-scanner-lite';
import {
  alertRecord,
  certificate,
  certificateRequest,
  essence,
  handshakeRecord,
  helloRequest,
  helloRetryRequest,
  join,
  recordsOf,
  RSA_SUITE,
  serverHello,
  serverHello13,
  serverHelloDone,
  serverKeyExchange,
} from '../tls-scanner-lite/framing/server-flight.js';
import { fuzz } from './fuzz.js';
import { mutate } from './mutate.js';
import type { SeededRandom } from './seeded-random.js';

const CHECK = serverHelloCheck({ name: 'sha-only', profile: 'sha' });

t.test('a flight that was changed at random ends in the same way however it is cut', async (t) => {
  const ends = new Set<string>();
  const runs = fuzz((random) => {
    const stream = mutateStream(random);
    const whole = read([stream]);
    for (const longest of [1, 7, 200]) {
      deepStrictEqual(essence(read(random.cut(stream, longest))), essence(whole));
    }
    checkBounds(whole);
    ends.add(whole.end.kind === 'violation' ? whole.end.code : whole.end.kind);
  });
  t.ok(runs > 0);
  // Too few rounds may miss one; what the rounds reach must not be one corner alone.
  if (runs >= 300)
    for (const end of ['server-hello-done', 'alert', 'closed', 'malformed', 'unexpected-message'])
      t.ok(ends.has(end), end);
});

t.test('bytes at random end in the same way however they are cut', async (t) => {
  const runs = fuzz((random) => {
    const begin = random.pick([
      [],
      [22],
      [22, 3],
      [22, 3, 3, 0, 60],
      [21, 3, 1, 0, 2],
      [22, 3, 3, 0, 9, 2, 0, 0],
    ]);
    const stream = join([Uint8Array.from(begin), random.bytes(random.below(200))]);
    const whole = read([stream]);
    deepStrictEqual(essence(read(random.cut(stream, 9))), essence(whole));
    checkBounds(whole);
  });
  t.ok(runs > 0);
});

t.test('a flight without end is ended at its cap', async (t) => {
  const reader = new FlightReader();
  const chunk = handshakeRecord(join(Array.from({ length: 4000 }, () => helloRequest())));
  let pushed = 0;
  while (reader.push(chunk) === undefined) {
    pushed += chunk.length;
    if (pushed > 2 * MAX_FLIGHT_BYTES) break;
  }
  t.match(reader.end, { kind: 'violation', code: 'too-large' });
  t.ok(pushed <= MAX_FLIGHT_BYTES);
});

function read(pieces: readonly Uint8Array[]): FlightResult {
  const reader = new FlightReader(CHECK);
  for (const piece of pieces) {
    // As a socket gives it: a Buffer, which is overwritten after the call.
    const buffer = Buffer.from(piece);
    reader.push(buffer);
    buffer.fill(0xee);
  }
  return reader.finish({ kind: 'closed' });
}

function checkBounds({ flight }: FlightResult): void {
  ok((flight.certificateList?.length ?? 0) <= MAX_CHAIN_CERTIFICATES);
  ok(flight.warnings.length <= MAX_IDLE_RECORDS + 1);
  // A view of a larger buffer would keep that buffer alive.
  const list = flight.certificateList ?? [];
  const bytes = list.reduce((sum, { length }) => sum + length, 0);
  for (const { buffer } of list) ok(buffer.byteLength <= bytes + 3 * list.length + 3);
}

/** A flight that was put together at random, in records of a random length, with a change at any of these stages. */
function mutateStream(random: SeededRandom): Uint8Array {
  const messages = randomMessages(random).map((message) =>
    random.chance(12) ? mutate(message, random) : message,
  );
  const records = [recordsOf(messages, random.pick([1, 20, 100, 2 ** 14]))];
  if (random.chance(4))
    records.splice(random.below(2), 0, alertRecord(1 + random.below(2), random.below(130)));
  const stream = join(records);
  return random.chance(3) ? mutate(stream, random) : stream;
}

function randomMessages(random: SeededRandom): Uint8Array[] {
  const rsa = random.chance(2);
  const messages = [
    random.pick([
      serverHello(rsa ? { cipherSuite: RSA_SUITE } : {}),
      serverHello(rsa ? { cipherSuite: RSA_SUITE } : {}),
      serverHello(rsa ? { cipherSuite: RSA_SUITE } : {}),
      serverHello13(),
      helloRetryRequest(),
    ]),
    certificate(Array.from({ length: random.below(4) }, () => random.bytes(1 + random.below(60)))),
    ...(rsa ? [] : [serverKeyExchange()]),
    ...(random.chance(3) ? [certificateRequest()] : []),
    serverHelloDone(),
  ];
  // Left out, said twice, or in another place.
  if (random.chance(6)) messages.splice(random.below(messages.length), 1);
  if (random.chance(6)) messages.splice(random.below(messages.length), 0, random.pick(messages));
  if (random.chance(6)) messages.splice(random.below(messages.length), 0, helloRequest());
  return messages;
}
