import { stat } from 'node:fs/promises';
import type { Target } from '../model/index.js';
import { escapeTerminal } from '../report/index.js';
import {
  parseTarget,
  readTargetList,
  readTargetListFile,
  readTargetsFile,
  type ListItem,
} from '../targets/index.js';
import { describeSystemError } from './system-error.js';
import { say } from './terminal.js';
import { renderFileProblem, renderProblem, UsageError } from './usage-error.js';

export interface TargetOptions {
  /** `targets.yaml` files. */
  readonly file?: readonly string[] | undefined;
  /** Lists, one target a line; `-` is stdin. */
  readonly list?: readonly string[] | undefined;
}

export interface TargetSource {
  readonly targets: AsyncIterable<Target>;
  /** Lines of stdin that were not understood: known only at the end. */
  readonly problems: () => number;
}

/**
 * Everything that is to be scanned, in the order in which it was named, read as it is needed. What can be checked
 * first is: all problems at once, and nothing is scanned.
 *
 * @throws {UsageError}
 */
export async function openTargets(
  written: readonly string[],
  options: TargetOptions,
  signal: AbortSignal,
): Promise<TargetSource> {
  const lines: string[] = [];
  const sources: (Iterable<Target> | AsyncIterable<Target>)[] = [];
  let problems = 0;
  const onProblem = (text: readonly string[]): void => {
    problems++;
    for (const line of text) say(line);
  };
  sources.push(parseWritten(written, lines));
  for (const path of options.file ?? []) {
    if (isTarget('-f', path, lines)) continue;
    const file = await readTargetsFile(path);
    if (file.ok) sources.push(file.targets);
    else lines.push(...file.problems.flatMap(renderFileProblem));
  }
  for (const path of new Set(options.list)) {
    if (path === '-') {
      sources.push(takeGood(readTargetList(stdinChunks(signal), '<stdin>'), '<stdin>', onProblem));
    } else if (!isTarget('-l', path, lines) && !(await isDirectory(path, lines))) {
      const list = await readTargetListFile(path);
      if (list.ok) sources.push(takeGood(list.items, path, onProblem));
      else {
        lines.push(...list.problems.flatMap(renderFileProblem));
        if (list.omitted > 0) lines.push(`${escapeTerminal(path)}: and ${list.omitted} more`);
      }
    }
  }
  if (lines.length > 0) throw new UsageError(lines);
  return { targets: inTurn(sources), problems: () => problems };
}

function parseWritten(written: readonly string[], lines: string[]): Target[] {
  return written.flatMap((text, index) => {
    const parsed = parseTarget(text);
    if (parsed.ok) return [parsed.target];
    const { message, hint } = parsed.problem;
    // Which of several it is, for the text itself may not be shown: it may hold a password.
    const which = written.length === 1 ? message : `target ${index + 1}: ${message}`;
    lines.push(...renderProblem(hint === undefined ? { message: which } : { message: which, hint }));
    return [];
  });
}

/** A target where a file goes is a slip, and it may hold a password, so it is not shown. */
function isTarget(flag: string, path: string, lines: string[]): boolean {
  if (!path.includes('://')) return false;
  const hint = 'name targets without a flag, as in `shaprobe scan smtp://mail.example.com`';
  lines.push(...renderProblem({ message: `${flag} takes a file, found a URL`, hint }));
  return true;
}

async function isDirectory(path: string, lines: string[]): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) return false;
  const message = 'the file cannot be read: it is a directory';
  lines.push(...renderFileProblem({ file: path, line: 1, column: 1, message, hint: 'name a file in it' }));
  return true;
}

async function* inTurn(
  sources: readonly (Iterable<Target> | AsyncIterable<Target>)[],
): AsyncGenerator<Target> {
  for (const source of sources) yield* source;
}

async function* takeGood(
  items: AsyncIterable<ListItem>,
  file: string,
  onProblem: (lines: readonly string[]) => void,
): AsyncGenerator<Target> {
  try {
    for await (const item of items) {
      if (item.ok) yield item.target;
      else onProblem(renderFileProblem(item.problem));
    }
  } catch (error) {
    onProblem(
      renderProblem({ message: `cannot read ${escapeTerminal(file)}: ${describeSystemError(error)}` }),
    );
  }
}

/** Stdin up to its end, or up to where the scan is stopped: a terminal or a pipe may never end. */
async function* stdinChunks(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { stdin } = process;
  const stop = (): void => {
    stdin.destroy();
  };
  if (signal.aborted) return;
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stdin) yield chunk as Uint8Array;
  } catch (error) {
    if (!isAborted(signal)) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
