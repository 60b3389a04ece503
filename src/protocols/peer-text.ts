/** What a peer sent, as text for people: bounded, but not escaped, which is up to who shows it. */
export function decodePeerText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** At most `maxChars` UTF-16 units, never half a character. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, maxChars - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** For a message: in quotation marks. */
export function quoteText(text: string): string {
  return `"${cutText(text, MAX_QUOTED_CHARS)}"`;
}

/** What bytes of an unexpected protocol look like. */
export function describeBytes(bytes: Uint8Array): string {
  const start = bytes.subarray(0, MAX_DESCRIBED_BYTES);
  if (isTlsRecord(start)) return 'a TLS record (it seems to speak TLS from the first byte)';
  const line = decodePeerText(start).split(/[\r\n]/, 1)[0] ?? '';
  if (/^[\x20-\x7e]+$/.test(line)) return quoteText(line);
  return `the bytes ${Buffer.from(start).toString('hex')}`;
}

/** Enough to recognize a banner. */
const MAX_DESCRIBED_BYTES = 32;

/** A reply may be 64 KiB; a message is a line of a report. */
const MAX_QUOTED_CHARS = 200;

/** An alert or a handshake message of any version (RFC 8446 5.1). */
function isTlsRecord(bytes: Uint8Array): boolean {
  return (bytes[0] === 21 || bytes[0] === 22) && (bytes.length === 1 || bytes[1] === 3);
}
