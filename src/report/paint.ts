/** What is painted, not how: severities of a verdict, and the parts of the page. */
export type Style =
  'critical' | 'high' | 'medium' | 'low' | 'none' | 'unknown' | 'heading' | 'strong' | 'dim';

export type Paint = (style: Style, text: string) => string;

export function paintNothing(_style: Style, text: string): string {
  return text;
}

/** ECMA-48 SGR. Whether a terminal wants it (NO_COLOR, a pipe) is decided by the caller. */
export function paintAnsi(style: Style, text: string): string {
  const [open, close] = SGR[style];
  return text === '' ? '' : `\x1b[${open}m${text}\x1b[${close}m`;
}

/** The sixteen colours that every theme has; blue is left out, too dark on black. */
const SGR: Readonly<Record<Style, readonly [open: string, close: string]>> = {
  critical: ['1;31', '22;39'],
  high: ['31', '39'],
  medium: ['33', '39'],
  low: ['36', '39'],
  none: ['32', '39'],
  unknown: ['35', '39'],
  heading: ['1;4', '22;24'],
  strong: ['1', '22'],
  dim: ['2', '22'],
};
