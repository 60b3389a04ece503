import { AsnConvert, AsnObjectIdentifierConverter } from '@peculiar/asn1-schema';

/** DER universal tags (X.690 8.1.2) of what is minted by hand. */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** A context-specific, constructed tag: `[n] EXPLICIT`. */
export function explicitTag(number: number): number {
  return 0xa0 | number;
}

/** Tag, definite length, contents. */
export function encodeTlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  return Buffer.concat([Uint8Array.of(tag), encodeLength(length), ...contents]);
}

export function encodeOid(dotted: string): Uint8Array {
  return new Uint8Array(AsnObjectIdentifierConverter.toASN(dotted).toBER());
}

/** The contents of an INTEGER: two's complement in as few bytes as hold it, never none (X.690 8.3). */
export function encodeIntegerContents(value: bigint): Uint8Array {
  let bytes = 1;
  while (BigInt.asIntN(8 * bytes, value) !== value) bytes++;
  const hex = BigInt.asUintN(8 * bytes, value).toString(16);
  return Buffer.from(hex.padStart(2 * bytes, '0'), 'hex');
}

/** A structure of the ASN.1 library. */
export function toDer(structure: object): Uint8Array {
  return new Uint8Array(AsnConvert.serialize(structure));
}

/** What the ASN.1 library takes: a buffer of its own, not a view into Node's pool. */
export function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes = Buffer.from(length.toString(16).replace(/^(?=(..)*.$)/, '0'), 'hex');
  return Buffer.concat([Uint8Array.of(0x80 | bytes.length), bytes]);
}
