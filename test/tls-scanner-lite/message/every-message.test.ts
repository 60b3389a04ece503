import t from 'tap';
import { ByteReader, ByteWriter, DecodeError, type DecodeErrorCode } from 'tls-scanner-lite';
import { mutate } from '../../fuzz/mutate.js';
import { SeededRandom } from '../../fuzz/seeded-random.js';
import { EVERY_MESSAGE, type EveryMessage } from './every-message.js';

const MUTATIONS = 300;

for (const message of EVERY_MESSAGE) {
  t.test(`${message.name}: what is encoded decodes to the same`, async (t) => {
    t.strictSame(decode(message, message.bytes), { value: message.value });
  });

  t.test(`${message.name}: every prefix ends too early`, async (t) => {
    const outcomes = Array.from(message.bytes, (_, length) =>
      decode(message, message.bytes.subarray(0, length)),
    );
    const others = outcomes.flatMap(({ code }, length) => (code === 'truncated' ? [] : [length]));
    t.same(others, message.validPrefixLength === undefined ? [] : [message.validPrefixLength]);
  });

  t.test(`${message.name}: a byte too many is an error`, async (t) => {
    t.equal(decode(message, Uint8Array.of(...message.bytes, 0)).code, message.byteTooMany);
  });

  t.test(`${message.name}: what is changed at random is an error, or says what it says`, async (t) => {
    const random = new SeededRandom(message.bytes.length);
    const mutations = Array.from({ length: MUTATIONS }, () => mutate(message.bytes, random));
    // There is one encoding for each value, so nothing that was changed may be lost.
    const loose = mutations.filter((mutated) => {
      const outcome = decode(message, mutated);
      if (outcome.code !== undefined) return false;
      return !Buffer.from(mutated).equals(
        ByteWriter.encode((w) => message.encode(w, outcome.value as never)),
      );
    });
    t.same(loose.map(hex), []);
  });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

t.test('an error says where it is', async (t) => {
  const hello = EVERY_MESSAGE.find(({ name }) => name === 'ServerHello with extensions');
  t.throws(() => hello?.decode(new ByteReader(hello.bytes.subarray(0, 20), 'ServerHello')), {
    name: 'DecodeError',
    code: 'truncated',
    field: 'ServerHello.random',
    offset: 2,
    message: 'ServerHello.random: ends too early (offset 2)',
  });
});

interface Decoded {
  readonly value?: unknown;
  readonly code?: DecodeErrorCode;
}

/** Anything that is thrown but a DecodeError fails the test. */
function decode(message: EveryMessage, bytes: Uint8Array): Decoded {
  try {
    return { value: message.decode(new ByteReader(bytes, message.name)) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { code: error.code };
  }
}
