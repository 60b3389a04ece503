import { isIP } from 'node:net';
import pLimit from 'p-limit';
import { failure, type Endpoint, type EndpointReport, type Target } from '../model/index.js';
import { resolveHost, type Lookup, type ResolveResult } from '../net/index.js';
import { iterateUntilStuck } from './iterate-until-stuck.js';
import { SCAN_DEFAULTS } from './defaults.js';
import { PerHostLimit } from './per-host-limit.js';
import { probeEndpoint } from './probe-endpoint.js';
import { toUntestedRecord } from './record.js';
import { RecordQueue } from './record-queue.js';
import type { ProbeOptions, ProbeSettings } from './settings.js';
import { StopRelay } from './stop-relay.js';

/** What a caller may choose for a whole scan. */
export interface ScanOptions extends ProbeOptions {
  /** Endpoints at once. Default: 100 */
  readonly concurrency?: number | undefined;
  /** Endpoints at once for one address, each with one connection at a time. Default: 2 */
  readonly perHost?: number | undefined;
  /** Only the first address of each name. */
  readonly firstAddress?: boolean | undefined;
  /** Resolves names: for tests. */
  readonly lookup?: Lookup | undefined;
}

/**
 * Scans targets as they come and yields each endpoint's record the moment it is known. Memory is bounded: targets are
 * taken only as fast as records are taken away. Where the caller stops early, connections are closed.
 *
 * @param toTarget makes a target of what is iterated; what it throws ends the scan as an iteration that throws does
 * @throws {RangeError} for a limit that is no positive whole number
 */
export function scanTargets<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  toTarget: (item: Item) => Target,
  settings: ProbeSettings,
  options: ScanOptions,
): AsyncIterableIterator<EndpointReport> {
  const stop = new StopRelay();
  const passOn = (): void => stop.stop();
  const queue = new RecordQueue(() => {
    stop.stop();
    settings.signal?.removeEventListener('abort', passOn);
  });
  const scan = new Scan(settings, stop, options, queue);
  settings.signal?.addEventListener('abort', passOn);
  if (settings.signal?.aborted) stop.stop();
  scan.feed(items, toTarget).then(
    () => queue.end(),
    (error: unknown) => queue.end(error instanceof Error ? error : new Error(String(error))),
  );
  return queue;
}

/**
 * Targets on their way through the bounded window. `p-limit` bounds the connections; its queue is unbounded, so
 * the window in front of it bounds what may wait there. A target leaves the window when its records are taken.
 */
class Scan {
  readonly #settings: ProbeSettings;
  readonly #stop: StopRelay;
  readonly #options: ScanOptions;
  readonly #queue: RecordQueue;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #perHost: PerHostLimit;
  readonly #windowSize: number;
  #inWindow = 0;
  /** Of the feeder, which waits for room, or at the end for the window to be empty. */
  #wakeFeeder: (() => void) | undefined;

  /** @throws {RangeError} for a limit that is no positive whole number */
  constructor(settings: ProbeSettings, stop: StopRelay, options: ScanOptions, queue: RecordQueue) {
    const concurrency = options.concurrency ?? SCAN_DEFAULTS.concurrency;
    if (!Number.isInteger(concurrency) || concurrency < 1)
      throw new RangeError(`concurrency: ${concurrency} is not a positive whole number`);
    this.#settings = { ...settings, signal: stop };
    this.#stop = stop;
    this.#options = options;
    this.#queue = queue;
    this.#limit = pLimit(concurrency);
    this.#perHost = new PerHostLimit(options.perHost ?? SCAN_DEFAULTS.perHost);
    // More than run at once, so that targets which wait for their host don't keep others out.
    this.#windowSize = 2 * concurrency + 100;
  }

  /** Returns once every record has been taken; throws what the iteration of the items threw, but not before. */
  async feed<Item>(
    items: Iterable<Item> | AsyncIterable<Item>,
    toTarget: (item: Item) => Target,
  ): Promise<void> {
    try {
      if (Symbol.iterator in items) {
        // `for await` over what is there already costs three promises for each.
        for (const item of items) if (!(await this.#admit(toTarget(item)))) return;
      } else {
        const patient = iterateUntilStuck(items, this.#stop);
        for await (const item of patient) if (!(await this.#admit(toTarget(item)))) return;
      }
    } finally {
      await this.#untilWindowHolds(0);
    }
  }

  /** Lets a target into the window once there is room; false where nobody takes records any more. */
  #admit(target: Target): boolean | Promise<boolean> {
    if (this.#inWindow >= this.#windowSize)
      return this.#untilWindowHolds(this.#windowSize - 1).then(() => this.#enter(target));
    return this.#enter(target);
  }

  #enter(target: Target): boolean {
    if (this.#queue.closed) return false;
    this.#inWindow++;
    if (isIP(target.host) === 0) void this.#resolveAndScan(target);
    else this.#scanAddresses(target, [target.host]);
    return true;
  }

  async #untilWindowHolds(most: number): Promise<void> {
    while (this.#inWindow > most && !this.#queue.closed) {
      await new Promise<void>((resolve) => (this.#wakeFeeder = resolve));
    }
  }

  async #resolveAndScan(target: Target): Promise<void> {
    const started = performance.now();
    const resolved = await resolveHost(target.host, {
      firstAddress: this.#options.firstAddress ?? false,
      timeoutMs: target.timeoutMs ?? this.#settings.timeoutMs,
      signal: this.#settings.signal,
      lookup: this.#options.lookup,
    }).catch(lookupBug);
    if (resolved.ok) this.#scanAddresses(target, resolved.addresses);
    else {
      const untested = { target, failure: resolved.failure };
      const record = toUntestedRecord(untested, this.#settings.now(), performance.now() - started);
      this.#queue.add(record, () => this.#leave());
    }
  }

  #scanAddresses(target: Target, addresses: readonly string[]): void {
    let left = addresses.length;
    const taken = (): void => {
      if (--left === 0) this.#leave();
    };
    for (const ip of addresses) {
      void this.#perHost
        .run(ip, () => this.#limit(() => this.#scanEndpoint({ ...target, ip })))
        .then(
          (record) => this.#queue.add(record, taken),
          (error: unknown) => this.#queue.end(error instanceof Error ? error : new Error(String(error))),
        );
    }
  }

  #scanEndpoint(endpoint: Endpoint): Promise<EndpointReport> | EndpointReport {
    if (this.#settings.signal?.aborted !== true) return probeEndpoint(endpoint, this.#settings);
    const aborted = failure('connect', 'aborted', 'The scan was stopped before this endpoint was tested');
    return toUntestedRecord({ target: endpoint, failure: aborted }, this.#settings.now(), 0);
  }

  #leave(): void {
    this.#inWindow--;
    this.#wakeFeeder?.();
  }
}

/** What a lookup throws that is no answer of a resolver: it must cost one record, not the scan. */
function lookupBug(error: unknown): ResolveResult {
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { ok: false, failure: failure('resolve', 'internal', `The lookup has a bug: ${told}`) };
}
