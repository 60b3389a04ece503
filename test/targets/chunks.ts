/** Bytes as a stream gives them: `size` at a time, each chunk in a buffer that is overwritten afterwards. */
export async function* inChunks(
  bytes: Uint8Array,
  size: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.length; start += size) {
    const chunk = Buffer.from(bytes.subarray(start, start + size));
    yield chunk;
    chunk.fill(0);
  }
}

/** Whole, in pieces, and byte by byte. */
export function chunkSizes(bytes: Uint8Array): number[] {
  return [Math.max(1, bytes.length), 7, 3, 2, 1];
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
