import {
  probe,
  PROTOCOL_DEFAULTS,
  type Depth,
  type Endpoint,
  type FindingId,
  type OfferName,
  type Protocol,
  type Verdict,
} from '../../src/index.js';
import { HOST } from './certificates.js';
import { startCountingRelay } from './counting-relay.js';
import type { RunningServer } from './server-kind.js';

/** What the table of expectations speaks of. */
export interface Seen {
  readonly verdict: Verdict;
  /** Sorted. */
  readonly findings: readonly FindingId[];
  readonly chainOffer: OfferName | 'none';
  readonly connections: number;
}

/** Probes a server as a client does that knows it by name, and counts the connections. */
export async function probeServer(server: RunningServer, depth: Depth): Promise<Seen> {
  const relay = await startCountingRelay(server.port);
  try {
    const report = await probe(endpointAt(server.protocol, relay.port), { handshake: depth });
    return {
      verdict: report.verdict,
      findings: report.findings.map(({ id }) => id).sort(),
      chainOffer: report.chain_offer ?? 'none',
      connections: relay.count(),
    };
  } finally {
    await relay.stop();
  }
}

function endpointAt(protocol: Protocol, port: number): Endpoint {
  const { service } = PROTOCOL_DEFAULTS[protocol];
  return { written: `${protocol}://${HOST}:${port}`, host: HOST, ip: '127.0.0.1', port, protocol, service };
}
