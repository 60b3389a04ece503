import { loadCertificateReader, withKnownAs } from '../certificate/index.js';
import { diagnose } from '../diagnosis/index.js';
import { failure, type Endpoint, type EndpointReport } from '../model/index.js';
import { toRecord, toUntestedRecord } from './record.js';
import { runEndpoint, type CertificateReader } from './run-endpoint.js';
import type { ProbeSettings } from './settings.js';

/** One endpoint, from its first connection to its record. Whatever the peer does is in the record. */
export async function probeEndpoint(endpoint: Endpoint, settings: ProbeSettings): Promise<EndpointReport> {
  const started = performance.now();
  try {
    const evidence = await runEndpoint(endpoint, settings, await certificateReader(settings));
    const now = settings.now();
    const { expiresSoonDays, remedies, pem } = settings;
    const diagnosis = diagnose(evidence, { now, expiresSoonDays, remedies });
    return toRecord(evidence, diagnosis, { now, pem, durationMs: performance.now() - started });
  } catch (error) {
    // A fault of ours must cost one record, not the scan: nothing found is ever lost.
    const message = `This is a bug in shaprobe: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    const untested = { target: endpoint, failure: failure('handshake', 'internal', message) };
    return toUntestedRecord(untested, settings.now(), performance.now() - started);
  }
}

async function certificateReader({ catalogue }: ProbeSettings): Promise<CertificateReader> {
  const read = await loadCertificateReader();
  return (der) => withKnownAs(read(der), catalogue);
}
