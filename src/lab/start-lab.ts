import type { AddressInfo } from 'node:net';
import { endpointUrl } from '../appliance/index.js';
import type { Protocol, Service, Target, Verdict } from '../model/index.js';
import { mintLabCertificates } from './lab-certificates.js';
import { LAB_LIMITS, type LabLimits } from './lab-limits.js';
import {
  describePresentation,
  expectedVerdict,
  planListeners,
  type LabListenerId,
  type ListenerPlan,
} from './listener-plan.js';
import { openListener, type House } from './open-listener.js';

export interface LabOptions {
  /** The address or name to listen on. Absent: 127.0.0.1. */
  readonly host?: string;
  /** After the remedy: with the newer SHA-signed demo certificate wherever the legacy one was. */
  readonly fixed?: boolean;
  /** Absent, or for those left out: the kernel chooses. */
  readonly ports?: 'kernel' | Readonly<Partial<Record<LabListenerId, number>>>;
  /** Gets each line of the log: the appliance's own format, or marked with `lab:`. */
  readonly log?: (line: string) => void;
  /** Milliseconds since the epoch; the clock that certificates and log lines go by. */
  readonly now?: () => number;
  readonly limits?: Partial<LabLimits>;
}

export interface Lab {
  readonly endpoints: readonly LabEndpoint[];
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

export interface LabEndpoint {
  readonly id: LabListenerId;
  readonly name: string;
  readonly service: Service;
  readonly protocol: Protocol;
  /** The address to connect to. */
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** What it presents, and to whom. */
  readonly description: string;
  /** What a scan should say of it. */
  readonly expectation: Verdict;
}

/**
 * Starts the lab appliance: listeners that behave as AsyncOS 9.5 does with the legacy demo certificate, and others to
 * compare them with. Certificates are minted at each start, and nothing is written to disk.
 *
 * @throws (rejects) what listening fails with: a port that is taken, an address that is not this machine's
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { host = '127.0.0.1', fixed = false, ports = 'kernel', log = ignore, now = Date.now } = options;
  const stop = new AbortController();
  const house: House = {
    host,
    certificates: await mintLabCertificates(now),
    limits: { ...LAB_LIMITS, ...options.limits },
    sink: { log, now },
    signal: stop.signal,
    nextIcid: counter(),
  };
  const plans = planListeners(fixed);
  const opened = await Promise.allSettled(
    plans.map((plan) => openListener(plan, ports === 'kernel' ? 0 : (ports[plan.id] ?? 0), house)),
  );
  const listeners = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const close = async (): Promise<void> => {
    stop.abort();
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed) {
    await close();
    throw failed.reason;
  }
  const endpoints = listeners.flatMap(({ address }, at) => {
    const plan = plans[at];
    return plan ? [toEndpoint(plan, address)] : [];
  });
  return { endpoints, close };
}

/** The lab's endpoints as targets of a scan. */
export function labTargets(lab: Pick<Lab, 'endpoints'>): Target[] {
  return lab.endpoints.map(({ name, service, protocol, host, port, url }) => ({
    written: url,
    name,
    service,
    host,
    port,
    protocol,
  }));
}

function toEndpoint(plan: ListenerPlan, bound: AddressInfo): LabEndpoint {
  const { id, name, service, protocol } = plan;
  const { port } = bound;
  const host = WILDCARDS.get(bound.address) ?? bound.address;
  return {
    id,
    name,
    service,
    protocol,
    host,
    port,
    url: endpointUrl({ protocol, host, port }),
    description: describePresentation(plan),
    expectation: expectedVerdict(plan),
  };
}

/** Every address can be listened on, but not be connected to. */
const WILDCARDS: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

function counter(): () => number {
  let last = 0;
  return () => ++last;
}

function ignore(): void {
  // Nobody wants the log.
}
