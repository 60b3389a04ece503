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

  /** Runs `task` as soon as there is a place for `key`; the place is free again once `task` has settled. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    let host = this.#hosts.get(key);
    if (!host) this.#hosts.set(key, (host = { inFlight: 0, waiting: [] }));
    if (host.inFlight < this.#most) {
      host.inFlight++;
      return this.#hold(key, task);
    }
    const { waiting } = host;
    return new Promise<void>((resolve) => waiting.push(resolve)).then(() => this.#hold(key, task));
  }

  async #hold<T>(key: string, task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } finally {
      this.#release(key);
    }
  }

  /** The place goes to the next in the line, or away. */
  #release(key: string): void {
    const host = this.#hosts.get(key);
    if (!host) return;
    const next = host.waiting.shift();
    if (next) next();
    else if (--host.inFlight === 0) this.#hosts.delete(key);
  }
}
