import { paintAnsi, paintNothing, type Paint } from '../report/index.js';

/*
 * The rules of the terminal, once: data goes to stdout, all else to stderr. Colours only where the stream is a
 * terminal and NO_COLOR is not set (no-color.org); FORCE_COLOR puts them on anywhere, `TERM=dumb` off.
 */

export function paintFor(stream: NodeJS.WriteStream): Paint {
  return hasColours(stream) ? paintAnsi : paintNothing;
}

function hasColours(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY && TERM !== 'dumb';
}

/** The width to lay out for; undefined where nobody says. COLUMNS speaks for a pipe. */
export function columnsOf(stream: NodeJS.WriteStream): number | undefined {
  const fromEnvironment = Number(process.env['COLUMNS']);
  // A terminal that was never told its size says 0.
  if (stream.isTTY && stream.columns > 0) return stream.columns;
  return Number.isInteger(fromEnvironment) && fromEnvironment > 0 ? fromEnvironment : undefined;
}

/** A line for people on stderr. A reader that has gone away is no reason to stop. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
