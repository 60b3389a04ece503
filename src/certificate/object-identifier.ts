import { toHex } from './hex.js';

/** Real ones have some ten bytes; a peer could make an arc of a million digits. */
const MAX_OID_BYTES = 64;

/**
 * The contents of an OBJECT IDENTIFIER (X.690 8.19) in dotted form; `#` and hex where they aren't one, for an odd OID
 * must not cost the whole certificate.
 */
export function decodeOid(contents: Uint8Array): string {
  const last = contents.at(-1);
  if (last === undefined || last >= 0x80 || contents.length > MAX_OID_BYTES) {
    return `#${toHex(contents.subarray(0, MAX_OID_BYTES))}`;
  }
  let dotted = '';
  let start = 0;
  contents.forEach((byte, index) => {
    if (byte >= 0x80) return;
    const arc = decodeArc(contents.subarray(start, index + 1));
    dotted += start === 0 ? firstTwo(arc) : `.${arc}`;
    start = index + 1;
  });
  return dotted;
}

/** Seven bits a byte. As a number where it is one without loss: UUIDs make arcs of 128 bits (X.667), others don't. */
function decodeArc(bytes: Uint8Array): number | bigint {
  if (bytes.length <= 7) return bytes.reduce((value, byte) => value * 128 + (byte & 0x7f), 0);
  return bytes.reduce((value, byte) => (value << 7n) | BigInt(byte & 0x7f), 0n);
}

/** The first two arcs are one number: 40 * a + b, where only a = 2 lets b be 40 or more. */
function firstTwo(arc: number | bigint): string {
  if (typeof arc === 'bigint') return `2.${arc - 80n}`;
  const top = Math.min(2, Math.floor(arc / 40));
  return `${top}.${arc - 40 * top}`;
}
