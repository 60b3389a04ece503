import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Paint, Style } from './paint.js';

/** A piece of text that starts on a line of its own; already harmless, not yet wrapped. */
export interface Paragraph {
  readonly text: string;
  readonly style?: Style;
  /** Stands before the first line; the others are set in as far. */
  readonly bullet?: string;
}

/** A line that has its width: painted last, for escape sequences have none. */
interface Line {
  readonly text: string;
  readonly style?: Style;
}

/** Between two columns. */
export const COLUMN_GAP = 2;

/** Lays blocks side by side, each wrapped to its width. Lines end without spaces and without a line break. */
export function renderColumns(
  blocks: readonly (readonly Paragraph[])[],
  widths: readonly number[],
  paint: Paint,
): readonly string[] {
  const columns = blocks.map((block, index) => wrapBlock(block, widths[index] ?? 0));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) => {
    const cells = columns.map((lines, index) => ({ line: lines[row], width: widths[index] ?? 0 }));
    return joinCells(cells, paint);
  });
}

/** One block below another's left edge. */
export function renderIndented(
  block: readonly Paragraph[],
  indent: number,
  columns: number,
  paint: Paint,
): readonly string[] {
  return wrapBlock(block, columns - indent).map((line) => {
    return line.text === '' ? '' : ' '.repeat(indent) + paintLine(line, paint);
  });
}

function joinCells(cells: readonly { line: Line | undefined; width: number }[], paint: Paint): string {
  let text = '';
  let missing = 0;
  for (const { line, width } of cells) {
    if (line === undefined || line.text === '') {
      missing += width + COLUMN_GAP;
      continue;
    }
    text += ' '.repeat(missing) + paintLine(line, paint);
    missing = width - columnsOf(line.text) + COLUMN_GAP;
  }
  return text;
}

function paintLine({ text, style }: Line, paint: Paint): string {
  return style === undefined ? text : paint(style, text);
}

function wrapBlock(block: readonly Paragraph[], width: number): readonly Line[] {
  return block.flatMap(({ text, style, bullet = '' }) => {
    const lines = wrap(text, width - bullet.length);
    return lines.map((line, index) => ({
      text: `${index === 0 ? bullet : ' '.repeat(bullet.length)}${line}`.trimEnd(),
      ...(style && { style }),
    }));
  });
}

/**
 * Printable ASCII, the verdicts' marks among it: a column for each character. What `string-width` and `wrap-ansi` do for all
 * of Unicode takes 30 ms when it is first done, which is a tenth of a short run.
 */
const ONE_COLUMN_EACH = /^[ -~✗✓]*$/;

function columnsOf(text: string): number {
  return ONE_COLUMN_EACH.test(text) ? text.length : stringWidth(text);
}

function wrap(text: string, width: number): string[] {
  if (text.length <= width && ONE_COLUMN_EACH.test(text)) return [text];
  return wrapAnsi(text, width, { hard: true }).split('\n');
}
