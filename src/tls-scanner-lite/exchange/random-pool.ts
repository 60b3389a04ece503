import { randomFillSync } from 'node:crypto';

/**
 * Fills `target` with random bytes, and returns it. A call of the generator costs as much for 8 kB as for 32 bytes, so
 * it is called for many hellos at once. Every byte is given out once.
 */
export function fillRandom(target: Uint8Array): Uint8Array {
  if (used + target.length > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  target.set(POOL.subarray(used, used + target.length));
  used += target.length;
  return target;
}

const POOL = new Uint8Array(8192);
let used = POOL.length;
