import stringWidth from 'string-width';

/**
 * Characters that steer a terminal, reorder or hide text, or break a line: C0 and C1 controls, format characters
 * (bidirectional controls, zero-width ones), what renders as nothing, lone surrogates, unassigned and private code
 * points, line and paragraph separators. An escape sequence in a certificate's name would otherwise repaint the
 * verdict beside it, and U+202E would show `gpj.exe` as `exe.jpg`.
 */
export const UNSAFE_CHARACTER = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const ELLIPSIS = '...';

/** More combining marks than this on one letter are no language: stacked, they paint over the lines around. */
const MAX_COMBINING_MARKS = 4;

/** No grapheme cluster of a language is longer; what is gets cut without its text being walked. */
const MAX_CODE_UNITS_PER_COLUMN = 16;

/**
 * Makes text that a peer controls harmless on a terminal: unsafe characters become `\x1b` or `\u{202e}`, and a
 * backslash is doubled so that an escape cannot be forged. With `maxColumns` it is cut to that width, `...` at its end.
 */
export function escapeTerminal(text: string, maxColumns = Infinity): string {
  const head = maxColumns === Infinity ? text : text.slice(0, (maxColumns + 1) * MAX_CODE_UNITS_PER_COLUMN);
  if (PLAIN.test(head) && head.length <= maxColumns) return head;
  return joinUpTo(escapedClusters(head), maxColumns, head.length < text.length);
}

/** Printable ASCII but the backslash. */
const PLAIN = /^[ -[\]-~]*$/;

/** Pieces that may be cut between, but not within. */
function* escapedClusters(text: string): Iterable<string> {
  for (const { segment } of (segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })).segment(
    text,
  )) {
    let piece = '';
    let marks = MAX_COMBINING_MARKS; // None may stand first: it would join the text before it.
    for (const character of segment) {
      const isMark = COMBINING_MARK.test(character);
      marks = isMark ? marks + 1 : 0;
      if (character === '\\') piece += '\\\\';
      else if (marks > MAX_COMBINING_MARKS || isUnsafe(character)) piece += escapeCharacter(character);
      else piece += character;
    }
    yield piece;
  }
}

/** Made when first needed: it loads ICU's rules, and most names are plain. */
let segmenter: Intl.Segmenter | undefined;
const COMBINING_MARK = /\p{M}/u;

function isUnsafe(character: string): boolean {
  return character.search(UNSAFE_CHARACTER) !== -1;
}

function escapeCharacter(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}

/** Joins pieces for as long as they fit; where they don't, the ellipsis takes the place of the last ones. */
function joinUpTo(pieces: Iterable<string>, maxColumns: number, isCut: boolean): string {
  let text = '';
  let columns = 0;
  let shortened = '';
  for (const piece of pieces) {
    text += piece;
    columns += stringWidth(piece);
    if (columns <= maxColumns - ELLIPSIS.length) shortened = text;
    if (columns > maxColumns) return shortened + ELLIPSIS;
  }
  return isCut ? shortened + ELLIPSIS : text;
}
