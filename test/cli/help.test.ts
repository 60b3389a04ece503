import { readFileSync } from 'node:fs';
import t from 'tap';
import { createProgram } from '../../src/cli/program.js';
import { SCAN_DEFAULTS } from '../../src/scan/defaults.js';
import { probeSettings } from '../../src/scan/index.js';
import { parseTarget } from '../../src/targets/index.js';
import { shaprobe } from './shaprobe-process.js';

const program = createProgram(() => undefined);
const COMMANDS = program.commands.filter((command) => command.name() !== 'help');

t.test('The version is that of the package', async (t) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  for (const flag of ['--version', '-V']) {
    const { stdout, stderr, code } = await shaprobe(t, [flag]);
    t.same({ stdout, stderr, code }, { stdout: `${version}\n`, stderr: '', code: 0 });
  }
});

t.test('Help names every command, on stdout', async (t) => {
  const { stdout, stderr, code } = await shaprobe(t, ['--help']);
  t.equal(code, 0);
  t.equal(stderr, '');
  t.same(COMMANDS.map((command) => command.name()).toSorted(), ['demo', 'lab', 'scan']);
  for (const command of COMMANDS) t.match(stdout, new RegExp(`^  ${command.name()} .*`, 'm'));
});

t.test('Help of a command explains every option, in lines that fit', async (t) => {
  for (const command of COMMANDS) {
    const { stdout, stderr, code } = await shaprobe(t, [command.name(), '--help']);
    t.equal(code, 0);
    t.equal(stderr, '');
    for (const { long, description } of command.options) {
      t.match(stdout, long ?? '-', `${command.name()} ${long ?? ''}`);
      t.ok(description.length > 10, `${long ?? ''} is explained`);
    }
    t.same(
      stdout.split('\n').filter((line) => line.length > 80),
      [],
    );
  }
});

t.test('The options that are promised are there', async (t) => {
  const scan = COMMANDS.find((command) => command.name() === 'scan');
  const flags = scan?.options.flatMap(({ short, long }) => [short, long]);
  for (const flag of [
    ...['-f', '--file', '-l', '--list', '-o', '--output', '-c', '--concurrency', '--timeout', '--format'],
    ...['--fail-on', '--sni', '--no-sni', '--ehlo-name', '--source-address', '--per-host', '--first-address'],
    ...[
      '--thorough',
      '--profile',
      '--handshake',
      '--expires-soon',
      '--catalogue',
      '--pem',
      '--summary',
      '-q',
      '-v',
    ],
  ]) {
    t.ok(flags?.includes(flag), flag);
  }
});

t.test('Help tells the defaults of the library', async (t) => {
  const { stdout } = await shaprobe(t, ['scan', '--help']);
  const told = stdout.replaceAll(/\s+/g, ' ');
  const defaults = [SCAN_DEFAULTS.concurrency, SCAN_DEFAULTS.perHost, SCAN_DEFAULTS.expiresSoonDays];
  for (const value of [...defaults, `${SCAN_DEFAULTS.timeoutMs / 1000}s`]) {
    t.match(told, `(default: ${value})`);
  }
  const { timeoutMs, expiresSoonDays, depth, profile } = probeSettings({});
  t.match(SCAN_DEFAULTS, { timeoutMs, expiresSoonDays, handshake: depth, profile });
});

t.test('The examples in help are right: commands, options and targets', async (t) => {
  const texts = await Promise.all([['--help'], ['scan', '--help']].map((args) => shaprobe(t, args)));
  const examples = texts.flatMap(({ stdout }) =>
    [...stdout.matchAll(/^ +\$ shaprobe (.*)$/gm)].map(([, line = '']) => line),
  );
  t.ok(examples.length >= 3);
  for (const example of examples) {
    const [name, ...words] = example.replace(/ >.*/, '').split(' ');
    const command = COMMANDS.find((one) => one.name() === name);
    t.ok(command, example);
    const { operands, unknown } = command?.parseOptions(words) ?? { operands: [], unknown: ['?'] };
    t.same(unknown, [], `${example}: every option is known`);
    for (const target of operands) t.ok(parseTarget(target).ok, target);
  }
  const operands = texts[1]?.stdout.match(/such as ([^]*?)\n\nOptions/)?.[1]?.split(/,\s+/) ?? [];
  t.ok(operands.length >= 3);
  for (const target of operands) t.ok(parseTarget(target.trim()).ok, target);
});
