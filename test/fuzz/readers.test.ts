import { deepStrictEqual } from 'node:assert/strict';
import t from 'tap';
import {
  encodeHandshake,
  encodeRecord,
  HandshakeReader,
  RecordReader,
  type Violation,
} from 'tls-scanner-lite';
import { fuzz } from './fuzz.js';
import { mutate } from './mutate.js';
import {
  referenceMessages,
  referenceRecords,
  type ReferenceMessage,
  type ReferenceRecord,
} from './reference-readers.js';
import type { SeededRandom } from './seeded-random.js';

const LONGEST_PIECE_BYTES = 40;

t.test('records are read as the plainest reader reads them, however the stream is cut', async (t) => {
  const runs = fuzz((random) => {
    const stream = mutateSometimes(randomRecords(random), random);
    const expected = referenceRecords(stream);
    const reader = new RecordReader();
    const records: ReferenceRecord[] = [];
    let violation: Violation | undefined;
    for (const piece of random.cut(stream, LONGEST_PIECE_BYTES)) {
      violation ??= reader.push(disposable(piece), (type, version, fragment) =>
        records.push({ type, version, fragment: hex(fragment) }),
      );
      piece.fill(0xee);
    }
    deepStrictEqual(records, expected.records);
    deepStrictEqual(violation?.code, expected.violation);
    if (violation === undefined) deepStrictEqual(reader.midRecord, expected.unfinished);
  });
  t.ok(runs > 0);
});

t.test('handshake messages are read as the plainest reader reads them, however they are cut', async (t) => {
  const runs = fuzz((random) => {
    const stream = mutateSometimes(randomMessages(random), random);
    const expected = referenceMessages(stream);
    const reader = new HandshakeReader();
    const messages: ReferenceMessage[] = [];
    let tooLong: number | undefined;
    for (const piece of random.cut(stream, LONGEST_PIECE_BYTES)) {
      tooLong ??= reader.push(disposable(piece), (type, body) => messages.push({ type, body: hex(body) }));
      piece.fill(0xee);
    }
    deepStrictEqual(messages, expected.messages);
    deepStrictEqual(tooLong, expected.tooLong);
  });
  t.ok(runs > 0);
});

function randomRecords(random: SeededRandom): Uint8Array {
  const records = Array.from({ length: random.below(8) }, () =>
    encodeRecord(20 + random.below(4), 0x0300 + random.below(5), random.bytes(random.below(100))),
  );
  return new Uint8Array(Buffer.concat(records));
}

function randomMessages(random: SeededRandom): Uint8Array {
  const messages = Array.from({ length: random.below(8) }, () => {
    const body = random.bytes(random.below(100));
    return encodeHandshake(random.below(25), (w) => w.bytes(body));
  });
  return new Uint8Array(Buffer.concat(messages));
}

function mutateSometimes(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  return random.chance(2) ? mutate(bytes, random) : bytes;
}

/** As a socket gives it: a Buffer, which is overwritten after the call. */
function disposable(piece: Uint8Array): Buffer {
  return Buffer.from(piece.buffer, piece.byteOffset, piece.length);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
