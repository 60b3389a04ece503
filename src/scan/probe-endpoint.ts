import { loadCertificateReader, type Catalogue, type CertificateReader } from '../certificate/index.js';
import { diagnose } from '../diagnosis/index.js';
import { failure, type Endpoint, type EndpointReport } from '../model/index.js';
import { toRecord, toUntestedRecord } from './record.js';
import { runEndpoint } from './run-endpoint.js';
import type { ProbeSettings } from './settings.js';

/** One endpoint, from its first connection to its record. Whatever the peer does is in the record. */
export async function probeEndpoint(endpoint: Endpoint, settings: ProbeSettings): Promise<EndpointReport> {
  const started = performance.now();
  try {
    const evidence = await runEndpoint(endpoint, settings, () => certificateReader(settings.catalogue));
    const now = settings.now();
    const { expiresSoonDays, remedies, pem } = settings;
    const diagnosis = diagnose(evidence, { now, expiresSoonDays, remedies });
    return toRecord(evidence, diagnosis, { now, pem, durationMs: performance.now() - started });
  } catch (error) {
    // A fault of ours must cost one record, not the scan: nothing found is ever lost.
    const message = `This is a bug in shaprobe: ${String(error)}`;
    const untested = { target: endpoint, failure: failure('handshake', 'internal', message) };
    return toUntestedRecord(untested, settings.now(), performance.now() - started);
  }
}

/** One for each catalogue, so that the certificates it remembers are remembered by all endpoints. */
function certificateReader(catalogue: Catalogue): Promise<CertificateReader> {
  let reader = READERS.get(catalogue);
  if (!reader) READERS.set(catalogue, (reader = loadCertificateReader(catalogue)));
  return reader;
}

const READERS = new WeakMap<Catalogue, Promise<CertificateReader>>();
