import fc from 'fast-check';
import t from 'tap';
import { PROTOCOLS } from '../../src/model/index.js';
import { parsePortSpecs } from '../../src/targets/port-spec.js';

t.test('a list of ports is read, with protocols and spaces', async (t) => {
  t.strictSame(parsePortSpecs('25, 587,smtps:465'), {
    ok: true,
    value: [{ port: 25 }, { port: 587 }, { port: 465, protocol: 'smtps' }],
  });
});

t.test('a bad item is told with its column', async (t) => {
  const bad: readonly (readonly [string, string, number])[] = [
    ['', 'bad-port', 1],
    ['25,', 'bad-port', 4],
    ['25, 0', 'bad-port', 5],
    ['25,smtp:x', 'bad-port', 9],
    ['25,imap:143', 'unknown-protocol', 4],
    ['25-30', 'bad-port', 1],
    ['25:25', 'unknown-protocol', 1],
  ];
  for (const [text, code, column] of bad) {
    t.match(parsePortSpecs(text), { ok: false, problem: { code, column, hint: /./ } }, text);
  }
});

t.test('what is written is read back', async (t) => {
  const port = fc.integer({ min: 1, max: 65535 });
  const spec = fc.oneof(
    fc.record({ port }, { noNullPrototype: true }),
    fc.record({ port, protocol: fc.constantFrom(...PROTOCOLS) }, { noNullPrototype: true }),
  );
  fc.assert(
    fc.property(fc.array(spec, { minLength: 1 }), (specs) => {
      const text = specs
        .map((one) => ('protocol' in one ? `${one.protocol}:${one.port}` : one.port))
        .join(',');
      t.strictSame(parsePortSpecs(text), { ok: true, value: specs });
    }),
    { numRuns: 30 },
  );
});
