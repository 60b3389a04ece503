/** Longer texts are cut: a message is one sentence. */
const MAX_QUOTED_CHARACTERS = 60;

/**
 * What a terminal obeys instead of showing: control characters, and the invisible ones that reorder or hide text
 * (bidirectional overrides, zero-width characters, line separators, halves of surrogate pairs).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const EVERY_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');

/** Where the first character is that must not reach a terminal, or -1. */
export function findUnprintable(text: string): number {
  return text.search(UNPRINTABLE);
}

/** `text` in quotation marks, cut and made harmless. What may hold a password is not shown. */
export function quote(text: string): string {
  if (holdsCredentials(text)) return 'a text with "@" (not shown, it may hold a password)';
  const cut = text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}...` : text;
  return `"${cut.replace(EVERY_UNPRINTABLE, escapeCharacter)}"`;
}

/** Whether there is an "@" in the text, also one of those that IDNA maps to it. */
export function holdsCredentials(text: string): boolean {
  return /[@\uFE6B\uFF20]/u.test(text);
}

/** As JavaScript writes it: `\n`, `\x1b`, `\u202e`. */
export function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\u{${code.toString(16)}}`;
}
