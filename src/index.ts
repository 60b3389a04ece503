import { applianceRemedy } from './appliance/index.js';
import type { Endpoint, EndpointReport } from './model/index.js';
import {
  probeEndpoint,
  probeSettings,
  scanTargets,
  type ProbeOptions,
  type ScanOptions,
  type Targets,
} from './scan/index.js';

/**
 * Scans targets and yields one record per endpoint, the moment it is known. Targets are taken as they are needed, so
 * an endless iterable is fine; a consumer that is slow slows the scan. Leaving the loop closes all connections.
 *
 * What a peer does is in the records and is never thrown.
 *
 * @throws {RangeError} for an option out of range, at the first record
 */
export function scan(targets: Targets, options: ScanOptions = {}): AsyncIterable<EndpointReport> {
  return scanTargets(targets, probeSettings(options, applianceRemedy), options);
}

/**
 * Tests one endpoint.
 *
 * @throws {RangeError} (rejects) for an option out of range
 */
export async function probe(endpoint: Endpoint, options: ProbeOptions = {}): Promise<EndpointReport> {
  return probeEndpoint(endpoint, probeSettings(options, applianceRemedy));
}

export type { ProbeOptions, ScanOptions, Targets } from './scan/index.js';
export * from './model/index.js';
