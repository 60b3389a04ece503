/** What is wrong with a text that a user wrote, in words for that user. */
export interface Problem {
  /** One sentence, safe to print: what was expected and what was found. Never holds a password. */
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string;
}

/** What a text says, or what is wrong with it. Mistakes of users are returned, never thrown. */
export type Parsed<T, P extends Problem = Problem> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: P };

/** A problem at a place in a file. Lines and columns count from 1, columns in UTF-16 units as editors do. */
export interface FileProblem extends Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
