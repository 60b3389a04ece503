import { readFile } from 'node:fs/promises';
import { endpointUrl } from '../appliance/index.js';
import type { Catalogue } from '../certificate/index.js';
import { scan, type EndpointReport, type ScanOptions, type Target } from '../index.js';
import type { Depth, Profile } from '../model/index.js';
import {
  createTally,
  escapeTerminal,
  renderSummaryJson,
  renderSummaryText,
  REPORT_FORMATS,
  type ReportFormat,
  type Summary,
} from '../report/index.js';
import { ExitCode, EXIT, type FailOn } from './exit-code.js';
import { refuseClashes, type FileUse } from './file-clash.js';
import { ReportWriter } from './report-writer.js';
import { StopSignals } from './stop-signals.js';
import { openTargets, type TargetOptions } from './target-source.js';
import { describeSystemError } from './system-error.js';
import { columnsOf, paintFor, say } from './terminal.js';
import { openFile, openStdout } from './text-output.js';
import { renderFileProblem, UsageError } from './usage-error.js';

/** The flags of `shaprobe scan`, as commander names them. */
export interface ScanFlags extends TargetOptions {
  readonly format?: ReportFormat;
  readonly output?: string;
  readonly summary?: string;
  readonly concurrency?: number;
  readonly perHost?: number;
  readonly timeout?: number;
  readonly handshake?: Depth;
  readonly profile?: Profile;
  readonly thorough?: true;
  readonly firstAddress?: true;
  readonly sni?: string | false;
  readonly ehloName?: string;
  readonly sourceAddress?: string;
  readonly expiresSoon?: number;
  readonly catalogue?: string;
  readonly pem?: true;
  readonly failOn: FailOn;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** `shaprobe scan`. Returns the exit code. */
export async function runScan(written: readonly string[], flags: ScanFlags): Promise<number> {
  if (written.length === 0 && !flags.file && !flags.list) throw new UsageError(NO_TARGETS);
  const stop = new StopSignals();
  try {
    await refuseClashes(...fileUses(flags));
    const source = await openTargets(written, flags, stop.signal);
    const options = await toScanOptions(flags, stop.signal);
    const exitCode = await scanAndReport(withFlags(source.targets, flags), options, flags, stop);
    return stop.exitCode ?? (source.problems() > 0 ? EXIT.usage : exitCode);
  } finally {
    stop.dispose();
  }
}

function fileUses({ file, list, catalogue, output, summary }: ScanFlags): [FileUse[], FileUse[]] {
  const uses = (flag: string, paths: readonly string[] | string | undefined): FileUse[] =>
    [paths ?? []].flat().map((path) => [flag, path]);
  return [
    [...uses('-f', file), ...uses('-l', list), ...uses('--catalogue', catalogue)],
    [...uses('-o', output), ...uses('--summary', summary)],
  ];
}

const NO_TARGETS = [
  'error: no targets given',
  'hint: name them, as in `shaprobe scan smtp://mail.example.com https://10.0.10.1`, or use -f targets.yaml or -l list.txt',
];

/** Scans targets and writes what is found. Also for the demonstration, which makes its own targets. */
export async function scanAndReport(
  targets: AsyncIterable<Target>,
  options: ScanOptions,
  flags: Pick<ScanFlags, 'format' | 'output' | 'summary' | 'failOn' | 'quiet' | 'verbose'>,
  stop: StopSignals,
): Promise<number> {
  const format = flags.format ?? formatOf(flags.output);
  const toScreen = flags.output === undefined || flags.output === '-';
  // Both are opened before anything is scanned: a path that cannot be written must not cost the results.
  const summaryFile = flags.summary === undefined ? undefined : await openFile(flags.summary);
  const output = toScreen ? openStdout() : await openFile(flags.output ?? '');
  const columns = toScreen ? columnsOf(process.stdout) : undefined;
  const renderer = REPORT_FORMATS[format]({
    ...(columns !== undefined && { columns }),
    ...(toScreen && { paint: paintFor(process.stdout) }),
  });
  const exitCode = new ExitCode(flags.failOn);
  const tally = createTally(Date.now());
  const writer = new ReportWriter(renderer, output, stop);
  await writer.begin();
  for await (const record of scan(targets, options)) {
    tally.add(record);
    exitCode.add(record);
    await writer.record(record);
    if (writer.readerGone) break;
    if (flags.verbose) sayAttempts(record);
  }
  const summary = tally.summarize({ finishedAt: Date.now(), aborted: stop.signal.aborted });
  await writer.end(summary);
  if (summaryFile) {
    await summaryFile.write(renderSummaryJson(summary));
    await summaryFile.close();
  } else if (!flags.quiet) saySummary(summary, format, toScreen);
  if (writer.failed) return EXIT.usage;
  // What was left untested must not look clean.
  return writer.readerGone && exitCode.value === EXIT.clean ? EXIT.inconclusive : exitCode.value;
}

function saySummary(summary: Summary, format: ReportFormat, toScreen: boolean): void {
  if (!toScreen) process.stderr.write(renderSummaryText(summary));
  else if (format !== 'table') process.stderr.write(renderSummaryJson(summary));
}

/** The ladder as it was climbed, for those who want to see it. */
function sayAttempts(record: EndpointReport): void {
  const address = record.ip === undefined || record.ip === record.host ? '' : ` (${record.ip})`;
  const where = `${endpointUrl(record)}${address}`;
  for (const attempt of record.attempts) {
    const answer = [
      attempt.version,
      attempt.cipher,
      attempt.alert && `alert ${attempt.alert.name}`,
      attempt.reason,
    ];
    const details = answer.filter((part) => part !== undefined).join(', ');
    const line = `${where} ${attempt.offer} (${attempt.made_by}): ${attempt.outcome}${details && `: ${details}`} [${attempt.duration_ms} ms]`;
    say(escapeTerminal(line));
  }
}

async function toScanOptions(flags: ScanFlags, signal: AbortSignal): Promise<ScanOptions> {
  return {
    signal,
    handshake: flags.handshake,
    profile: flags.profile,
    thorough: flags.thorough,
    timeoutMs: flags.timeout,
    ehloName: flags.ehloName,
    expiresSoonDays: flags.expiresSoon,
    sourceAddress: flags.sourceAddress,
    pem: flags.pem,
    concurrency: flags.concurrency,
    perHost: flags.perHost,
    firstAddress: flags.firstAddress,
    catalogue: flags.catalogue === undefined ? undefined : await readCatalogue(flags.catalogue),
  };
}

/** What is said on the command line wins over what files say. */
async function* withFlags(
  targets: AsyncIterable<Target>,
  { sni, ehloName, timeout }: ScanFlags,
): AsyncGenerator<Target> {
  for await (const target of targets) {
    yield {
      ...target,
      ...(sni !== undefined && { sni }),
      ...(ehloName !== undefined && { ehloName }),
      ...(timeout !== undefined && { timeoutMs: timeout }),
    };
  }
}

async function readCatalogue(path: string): Promise<Catalogue> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError([`error: cannot read ${escapeTerminal(path)}: ${describeSystemError(error)}`]);
  });
  const { parseCatalogue } = await import('../certificate/parse-catalogue.js');
  const parsed = parseCatalogue(text, path);
  if (parsed.ok) return parsed.catalogue;
  throw new UsageError(parsed.problems.flatMap(renderFileProblem).map((line) => escapeTerminal(line)));
}

function formatOf(output: string | undefined): ReportFormat {
  if (output?.endsWith('.json')) return 'json';
  if (output !== undefined && /\.(ndjson|jsonl)$/.test(output)) return 'ndjson';
  return 'table';
}
