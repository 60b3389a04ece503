import { MAX_HANDSHAKE_MESSAGE_BYTES, MAX_PLAINTEXT_BYTES } from 'tls-scanner-lite';

/** What a stream holds, read in the plainest way: all of it is there, nothing is kept between calls. */
export interface ReferenceRecord {
  readonly type: number;
  readonly version: number;
  readonly fragment: string;
}

/** Records up to where the stream ends or is none. */
export function referenceRecords(stream: Uint8Array): {
  records: ReferenceRecord[];
  violation: 'not-tls' | 'malformed' | undefined;
  unfinished: boolean;
} {
  const bytes = Buffer.from(stream);
  const records: ReferenceRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const noRecord = bytes.readUInt8(at) < 20 || bytes.readUInt8(at) > 23 || (bytes[at + 1] ?? 3) !== 3;
    if (noRecord) {
      return { records, violation: records.length === 0 ? 'not-tls' : 'malformed', unfinished: true };
    }
    if (at + 5 > bytes.length) break;
    const length = bytes.readUInt16BE(at + 3);
    if (length > MAX_PLAINTEXT_BYTES) return { records, violation: 'malformed', unfinished: true };
    if (at + 5 + length > bytes.length) break;
    const fragment = bytes.toString('hex', at + 5, at + 5 + length);
    records.push({ type: bytes.readUInt8(at), version: bytes.readUInt16BE(at + 1), fragment });
    at += 5 + length;
  }
  return { records, violation: undefined, unfinished: at < bytes.length };
}

export interface ReferenceMessage {
  readonly type: number;
  readonly body: string;
}

/** Handshake messages up to where the stream ends or announces one that is too long. */
export function referenceMessages(stream: Uint8Array): {
  messages: ReferenceMessage[];
  tooLong: number | undefined;
} {
  const bytes = Buffer.from(stream);
  const messages: ReferenceMessage[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const length = bytes.readUIntBE(at + 1, 3);
    if (length > MAX_HANDSHAKE_MESSAGE_BYTES) return { messages, tooLong: length };
    if (at + 4 + length > bytes.length) break;
    messages.push({ type: bytes.readUInt8(at), body: bytes.toString('hex', at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return { messages, tooLong: undefined };
}
