import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Target } from '../model/index.js';
import { parseTargetWith } from './parse-target.js';
import type { FileProblem, Problem } from './parsed.js';
import { unreadable } from './read-bytes.js';
import type { Settings } from './settle.js';
import { readLines, type TextLine } from './text-lines.js';

/** A target has 1,024 characters at most, and four bytes to each are UTF-8's most: so a line is never held for long. */
export const MAX_LINE_BYTES = 4096;

/** A file of another kind, given by mistake, has as many problems as lines: the first ones tell. */
const MAX_PROBLEMS = 100;

export type ListItem =
  | { readonly ok: true; readonly target: Target; readonly line: number }
  | { readonly ok: false; readonly problem: FileProblem };

export type TargetListFile =
  | { readonly ok: true; readonly items: AsyncIterable<ListItem> }
  | {
      readonly ok: false;
      readonly problems: readonly FileProblem[];
      /** How many more there are than `problems` holds. */
      readonly omitted: number;
    };

/**
 * One target a line, `#` comments (a whole line, or after white space) and blank lines aside. Problems come in their
 * place and reading goes on. A list without any target is a problem too: nothing tested must not look like all clean.
 * `levels` give ports, protocol and the like to hosts that have none.
 */
export async function* readTargetList(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  levels: readonly Settings[] = [],
): AsyncGenerator<ListItem, void, undefined> {
  let isEmpty = true;
  for await (const line of readLines(chunks, MAX_LINE_BYTES)) {
    for (const item of parseLine(line, file, levels)) {
      isEmpty = false;
      yield item;
    }
  }
  if (isEmpty) {
    const hint = 'write one a line, as in smtp://mail.example.com';
    yield problemAt(file, 1, 1, { message: 'expected targets, found none', hint });
  }
}

/**
 * A list in a file. All lines of a regular file are checked first, so that nothing is scanned where one is wrong, and
 * then read again as they are needed. What can be read once only (a pipe) is not: its problems come in their place.
 */
export async function readTargetListFile(
  path: string,
  levels: readonly Settings[] = [],
): Promise<TargetListFile> {
  const read = (): AsyncGenerator<ListItem> => readTargetList(createReadStream(path), path, levels);
  try {
    if (!(await stat(path)).isFile()) return { ok: true, items: read() };
    const { problems, omitted } = await collectProblems(read());
    return problems.length === 0 ? { ok: true, items: read() } : { ok: false, problems, omitted };
  } catch (error) {
    return { ok: false, problems: [unreadable(path, error)], omitted: 0 };
  }
}

async function collectProblems(
  items: AsyncIterable<ListItem>,
): Promise<{ problems: FileProblem[]; omitted: number }> {
  const problems: FileProblem[] = [];
  let omitted = 0;
  for await (const item of items) {
    if (item.ok) continue;
    if (problems.length < MAX_PROBLEMS) problems.push(item.problem);
    else omitted++;
  }
  return { problems, omitted };
}

function parseLine({ line, content }: TextLine, file: string, levels: readonly Settings[]): ListItem[] {
  switch (content.kind) {
    case 'text':
      return parseText(content.text, line, file, levels);
    case 'not-utf8':
      return [problemAt(file, line, content.column, NOT_UTF8)];
    case 'too-long':
      return [problemAt(file, line, 1, TOO_LONG)];
  }
}

function parseText(text: string, line: number, file: string, levels: readonly Settings[]): ListItem[] {
  const comment = text.search(/(?:^|\s)#/u);
  const written = comment < 0 ? text : text.slice(0, comment);
  if (written.trim() === '') return [];
  const targets = parseTargetWith(written, levels);
  if (targets.ok) return targets.value.map((target) => ({ ok: true, target, line }));
  const { message, hint, column } = targets.problem;
  const shown: Problem = hint === undefined ? { message } : { message, hint };
  return [problemAt(file, line, column ?? 1, shown)];
}

function problemAt(file: string, line: number, column: number, problem: Problem): ListItem {
  return { ok: false, problem: { file, line, column, ...problem } };
}

const TOO_LONG: Problem = {
  message: `a line of more than ${MAX_LINE_BYTES} bytes`,
  hint: 'write one target a line',
};

export const NOT_UTF8: Problem = {
  message: 'expected text in UTF-8, found other bytes',
  hint: 'save the file as UTF-8',
};
