import t from 'tap';
import { planListeners } from '../../src/lab/listener-plan.js';
import { shaprobe, start, STACK_TRACE } from './shaprobe-process.js';

t.test('The demonstration shows the fault and the fix, and exits with 0', async (t) => {
  const { stdout, stderr, code } = await shaprobe(t, ['demo']);
  t.equal(code, 0);
  t.equal(stderr, '');
  for (const { name } of planListeners(false)) t.match(stdout, name, name);
  t.match(stdout, /✗ md5-blocked +Management GUI/);
  t.match(stdout, 'HOW TO FIX');
  t.match(stdout, 'interfaceconfig');
  t.match(stdout, 'SSL3_GET_CLIENT_HELLO:no shared cipher');
  t.match(stdout, 'A real scan would have exited with 1: findings of severity high or critical.');
  t.match(stdout, /After the fix: +shaprobe demo --fix/);
  t.same(
    stdout
      .split('\n')
      .slice(-7)
      .filter((line) => line.length > 80),
    [],
    'what is left on the screen fits',
  );
  t.notMatch(stdout, STACK_TRACE);
});

t.test('After the fix nothing is blocked any more', async (t) => {
  const { stdout, stderr, code } = await shaprobe(t, ['demo', '--fix']);
  t.equal(code, 0);
  t.equal(stderr, '');
  for (const { name } of planListeners(true)) t.match(stdout, name, name);
  t.notMatch(stdout, /md5-/);
  t.match(stdout, 'A real scan would have exited with 3: something could not be tested');
});

t.test('A reader that leaves the demonstration early sees no error', async (t) => {
  const { child, until, finished } = start(t, ['demo']);
  await until('stdout', /\n/);
  child.stdout?.destroy();
  t.equal((await finished).stderr, '');
});
