import t from 'tap';
import { ByteWriter } from 'tls-scanner-lite';

t.test('a vector gets the length of what its callback wrote', async (t) => {
  const bytes = ByteWriter.encode((w) =>
    w.uint16(0x0303).vector(2, (v) => v.uint24(0x010203).vector(1, (x) => x.uint8(9))),
  );
  t.same([...bytes], [3, 3, 0, 5, 1, 2, 3, 1, 9]);
});

t.test('a value that does not fit its field is the caller’s mistake', async (t) => {
  t.throws(() => ByteWriter.encode((w) => w.uint8(256)), RangeError);
  t.throws(() => ByteWriter.encode((w) => w.vector(1, (v) => v.bytes(new Uint8Array(256)))), RangeError);
});
