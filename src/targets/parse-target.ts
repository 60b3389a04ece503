import type { Target } from '../model/index.js';
import { settle, type Settings } from './settle.js';
import { shift, type ParsedPart, type TargetProblem } from './target-problem.js';
import { splitTarget } from './target-syntax.js';

export type ParsedTarget =
  { readonly ok: true; readonly target: Target } | { readonly ok: false; readonly problem: TargetProblem };

/**
 * One target as users write it: `smtp://mail.example.com`, `https://[::1]:8443`, or `host:port` where the port tells
 * the protocol. `written` keeps the text, less the white space around it.
 */
export function parseTarget(text: string): ParsedTarget {
  const parsed = parseTargetWith(text, []);
  if (!parsed.ok) return parsed;
  const [target] = parsed.value;
  if (target === undefined) throw new Error('a host without further settings has one port');
  return { ok: true, target };
}

/** The same, where ports, protocol and the rest may come from elsewhere; one target for each port. */
export function parseTargetWith(text: string, levels: readonly Settings[]): ParsedPart<Target[]> {
  const word = text.trim();
  const parts = splitTarget(word);
  if (!parts.ok) return indented(parts, text);
  const named = parts.value.protocol !== undefined || parts.value.port !== undefined;
  const targets = settle(parts.value, [{}, ...levels], named ? word : undefined);
  return targets.ok ? targets : indented(shift(targets, 0), text);
}

/** Columns of the trimmed word, as columns of the text. */
function indented(refusal: Extract<ParsedPart<never>, { ok: false }>, text: string): typeof refusal {
  const indent = text.length - text.trimStart().length;
  return indent === 0 || refusal.problem.column === undefined ? refusal : shift(refusal, indent);
}
