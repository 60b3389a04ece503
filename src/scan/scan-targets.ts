import pLimit from 'p-limit';
import { failure, type Endpoint, type EndpointReport, type Target } from '../model/index.js';
import { resolveHost, type Lookup } from '../net/index.js';
import { PerHostLimit } from './per-host-limit.js';
import { probeEndpoint } from './probe-endpoint.js';
import { toUntestedRecord } from './record.js';
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

export type Targets = Iterable<Target> | AsyncIterable<Target>;

/**
 * Scans targets as they come and yields each endpoint's record the moment it is known. Memory is bounded: targets are
 * taken only as fast as records are taken away. Where the caller stops early, connections are closed.
 *
 * @throws {RangeError} for a limit that is no positive whole number
 */
export async function* scanTargets(
  targets: Targets,
  settings: ProbeSettings,
  options: ScanOptions,
): AsyncGenerator<EndpointReport, void, undefined> {
  const stop = new StopRelay();
  const passOn = (): void => stop.stop();
  settings.signal?.addEventListener('abort', passOn);
  if (settings.signal?.aborted) stop.stop();
  const scan = new Scan({ ...settings, signal: stop }, options);
  const feeding = scan.feed(targets);
  try {
    yield* scan.records();
    await feeding;
  } finally {
    stop.stop();
    settings.signal?.removeEventListener('abort', passOn);
  }
}

/**
 * Targets on their way through the bounded window. `p-limit` bounds the connections; its queue is unbounded, so
 * the window in front of it bounds what may wait there. A target leaves the window when its records are taken.
 */
class Scan {
  readonly #settings: ProbeSettings;
  readonly #options: ScanOptions;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #perHost: PerHostLimit;
  readonly #windowSize: number;
  readonly #ready: { record: EndpointReport; leave: () => void }[] = [];
  #inWindow = 0;
  #fed = false;
  #error: Error | undefined;
  #wakeReader: (() => void) | undefined;
  #wakeFeeder: (() => void) | undefined;

  constructor(settings: ProbeSettings, options: ScanOptions) {
    const concurrency = options.concurrency ?? 100;
    this.#settings = settings;
    this.#options = options;
    this.#limit = pLimit(concurrency);
    this.#perHost = new PerHostLimit(options.perHost ?? 2);
    // More than run at once, so that targets which wait for their host don't keep others out.
    this.#windowSize = 2 * concurrency + 100;
  }

  async feed(targets: Targets): Promise<void> {
    try {
      for await (const target of targets) {
        while (this.#inWindow >= this.#windowSize) {
          await new Promise<void>((resolve) => (this.#wakeFeeder = resolve));
        }
        this.#inWindow++;
        void this.#scanTarget(target);
      }
    } catch (error) {
      this.#error = error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#fed = true;
      this.#wakeReader?.();
    }
  }

  /** @throws whatever the iteration of the targets threw, after everything that is known has been yielded */
  async *records(): AsyncGenerator<EndpointReport, void, undefined> {
    while (!this.#fed || this.#inWindow > 0) {
      for (let next = this.#ready.shift(); next; next = this.#ready.shift()) {
        yield next.record;
        next.leave();
      }
      if (this.#fed && this.#inWindow === 0) break;
      if (this.#ready.length === 0) await new Promise<void>((resolve) => (this.#wakeReader = resolve));
    }
    if (this.#error) throw this.#error;
  }

  async #scanTarget(target: Target): Promise<void> {
    const started = performance.now();
    const resolved = await resolveHost(target.host, {
      firstAddress: this.#options.firstAddress ?? false,
      timeoutMs: target.timeoutMs ?? this.#settings.timeoutMs,
      signal: this.#settings.signal,
      lookup: this.#options.lookup,
    });
    if (!resolved.ok) {
      const untested = { target, failure: resolved.failure };
      this.#emit(toUntestedRecord(untested, this.#settings.now(), performance.now() - started), () =>
        this.#leave(),
      );
      return;
    }
    let left = resolved.addresses.length;
    for (const ip of resolved.addresses) {
      void this.#scanEndpoint({ ...target, ip }).then((record) =>
        this.#emit(record, () => {
          if (--left === 0) this.#leave();
        }),
      );
    }
  }

  #scanEndpoint(endpoint: Endpoint): Promise<EndpointReport> {
    return this.#perHost.run(endpoint.ip, () =>
      this.#limit(() => {
        if (this.#settings.signal?.aborted !== true) return probeEndpoint(endpoint, this.#settings);
        const aborted = failure('connect', 'aborted', 'The scan was stopped before this endpoint was tested');
        return toUntestedRecord({ target: endpoint, failure: aborted }, this.#settings.now(), 0);
      }),
    );
  }

  #emit(record: EndpointReport, leave: () => void): void {
    this.#ready.push({ record, leave });
    this.#wakeReader?.();
  }

  #leave(): void {
    this.#inWindow--;
    this.#wakeFeeder?.();
  }
}
