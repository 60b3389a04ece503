import type { Target } from '../model/index.js';
import { escapeTerminal } from '../report/index.js';
import {
  parseTarget,
  readTargetList,
  readTargetListFile,
  readTargetsFile,
  type ListItem,
} from '../targets/index.js';
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
    for (const line of text) say(escapeTerminal(line));
  };
  sources.push(parseWritten(written, lines));
  for (const path of options.file ?? []) {
    const file = await readTargetsFile(path);
    if (file.ok) sources.push(file.targets);
    else lines.push(...file.problems.flatMap(renderFileProblem));
  }
  for (const path of options.list ?? []) {
    if (path === '-') sources.push(takeGood(readTargetList(stdinChunks(signal), '<stdin>'), onProblem));
    else {
      const list = await readTargetListFile(path);
      if (list.ok) sources.push(takeGood(list.items, onProblem));
      else {
        lines.push(...list.problems.flatMap(renderFileProblem));
        if (list.omitted > 0) lines.push(`${path}: and ${list.omitted} more`);
      }
    }
  }
  if (lines.length > 0) throw new UsageError(lines.map((line) => escapeTerminal(line)));
  return { targets: inTurn(sources), problems: () => problems };
}

function parseWritten(written: readonly string[], lines: string[]): Target[] {
  return written.flatMap((text) => {
    const parsed = parseTarget(text);
    if (parsed.ok) return [parsed.target];
    lines.push(...renderProblem(parsed.problem));
    return [];
  });
}

async function* inTurn(
  sources: readonly (Iterable<Target> | AsyncIterable<Target>)[],
): AsyncGenerator<Target> {
  for (const source of sources) yield* source;
}

async function* takeGood(
  items: AsyncIterable<ListItem>,
  onProblem: (lines: readonly string[]) => void,
): AsyncGenerator<Target> {
  for await (const item of items) {
    if (item.ok) yield item.target;
    else onProblem(renderFileProblem(item.problem));
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
