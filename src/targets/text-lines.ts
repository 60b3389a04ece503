/** One line of a file, without its line break. */
export interface TextLine {
  /** From 1. */
  readonly line: number;
  readonly content:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'not-utf8'; readonly column: number }
    | { readonly kind: 'too-long' };
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Bytes to lines, LF or CRLF, the last with or without one; in the same way however the bytes are cut into chunks. It
 * holds one line at most, and of a line that is longer than `maxLineBytes` nothing.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<TextLine, void, undefined> {
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  let line = 1;
  // A copy, for a stream may use its buffer again (and `slice` of a Buffer makes none).
  const hold = (part: Uint8Array): void => {
    heldBytes += part.length;
    if (heldBytes > maxLineBytes + BYTE_ORDER_MARK.length + 1) held.length = 0;
    else if (part.length > 0) held.push(new Uint8Array(part));
  };
  const take = (): TextLine => {
    const taken = decodeLine(line++, held, heldBytes, maxLineBytes);
    held.length = 0;
    heldBytes = 0;
    return taken;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      hold(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    hold(chunk.subarray(start));
  }
  if (heldBytes > 0) yield take();
}

/** Where the first byte is that is no UTF-8, as a place in the text; undefined where all of it is. */
export function findNotUtf8(bytes: Uint8Array): { line: number; column: number } | undefined {
  if (decodeUtf8(bytes) !== undefined) return undefined;
  // The longest good prefix, by halves: `good` bytes decode (up to a character that is cut), `bad` bytes don't.
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (startsAsUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  const before = new TextDecoder().decode(bytes.subarray(0, good), { stream: true });
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function startsAsUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function decodeLine(
  line: number,
  held: readonly Uint8Array[],
  heldBytes: number,
  maxLineBytes: number,
): TextLine {
  const bytes = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
  const start = line === 1 && BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? 3 : 0;
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  if (bytes.length < heldBytes || end - start > maxLineBytes) return { line, content: { kind: 'too-long' } };
  const body = bytes.subarray(start, Math.max(start, end));
  const text = decodeUtf8(body);
  if (text !== undefined) return { line, content: { kind: 'text', text } };
  return { line, content: { kind: 'not-utf8', column: findNotUtf8(body)?.column ?? 1 } };
}
