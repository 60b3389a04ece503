import type { Tlv } from './der-walk.js';
import { toHex } from './hex.js';

/** RFC 5280 4.1.2.2 allows 20 bytes; above these the value is given as its bytes are, not as a number. */
const MAX_SERIAL_BYTES = 256;

/** Hex as OpenSSL prints it: upper case, whole bytes, `-` before a negative number, no leading zeros but `00`. */
export function formatSerial({ contents }: Tlv): string {
  const hex = toHex(contents);
  if (contents.length === 0 || contents.length > MAX_SERIAL_BYTES) return hex.toUpperCase() || '00';
  const value = BigInt.asIntN(8 * contents.length, BigInt(`0x${hex}`));
  const magnitude = (value < 0n ? -value : value).toString(16).toUpperCase();
  return `${value < 0n ? '-' : ''}${magnitude.length % 2 === 0 ? '' : '0'}${magnitude}`;
}
