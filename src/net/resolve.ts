import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import { failure, type Failure, type FailureCode, type StopSignal } from '../model/index.js';

/** The addresses of a name, in the order in which the system's resolver wants them tried. */
export type Lookup = (host: string) => Promise<readonly { readonly address: string }[]>;

export interface ResolveOptions {
  /** One address is enough. */
  readonly firstAddress: boolean;
  readonly timeoutMs: number;
  readonly signal?: StopSignal | undefined;
  readonly lookup?: Lookup | undefined;
}

export type ResolveResult =
  | { readonly ok: true; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly failure: Failure };

/** Addresses of both families, each once; an address is its own. */
export async function resolveHost(host: string, options: ResolveOptions): Promise<ResolveResult> {
  if (isIP(host) !== 0) return { ok: true, addresses: [host] };
  const { signal, timeoutMs, lookup = lookupAll } = options;
  if (signal?.aborted === true) return failed('aborted', `Stopped before ${host} was looked up`);
  const found = await withinLimits(lookup(host), timeoutMs, signal);
  if (found === 'timeout') return failed('timeout', `No answer for ${host} within ${timeoutMs / 1000} s`);
  if (found === 'aborted') return failed('aborted', `Stopped while ${host} was being looked up`);
  if ('error' in found) return lookupFailed(host, found.error);
  const addresses = [...new Set(found.value.map(({ address }) => address))];
  if (addresses.length === 0) return failed('name-not-found', `${host} has no address`);
  return { ok: true, addresses: options.firstAddress ? addresses.slice(0, 1) : addresses };
}

/** getaddrinfo(3), so that `/etc/hosts` and nsswitch count, too. */
const lookupAll: Lookup = (host) => dns.lookup(host, { all: true, verbatim: true });

type Settled<T> = { readonly value: T } | { readonly error: unknown } | 'timeout' | 'aborted';

/** getaddrinfo cannot be cancelled: a lookup that is given up on runs to its own end, unheard. */
function withinLimits<T>(
  pending: Promise<T>,
  timeoutMs: number,
  signal: StopSignal | undefined,
): Promise<Settled<T>> {
  return new Promise((resolve) => {
    const settle = (result: Settled<T>): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const onAbort = (): void => settle('aborted');
    const timer = setTimeout(settle, timeoutMs, 'timeout');
    signal?.addEventListener('abort', onAbort);
    pending.then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    );
  });
}

function lookupFailed(host: string, error: unknown): ResolveResult {
  const errno = (error as NodeJS.ErrnoException).code;
  // Without a code it is no answer of a resolver but a fault of ours.
  if (errno === undefined) throw error;
  if (NOT_FOUND.has(errno)) return failed('name-not-found', `There is no address for ${host} (${errno})`);
  if (LOCAL.has(errno)) return failed('local-resource', `This machine cannot look up ${host} now (${errno})`);
  return failed('resolver-failed', `The resolver failed for ${host} (${errno})`);
}

const NOT_FOUND: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NONAME', 'EAI_NODATA']);
const LOCAL: ReadonlySet<string> = new Set(['EAI_MEMORY', 'ENOMEM', 'EMFILE', 'ENFILE']);

function failed(code: FailureCode<'resolve'>, message: string): ResolveResult {
  return { ok: false, failure: failure('resolve', code, message) };
}
