import type { SeededRandom } from './seeded-random.js';

/** One to four small changes: what a faulty or hostile peer would make of well-formed bytes. */
export function mutate(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  let mutated: Uint8Array = bytes.slice();
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    mutated = random.pick(CHANGES)(mutated, random.below(mutated.length + 1), random);
  }
  return mutated;
}

type Change = (bytes: Uint8Array, at: number, random: SeededRandom) => Uint8Array;

const CHANGES: readonly Change[] = [
  (bytes, at, random) => splice(bytes, at, 1, Uint8Array.of((bytes[at] ?? 0) ^ (1 << random.below(8)))),
  (bytes, at, random) => splice(bytes, at, 1, Uint8Array.of(random.pick([0, 1, 2, 0x7f, 0x80, 0xff]))),
  // A length field that is a little wrong.
  (bytes, at, random) =>
    splice(bytes, at, 1, Uint8Array.of(((bytes[at] ?? 0) + random.pick([-1, 1])) & 0xff)),
  (bytes, at, random) => splice(bytes, at, 0, random.bytes(1 + random.below(8))),
  (bytes, at, random) => splice(bytes, at, 1 + random.below(8), new Uint8Array(0)),
  (bytes, at, random) => splice(bytes, at, 0, bytes.slice(at, at + 1 + random.below(64))),
  (bytes, at) => bytes.slice(0, at),
];

function splice(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]));
}
