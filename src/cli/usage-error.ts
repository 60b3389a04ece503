import { escapeTerminal } from '../report/index.js';
import type { FileProblem, Problem } from '../targets/index.js';

/** What the user got wrong; said on stderr, with exit code 2. Its lines are harmless on a terminal. */
export class UsageError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'UsageError';
    this.lines = lines;
  }
}

/** `error: message` and, below it, a hint. Problems quote what they found, so they are harmless already. */
export function renderProblem({ message, hint }: Problem): string[] {
  return [`error: ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`])];
}

/** `file:line:column: message`, as compilers write it and editors follow it. */
export function renderFileProblem({ file, line, column, message, hint }: FileProblem): string[] {
  return [
    `${escapeTerminal(file)}:${line}:${column}: ${message}`,
    ...(hint === undefined ? [] : [`    hint: ${hint}`]),
  ];
}
