import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import t from 'tap';
import { createProgram } from '../src/cli/program.js';
import { EXIT } from '../src/cli/exit-code.js';
import { VERDICTS } from '../src/model/index.js';
import { parseTarget } from '../src/targets/index.js';

const README = readFileSync('README.md', 'utf8');

/** A fenced block; `name` is from the comment `<!-- test: name -->` before it. */
interface Fence {
  readonly name: string | undefined;
  readonly language: string;
  readonly text: string;
}

function fences(markdown: string): Fence[] {
  return [...markdown.matchAll(/(?:<!-- test: (\S+) -->\s*)?^```(\w*)[^\n]*\n([^]*?)^```$/gm)].map(
    ([, name, language = '', text = '']) => ({ name, language, text }),
  );
}

const FENCES = fences(README);

t.test(
  'Every line of a shell block that calls shaprobe is right: command, options and targets',
  async (t) => {
    const lines = FENCES.filter(({ language }) => language === 'sh' || language === 'console').flatMap(
      commandLines,
    );
    t.ok(lines.some((line) => line.startsWith('shaprobe scan ')));
    const program = createProgram(() => undefined);
    for (const line of lines) {
      const [, name, ...words] = splitWords(line);
      const command = program.commands.find((one) => one.name() === name);
      t.ok(command, line);
      const { operands, unknown } = command?.parseOptions(words) ?? { operands: [], unknown: [line] };
      t.same(unknown, [], `${line}: every option is known`);
      if (name === 'scan') for (const target of operands) t.ok(parseTarget(target).ok, target);
      else t.same(operands, [], line);
    }
  },
);

t.test('The smoke test of the README passes as it stands there', async (t) => {
  const smoke = FENCES.find(({ name }) => name === 'smoke');
  t.equal(smoke?.language, 'ts');
  const { code } = transformSync(smoke?.text ?? '', { loader: 'ts', format: 'esm' });
  // In the repository's own folder, so that the package finds itself by its name, as published.
  const folder = t.testdir({ 'smoke.mjs': code });
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'smoke.mjs')], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  t.equal(status, 0, stderr);
  t.match(stdout, /^# \{ total: \d+, pass: \d+ \}|^1\.\.1$/m);
  t.match(stdout, /^ok 1 - no service /m);
  t.notMatch(stdout, /^\s*not ok/m);
  t.ok([...stdout.matchAll(/^ {4}ok /gm)].length >= 7, 'it asserts something of each endpoint');
});

t.test('The tables name every verdict and every exit code', async (t) => {
  for (const verdict of VERDICTS) t.match(README, new RegExp('^\\| `' + verdict + '` +\\|', 'm'), verdict);
  for (const code of Object.values(EXIT))
    t.match(README, new RegExp(`^\\| ${code} +\\|`, 'm'), `exit code ${code}`);
  t.match(README, /^\| 130, 143 +\|/m);
});

t.test('Every file that the README links to is there', async (t) => {
  const links = [...README.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path = '']) => path);
  t.ok(links.length > 0);
  for (const path of links) t.doesNotThrow(() => readFileSync(path), path);
});

/** With a prompt in transcripts, without one in blocks to copy; without what the shell does with it. */
function commandLines({ language, text }: Fence): string[] {
  return text
    .split('\n')
    .map((line) => (language === 'console' ? /^\$ (.*)/.exec(line)?.[1] : line) ?? '')
    .map((line) => line.replace(/\s(?:#|>|&|\|).*$/, '').trim())
    .filter((line) => line.startsWith('shaprobe '));
}

function splitWords(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
