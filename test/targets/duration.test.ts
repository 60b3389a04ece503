import fc from 'fast-check';
import t from 'tap';
import { MAX_DURATION_MS, parseDuration } from '../../src/targets/duration.js';

t.test('a number with its unit is a duration', async (t) => {
  const good = { '1ms': 1, '500ms': 500, '10s': 10_000, '0.5s': 500, '2m': 120_000, '1h': 3_600_000 };
  for (const [text, value] of Object.entries(good)) t.strictSame(parseDuration(text), { ok: true, value });
});

t.test('anything else is refused with a hint', async (t) => {
  const bad: readonly (readonly [string, string])[] = [
    ['', 'write a number with its unit: 500ms, 10s, 2m or 1h'],
    ['10', 'a number alone is not clear: write 10s or 10ms'],
    ['10 s', 'write 10s'],
    ['10S', 'write 10s'],
    ['-1s', 'write a number with its unit: 500ms, 10s, 2m or 1h'],
    ['1m30s', 'write a number with its unit: 500ms, 10s, 2m or 1h'],
    ['1d', 'write a number with its unit: 500ms, 10s, 2m or 1h'],
    ['1e3s', 'write a number with its unit: 500ms, 10s, 2m or 1h'],
    ['0s', 'it must be at least 1ms'],
    ['0.1ms', 'it must be at least 1ms'],
    ['597h', 'the longest is 596h'],
    ['9999999999h', 'the longest is 596h'],
  ];
  for (const [text, hint] of bad) {
    const message = `expected a duration, found "${text}"`;
    t.strictSame(parseDuration(text), { ok: false, problem: { message, hint } });
  }
});

t.test('every whole number of milliseconds that a timer can wait is read back', async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MAX_DURATION_MS }), (ms) => {
      const parsed = parseDuration(`${ms}ms`);
      return parsed.ok && parsed.value === ms;
    }),
  );
  t.pass();
});
