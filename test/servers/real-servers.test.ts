import { t, type Test } from 'tap';
import { DEPTHS, type Depth, type FindingId, type OfferName, type Verdict } from '../../src/index.js';
import { credentialsFor, type CertificateName } from './certificates.js';
import type { Expectation } from './expectation-columns.js';
import { SERVERS, SERVERS_OF_ODD_CHAINS, SPECIAL_SERVERS } from './expectations.js';
import { isInstalled } from './installed.js';
import { javaHttpsServer } from './java-https-server.js';
import { opensslServer } from './openssl-s-server.js';
import { probeServer, type Probed } from './probe-server.js';
import type { ServerKind } from './server-kind.js';

// Hundreds of real servers are started here, one for each certificate; starting them is mostly waiting.
t.setTimeout(600_000);
t.jobs = 4;

for (const [server, certificates] of [...SERVERS, ...SPECIAL_SERVERS, ...SERVERS_OF_ODD_CHAINS]) {
  t.test(`${server.name} comes out as the table says`, { buffered: true }, async (t) => {
    if (!isInstalled(t, server)) return;
    for (const [certificate, expected] of Object.entries(certificates)) {
      await checkCertificate(t, server, certificate as CertificateName, expected);
    }
  });
}

t.test(
  'openssl s_server -strict logs the line of the fault for the first hello',
  { buffered: true },
  async (t) => {
    const server = opensslServer('openssl s_server -strict', { strict: true });
    if (!isInstalled(t, server)) return;
    for (const depth of DEPTHS) {
      const running = await server.start(credentialsFor('md5-self-signed'));
      const { report } = await probeServer(running, { handshake: depth }).finally(running.stop);
      t.equal(report.verdict, 'md5-blocked', depth);
      const errors = running
        .log()
        .split('\n')
        .filter((line) => line.includes(':error:'));
      t.match(errors[0], /no shared cipher/, `the first of ${errors.length} errors at depth ${depth}`);
    }
  },
);

t.test(
  'a second certificate, shown to hellos that permit MD5, is found where one looks',
  { buffered: true },
  async (t) => {
    const server = javaHttpsServer('Java with two certificates', {
      keyManager: 'NewSunX509',
      permissive: true,
      also: 'sha256-leaf',
    });
    if (!isInstalled(t, server)) return;
    const running = await server.start(credentialsFor('md5-under-sha-ca'));
    try {
      for (const handshake of DEPTHS) {
        const plain = await probeServer(running, { handshake });
        t.equal(plain.report.verdict, 'ok', handshake);
        const { report } = await probeServer(running, { handshake, thorough: true });
        t.equal(report.verdict, 'md5-served', `${handshake}, thorough`);
        t.equal(report.chain_offer, 'md5-permitted', `${handshake}, thorough`);
      }
    } finally {
      await running.stop();
    }
  },
);

async function checkCertificate(
  t: Test,
  server: ServerKind,
  certificate: CertificateName,
  expected: Expectation,
): Promise<void> {
  const running = await server.start(credentialsFor(certificate));
  try {
    for (const depth of DEPTHS) {
      const wanted = wantedAt(depth, expected);
      const { connections, ...seen } = observe(await probeServer(running, { handshake: depth }));
      t.same(
        { ...seen, ...('connections' in wanted && { connections }) },
        wanted,
        `${certificate} at depth ${depth}`,
      );
    }
  } finally {
    await running.stop();
  }
}

/** What the table speaks of. */
interface Seen {
  readonly verdict: Verdict;
  /** Sorted. */
  readonly findings: readonly FindingId[];
  readonly chainOffer: OfferName | 'none';
  readonly connections: number;
}

function observe({ report, connections }: Probed): Seen {
  return {
    verdict: report.verdict,
    findings: report.findings.map(({ id }) => id).sort(),
    chainOffer: report.chain_offer ?? 'none',
    connections,
  };
}

function wantedAt(depth: Depth, expected: Expectation): Partial<Seen> {
  const { verdict, findings, chainOffer, connections } = {
    ...expected,
    ...(depth === 'hello' && expected.atHello),
  };
  return {
    verdict,
    findings: [...findings].sort(),
    chainOffer,
    ...(connections && { connections: connections[depth] }),
  };
}
