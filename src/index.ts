/**
 * The public library: scan services for MD5-signed certificates and SHA-only TLS 1.2 failures.
 *
 * @packageDocumentation
 */
import { applianceRemedy } from './appliance/index.js';
import type { Lab, LabOptions } from './lab/index.js';
import type { Endpoint, EndpointReport, Target } from './model/index.js';
import {
  probeEndpoint,
  probeSettings,
  scanTargets,
  type ProbeOptions,
  type ScanOptions,
} from './scan/index.js';
import { parseTarget } from './targets/index.js';

/** What `scan` takes: parsed targets, or texts such as `smtp://mail.example.com`. Taken as they are needed. */
export type ScanInput = Iterable<Target | string> | AsyncIterable<Target | string>;

/**
 * Scans targets and yields one record per endpoint, the moment it is known. Targets are taken as they are needed, so
 * an endless iterable is fine; a consumer that is slow slows the scan. Leaving the loop closes all connections.
 *
 * What a peer does is in the records and is never thrown.
 *
 * @throws {RangeError} for an option out of range
 * @throws {TypeError} from the iteration, after what is known has been yielded, for a text that is no target
 */
export function scan(targets: ScanInput, options: ScanOptions = {}): AsyncIterableIterator<EndpointReport> {
  return scanTargets(targets, toTarget, probeSettings(options, applianceRemedy), options);
}

/**
 * Tests one endpoint: an address, a port and a protocol.
 *
 * @throws {RangeError} (rejects) for an option out of range
 */
export async function probe(endpoint: Endpoint, options: ProbeOptions = {}): Promise<EndpointReport> {
  return probeEndpoint(endpoint, probeSettings(options, applianceRemedy));
}

/**
 * Starts the lab appliance on loopback: services with the legacy MD5-signed demo certificate, and others to compare
 * them with. For trying things, and for tests of your own.
 *
 * @throws (rejects) what listening fails with
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  // Loaded where it is used: minting certificates needs a library that scanning does not.
  const lab = await import('./lab/index.js');
  return lab.startLab(options);
}

function toTarget(target: Target | string): Target {
  if (typeof target !== 'string') return target;
  const parsed = parseTarget(target);
  if (parsed.ok) return parsed.target;
  const { message, hint } = parsed.problem;
  throw new TypeError(hint === undefined ? message : `${message} (${hint})`);
}

export { parseTarget, type ParsedTarget, type TargetProblem } from './targets/index.js';
export type { Lab, LabEndpoint, LabOptions } from './lab/index.js';
export type { ProbeOptions, ScanOptions } from './scan/index.js';
export * from './model/index.js';
