import type { ByteReader } from '../wire/byte-reader.js';
import type { ByteWriter } from '../wire/byte-writer.js';

/** RFC 5246 7.4.1.4 */
export interface Extension {
  readonly type: number;
  readonly data: Uint8Array;
}

/**
 * `struct { ExtensionType extension_type; opaque extension_data<0..2^16-1>; } Extension;`, as the block
 * `Extension extensions<0..2^16-1>`. No type may stand twice (RFC 5246 7.4.1.4): two answers to one question let
 * two readers of one message disagree.
 */
export function decodeExtensions(reader: ByteReader): Extension[] {
  const block = reader.child(2, 'extensions');
  const extensions: Extension[] = [];
  const seen = new Set<number>();
  while (block.remaining > 0) {
    const type = block.uint16('extension_type');
    if (seen.has(type)) throw block.illegal('extension_type', `${type} stands twice`);
    seen.add(type);
    extensions.push({ type, data: block.vector(2, 'extension_data') });
  }
  return extensions;
}

export function encodeExtensions(writer: ByteWriter, extensions: readonly Extension[]): void {
  writer.vector(2, (block) => {
    for (const { type, data } of extensions) block.uint16(type).vector(2, (w) => w.bytes(data));
  });
}

export function findExtension(
  extensions: readonly Extension[] | undefined,
  type: number,
): Uint8Array | undefined {
  return extensions?.find((extension) => extension.type === type)?.data;
}
