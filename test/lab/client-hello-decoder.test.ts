import fc from 'fast-check';
import t from 'tap';
import { CONTENT_TYPE, encodeOffer, encodeRecord, OFFERS, VERSION } from 'tls-scanner-lite';
import { clientHelloDecoder, type HelloReading } from '../../src/lab/client-hello-decoder.js';
import { permitsMd5 } from '../../src/lab/strict-policy.js';

const SOME_SHA_OFFER = encodeOffer({ name: 'sha-only', profile: 'sha' });

t.test('every offer is read, and the policy tells which of them permit MD5', async (t) => {
  for (const name of OFFERS) {
    const reading = readAtOnce(encodeOffer({ name, profile: 'sha', serverName: 'mail.example.com' }));
    if (reading?.kind !== 'hello') throw new Error(`${name} was not read`);
    t.equal(permitsMd5(reading.hello), name !== 'sha-only' && name !== 'tls1.3', name);
  }
});

t.test('a list of signature algorithms that cannot be read permits nothing', async (t) => {
  const reading = readAtOnce(SOME_SHA_OFFER);
  if (reading?.kind !== 'hello') throw new Error('not read');
  const data = Uint8Array.of(0, 3, 1, 1, 0);
  t.equal(permitsMd5({ ...reading.hello, extensions: [{ type: 13, data }] }), false);
});

t.test('a hello is read the same however it is cut, and its bytes stay where they are', async (t) => {
  const whole = readAtOnce(SOME_SHA_OFFER);
  for (let cut = 1; cut < SOME_SHA_OFFER.length; cut++) {
    const decode = clientHelloDecoder();
    t.equal(decode(SOME_SHA_OFFER.subarray(0, cut)), undefined);
    t.same(decode(SOME_SHA_OFFER), { value: whole, consumed: 0 });
  }
});

t.test('a hello may be spread over records', async (t) => {
  const message = SOME_SHA_OFFER.subarray(5);
  const records = Array.from(message, (byte) =>
    encodeRecord(CONTENT_TYPE.handshake, VERSION.TLSv1, Uint8Array.of(byte)),
  );
  t.same(readAtOnce(Buffer.concat(records)), readAtOnce(SOME_SHA_OFFER));
});

t.test('whatever comes is read, waited for or objected to, and never thrown at', async (t) => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc
      .uint8Array({ maxLength: 400 })
      .map((body) => encodeRecord(CONTENT_TYPE.handshake, VERSION.TLSv1, body)),
    fc
      .tuple(fc.nat(SOME_SHA_OFFER.length - 1), fc.nat(255))
      .map(([at, value]) => SOME_SHA_OFFER.map((byte, index) => (index === at ? value : byte))),
  );
  fc.assert(
    fc.property(bytes, (input) => {
      const reading = readAtOnce(input);
      if (reading?.kind === 'hello') permitsMd5(reading.hello);
    }),
  );
  t.pass('nothing was thrown');
});

function readAtOnce(bytes: Uint8Array): HelloReading | undefined {
  return clientHelloDecoder()(bytes)?.value;
}
