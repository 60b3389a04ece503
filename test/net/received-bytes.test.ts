import fc from 'fast-check';
import t from 'tap';
import { ReceivedBytes } from '../../src/net/received-bytes.js';

t.test('it holds what was appended less what was consumed, in any order of the two', async () => {
  const step = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((append) => ({ append })),
    fc.nat(60).map((consume) => ({ consume })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const received = new ReceivedBytes();
      let expected = Buffer.alloc(0);
      for (const each of steps) {
        if ('append' in each) {
          received.append(Uint8Array.from(each.append));
          expected = Buffer.concat([expected, each.append]);
        } else {
          const count = Math.min(each.consume, expected.length);
          received.consume(count);
          expected = expected.subarray(count);
        }
        if (received.length !== expected.length || !expected.equals(received.view())) return false;
      }
      return expected.equals(received.take()) && received.length === 0;
    }),
  );
});

t.test('a view can be limited', async (t) => {
  const received = new ReceivedBytes();
  received.append(Uint8Array.of(1, 2, 3));
  t.same([...received.view(2)], [1, 2]);
  t.same([...received.view(9)], [1, 2, 3]);
});

t.test('consuming what is not there is a mistake', async (t) => {
  const received = new ReceivedBytes();
  received.append(Uint8Array.of(1));
  t.throws(() => received.consume(2), RangeError);
  t.throws(() => received.consume(-1), RangeError);
});
