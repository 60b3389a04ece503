import fc from 'fast-check';
import t from 'tap';
import { PerHostLimit } from '../../src/scan/per-host-limit.js';
import { deferred, settle } from './peer.js';

t.test('at most so many run at once for a key, in the order in which they came', async (t) => {
  const limit = new PerHostLimit(2);
  const gates = Array.from({ length: 5 }, () => deferred<undefined>());
  const started: number[] = [];
  const runs = gates.map((gate, nth) =>
    limit.run('a', async () => {
      started.push(nth);
      await gate.promise;
      return nth;
    }),
  );
  await settle(5);
  t.same(started, [0, 1]);
  gates[1]?.resolve(undefined);
  await settle(5);
  t.same(started, [0, 1, 2]);
  for (const gate of gates) gate.resolve(undefined);
  t.same(await Promise.all(runs), [0, 1, 2, 3, 4]);
});

t.test('keys do not stand in each other’s way', async (t) => {
  const limit = new PerHostLimit(1);
  const gate = deferred<undefined>();
  const held = limit.run('a', () => gate.promise);
  t.equal(await limit.run('b', async () => 'b'), 'b');
  gate.resolve(undefined);
  await held;
});

t.test('a task that fails gives its place to the next', async (t) => {
  const limit = new PerHostLimit(1);
  const failing = limit.run('a', () => Promise.reject(new Error('no')));
  const next = limit.run('a', async () => 'next');
  await t.rejects(failing, { message: 'no' });
  t.equal(await next, 'next');
  t.equal(await limit.run('a', async () => 'again'), 'again');
});

t.test('the limit is kept and reached, whatever comes when', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.record({ key: fc.constantFrom('a', 'b'), turns: fc.nat(4) }), { maxLength: 20 }),
      async (most, tasks) => {
        const limit = new PerHostLimit(most);
        const running: Record<string, number> = { a: 0, b: 0 };
        const peak: Record<string, number> = { a: 0, b: 0 };
        const task = (key: string, turns: number) => async (): Promise<void> => {
          running[key] = (running[key] ?? 0) + 1;
          peak[key] = Math.max(peak[key] ?? 0, running[key]);
          for (let turn = 0; turn <= turns; turn++) await Promise.resolve();
          running[key] -= 1;
        };
        await Promise.all(tasks.map(({ key, turns }) => limit.run(key, task(key, turns))));
        return ['a', 'b'].every(
          (key) => peak[key] === Math.min(most, tasks.filter((one) => one.key === key).length),
        );
      },
    ),
  );
});

t.test('a limit that is no positive whole number is a mistake of the caller', async (t) => {
  for (const most of [0, -1, 1.5, NaN, Infinity]) t.throws(() => new PerHostLimit(most), RangeError);
});
