import type { StopSignal } from '../model/index.js';

/** Passes one stop on to many waits, each of which costs an entry of a set. */
export class StopRelay implements StopSignal {
  readonly #listeners = new Set<() => void>();
  #aborted = false;

  /** Stops when `signal` does; there is one relay for each signal, with one listener on it. */
  static of(signal: AbortSignal): StopRelay {
    let relay = RELAYS.get(signal);
    if (!relay) {
      const created = new StopRelay();
      RELAYS.set(signal, (relay = created));
      if (signal.aborted) created.stop();
      else signal.addEventListener('abort', () => created.stop(), { once: true });
    }
    return relay;
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  stop(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }
}

const RELAYS = new WeakMap<AbortSignal, StopRelay>();
