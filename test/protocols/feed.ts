import type { Accept } from '../../src/net/index.js';

/** Feeds a decoder as a connection does: the same start, more bytes each time; cut at the given places. */
export function feed<T>(
  accept: Accept<T>,
  bytes: Uint8Array,
  cuts: readonly number[],
): ReturnType<Accept<T>> {
  for (const end of [...cuts, bytes.length]) {
    const result = accept(bytes.slice(0, end));
    if (result !== undefined) return result;
  }
  return undefined;
}

/** Every byte on its own. */
export function everyByte(bytes: Uint8Array): number[] {
  return Array.from(bytes, (_, index) => index + 1);
}
