import {
  probe,
  PROTOCOL_DEFAULTS,
  type Endpoint,
  type EndpointReport,
  type ProbeOptions,
  type Protocol,
} from '../../src/index.js';
import { HOST } from './certificates.js';
import { startCountingRelay } from './counting-relay.js';
import type { RunningServer } from './server-kind.js';

export interface Probed {
  readonly report: EndpointReport;
  readonly connections: number;
}

/** Probes a server as a client does that knows it by name, and counts the connections. */
export async function probeServer(server: RunningServer, options: ProbeOptions): Promise<Probed> {
  const relay = await startCountingRelay(server.port);
  try {
    const report = await probe(endpointAt(server.protocol, relay.port), options);
    return { report, connections: relay.count() };
  } finally {
    await relay.stop();
  }
}

function endpointAt(protocol: Protocol, port: number): Endpoint {
  const { service } = PROTOCOL_DEFAULTS[protocol];
  return { written: `${protocol}://${HOST}:${port}`, host: HOST, ip: '127.0.0.1', port, protocol, service };
}
