import type { Target } from '../model/index.js';
import type { FileProblem, Problem } from './parsed.js';
import { readBytes, unreadable } from './read-bytes.js';
import { NOT_UTF8 } from './target-list.js';
import { decodeUtf8, findNotUtf8 } from './text-lines.js';

/** A document is held in memory as a whole, and its tree takes hundreds of times its bytes; lists of any length don't. */
export const MAX_FILE_BYTES = 1024 * 1024;

/** No more values than that fit into a file without aliases: each takes two characters. */
const MAX_VALUES = MAX_FILE_BYTES / 2;

export type TargetsFile =
  /** `targets` makes them one at a time, each time it is iterated. */
  | { readonly ok: true; readonly targets: Iterable<Target> }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Reads a `targets.yaml`: all of its targets, or all of its problems in the order of the file. */
export async function readTargetsFile(path: string): Promise<TargetsFile> {
  let bytes: Uint8Array;
  try {
    bytes = await readBytes(path, MAX_FILE_BYTES);
  } catch (error) {
    return { ok: false, problems: [unreadable(path, error)] };
  }
  return parseTargetsFile(bytes, path);
}

/** The same for bytes that are there already; `file` is what problems call it. */
export async function parseTargetsFile(bytes: Uint8Array, file: string): Promise<TargetsFile> {
  const refuse = (problem: Problem, place = { line: 1, column: 1 }): TargetsFile => ({
    ok: false,
    problems: [{ file, ...place, ...problem }],
  });
  if (bytes.length > MAX_FILE_BYTES) return refuse(TOO_LARGE);
  if (isUtf16(bytes)) return refuse({ ...NOT_UTF8, message: 'expected text in UTF-8, found UTF-16' });
  const text = decodeUtf8(bytes);
  if (text === undefined) return refuse(NOT_UTF8, findNotUtf8(bytes));
  const nul = text.indexOf('\0');
  if (nul >= 0)
    return refuse({ ...NOT_UTF8, message: 'expected text, found binary data' }, placeOf(text, nul));
  // The parser and the validator take longer to load than a scan takes to start: only where there is such a file.
  const { parseTargetsDocument } = await import('./targets-document.js');
  const document = parseTargetsDocument(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, MAX_VALUES);
  if (document.ok) return document;
  return { ok: false, problems: document.problems.map((problem) => ({ file, ...problem })) };
}

const BYTE_ORDER_MARK = '\uFEFF';

const TOO_LARGE: Problem = {
  message: `the file has more than ${MAX_FILE_BYTES} bytes`,
  hint: 'put the targets one a line into a file for -l, which may have any length',
};

function placeOf(text: string, index: number): { line: number; column: number } {
  const lines = text.slice(0, index).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}
