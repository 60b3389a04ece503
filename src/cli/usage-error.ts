import type { FileProblem, Problem } from '../targets/index.js';

/** What the user got wrong; said on stderr, with exit code 2. */
export class UsageError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'UsageError';
    this.lines = lines;
  }
}

/** `error: message` and, below it, a hint. */
export function renderProblem({ message, hint }: Problem): string[] {
  return [`error: ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`])];
}

/** `file:line:column: message`, as compilers write it and editors follow it. */
export function renderFileProblem({ file, line, column, message, hint }: FileProblem): string[] {
  return [`${file}:${line}:${column}: ${message}`, ...(hint === undefined ? [] : [`    hint: ${hint}`])];
}
