/**
 * At most so many at once for each key, first come first served. Holds only the keys that are in use, so it does not
 * grow with the number of hosts.
 */
export class PerHostLimit {
  readonly #most: number;
  readonly #hosts = new Map<string, { inFlight: number; readonly waiting: (() => void)[] }>();

  /** @throws {RangeError} when `most` is no positive whole number */
  constructor(most: number) {
    if (!Number.isInteger(most) || most < 1) throw new RangeError(`${most} is not a positive whole number`);
    this.#most = most;
  }

  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const host = this.#hosts.get(key) ?? { inFlight: 0, waiting: [] };
    this.#hosts.set(key, host);
    if (host.inFlight >= this.#most) await new Promise<void>((resolve) => host.waiting.push(resolve));
    else host.inFlight++;
    try {
      return await task();
    } finally {
      const next = host.waiting.shift();
      if (next) next();
      else if (--host.inFlight === 0) this.#hosts.delete(key);
    }
  }
}
