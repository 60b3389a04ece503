import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { DEPTHS, PROFILES } from '../model/index.js';
import { escapeTerminal, REPORT_FORMATS } from '../report/index.js';
import { SCAN_DEFAULTS } from '../scan/defaults.js';
import { suggest } from '../targets/index.js';
import { FAIL_ON } from './exit-code.js';
import {
  addressOption,
  collect,
  countOption,
  daysOption,
  durationOption,
  ehloNameOption,
  serverNameOption,
} from './option-values.js';
import type { LabFlags } from './lab-command.js';
import type { ScanFlags } from './scan-command.js';
import { say } from './terminal.js';
import { UsageError } from './usage-error.js';

/** The commands. `done` is told the exit code of the one that ran. */
export function createProgram(done: (exitCode: number) => void): Command {
  const program = commandOfOurs('shaprobe')
    .description(
      'Finds the SMTP, HTTPS and LDAPS services that fail TLS 1.2 because they still serve an MD5-signed demo certificate.',
    )
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('hint: `shaprobe --help` lists what there is');
  program.addCommand(scanCommand(done));
  program.addCommand(labCommand(done));
  program.addCommand(demoCommand(done));
  const names = program.commands.map((command) => command.name());
  program.on('command:*', ([word = '']: string[]) => {
    throw new UsageError(explainUnknownCommand(word, names));
  });
  return program;
}

/** It quotes arguments in its errors, and those may hold anything. */
function commandOfOurs(name: string): Command {
  const outputError = (text: string): void => {
    for (const line of text.trimEnd().split('\n')) say(escapeTerminal(line));
  };
  return new Command(name).exitOverride().configureOutput({ outputError });
}

/** A target without `scan` is a slip, and it may hold a password, so it is not shown. */
function explainUnknownCommand(word: string, names: readonly string[]): string[] {
  if (/[:@./]/.test(word)) {
    return [
      'error: a command goes before the targets',
      'hint: to scan them: `shaprobe scan` and the targets',
    ];
  }
  const meant = suggest(word, names);
  return [
    `error: unknown command '${escapeTerminal(word, 60)}'`,
    meant === undefined ? 'hint: `shaprobe --help` lists what there is' : `hint: did you mean ${meant}?`,
  ];
}

function scanCommand(done: (exitCode: number) => void): Command {
  return commandOfOurs('scan')
    .description('scan services and report a verdict for each')
    .argument(
      '[targets...]',
      'such as smtp://mail.example.com, https://10.0.10.1, ldaps://dc1.example.com:3269, mail.example.com:25',
    )
    .option(
      '-f, --file <file>',
      'targets in YAML (targets.example.yaml shows all of it); may be repeated',
      collect,
    )
    .option('-l, --list <file>', 'targets one a line, # for comments, - for stdin; may be repeated', collect)
    .addOption(
      new Option('--format <format>', 'how to report (default: table, or by the name of --output)').choices(
        Object.keys(REPORT_FORMATS),
      ),
    )
    .option('-o, --output <file>', 'write the report there instead of stdout')
    .option('--summary <file>', 'write the summary there as JSON instead of to stderr')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 from this severity on')
        .choices(FAIL_ON)
        .default('high'),
    )
    .addOption(
      new Option(
        '--handshake <depth>',
        'full completes an accepted handshake, hello stops at ServerHelloDone',
      )
        .choices(DEPTHS)
        .default(SCAN_DEFAULTS.handshake),
    )
    .addOption(
      new Option('--profile <profile>', 'what SHA-only means: SHA-1 and SHA-2, or SHA-2 alone')
        .choices(PROFILES)
        .default(SCAN_DEFAULTS.profile),
    )
    .option('--thorough', 'offer MD5 as well where SHA-only is accepted, to find a second certificate')
    .option(
      '-c, --concurrency <n>',
      `endpoints at once (default: ${SCAN_DEFAULTS.concurrency})`,
      countOption(10_000),
    )
    .option(
      '--per-host <n>',
      `endpoints at once for one address (default: ${SCAN_DEFAULTS.perHost})`,
      countOption(1000),
    )
    .option(
      '--timeout <duration>',
      `for each stage: connect, each reply, handshake (default: ${SCAN_DEFAULTS.timeoutMs / 1000}s)`,
      durationOption,
    )
    .option('--first-address', 'only the first address of a name')
    .option('--sni <name>', 'the name to ask for in TLS', serverNameOption)
    .option('--no-sni', 'ask for no name in TLS')
    .option('--ehlo-name <name>', 'what EHLO says (default: the name of this machine)', ehloNameOption)
    .option('--source-address <address>', 'connect from this address of this machine', addressOption)
    .option(
      '--expires-soon <days>',
      `report certificates that expire within so many days (default: ${SCAN_DEFAULTS.expiresSoonDays})`,
      daysOption,
    )
    .option('--catalogue <file>', 'more demo and default certificates to know, YAML or JSON')
    .option('--pem', 'put the certificates into the records')
    .option('-q, --quiet', 'nothing on stderr but errors')
    .option('-v, --verbose', 'show every attempt on stderr')
    .addHelpText('after', SCAN_NOTES)
    .showHelpAfterError('hint: `shaprobe scan --help` lists the options')
    .action(async (targets: string[], flags: ScanFlags) => {
      const { runScan } = await import('./scan-command.js');
      done(await runScan(targets, flags));
    });
}

function labCommand(done: (exitCode: number) => void): Command {
  return commandOfOurs('lab')
    .description('keep a lab appliance running on loopback, for trying things and for CI')
    .option('--fix', 'serve the new SHA-signed Demo certificate where the MD5 one was')
    .option('--json', 'print its endpoints as JSON')
    .option('--host <address>', 'listen on this address (default: 127.0.0.1)', addressOption)
    .option(
      '--base-port <port>',
      'listen on consecutive ports from this one on (default: free ones)',
      countOption(65_000),
    )
    .option('-q, --quiet', 'print no log lines')
    .showHelpAfterError('hint: `shaprobe lab --help` lists the options')
    .action(async (flags: LabFlags) => {
      const { runLab } = await import('./lab-command.js');
      done(await runLab(flags));
    });
}

function demoCommand(done: (exitCode: number) => void): Command {
  return commandOfOurs('demo')
    .description('start the lab appliance, scan it, and show the report')
    .option('--fix', 'the same after the certificates have been replaced')
    .showHelpAfterError('hint: `shaprobe demo --help` lists the options')
    .action(async (flags: Pick<LabFlags, 'fix'>) => {
      const { runDemo } = await import('./demo-command.js');
      done(await runDemo(flags));
    });
}

const EXAMPLES = `
Examples:
  $ shaprobe scan smtp://mx.example.com https://10.0.10.1 ldaps://dc.example.com
  $ shaprobe scan -f targets.yaml --format ndjson > results.ndjson
  $ shaprobe demo
`;

const SCAN_NOTES = `
Protocols: smtp (STARTTLS, 25), smtps (465), https (443), ldaps (636),
           ldap (StartTLS, 389)

Exit codes:
  0  clean
  1  findings at or above --fail-on
  2  wrong usage, or results could not be written
  3  something could not be tested, and nothing reached --fail-on
  130, 143 after SIGINT, SIGTERM; what is known has been written
`;

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
