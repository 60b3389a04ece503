import t from 'tap';
import { describeSystemError, systemErrorCode } from '../../src/cli/system-error.js';
import { renderFileProblem, renderProblem, UsageError } from '../../src/cli/usage-error.js';

t.test('A problem is an error with, where there is one, a hint below', async (t) => {
  t.same(renderProblem({ message: 'no' }), ['error: no']);
  t.same(renderProblem({ message: 'no', hint: 'yes' }), ['error: no', 'hint: yes']);
});

t.test('A problem in a file begins as those of compilers do', async (t) => {
  const problem = { file: 'a.yaml', line: 3, column: 7, message: 'no', hint: 'yes' };
  t.same(renderFileProblem(problem), ['a.yaml:3:7: no', '    hint: yes']);
});

t.test('The name of a file is made harmless', async (t) => {
  const [line] = renderFileProblem({ file: 'a\x1b[2J\n\u202eb', line: 1, column: 1, message: 'no' });
  t.equal(line, 'a\\x1b[2J\\x0a\\u{202e}b:1:1: no');
});

t.test('A usage error keeps its lines', async (t) => {
  t.match(new UsageError(['one', 'two']), { name: 'UsageError', lines: ['one', 'two'], message: 'one\ntwo' });
});

t.test('What the system says is put into words, or named by its code', async (t) => {
  const failed = (code: string): Error => Object.assign(new Error('text of the system'), { code });
  t.equal(describeSystemError(failed('ENOSPC')), 'no space left on the device');
  t.equal(describeSystemError(failed('EXDEV')), 'the system says EXDEV');
  t.equal(systemErrorCode(failed('ENOENT')), 'ENOENT');
});

t.test('A fault of ours is no word of the system', async (t) => {
  const fault = new TypeError('undefined is not a function');
  t.throws(() => describeSystemError(fault), fault);
  t.equal(systemErrorCode('a text'), undefined);
});
