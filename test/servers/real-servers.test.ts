import { t, type Test } from 'tap';
import { DEPTHS, type Depth } from '../../src/index.js';
import { credentialsFor, type CertificateName } from './certificates.js';
import { SERVERS, SPECIAL_SERVERS, type Expectation } from './expectations.js';
import { opensslServer } from './openssl-s-server.js';
import { probeServer, type Seen } from './probe-server.js';
import type { ServerKind } from './server-kind.js';

/** CI sets it: there, a server that is not installed fails the test instead of being skipped. */
const areServersRequired = process.env['SHAPROBE_REQUIRE_SERVERS'] === '1';

// Hundreds of real servers are started here, one for each certificate; starting them is mostly waiting.
t.setTimeout(600_000);
t.jobs = 4;

for (const [server, certificates] of [...SERVERS, ...SPECIAL_SERVERS]) {
  t.test(`${server.name} comes out as the table says`, { buffered: true }, async (t) => {
    if (!isThere(t, server)) return;
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
    if (!isThere(t, server)) return;
    for (const depth of DEPTHS) {
      const running = await server.start(credentialsFor('md5-self-signed'));
      const { verdict } = await probeServer(running, depth).finally(running.stop);
      t.equal(verdict, 'md5-blocked', depth);
      const errors = running
        .log()
        .split('\n')
        .filter((line) => line.includes(':error:'));
      t.match(errors[0], /no shared cipher/, `the first of ${errors.length} errors at depth ${depth}`);
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
      const { connections, ...seen } = await probeServer(running, depth);
      t.same(
        { ...seen, ...('connections' in wanted && { connections }) },
        wanted,
        `${certificate} at depth ${depth}`,
        expected.notYet === undefined ? {} : { todo: expected.notYet },
      );
    }
  } finally {
    await running.stop();
  }
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

/** Says loudly what is not run where a server is missing. */
function isThere(t: Test, server: ServerKind): boolean {
  const missing = server.missing();
  if (missing === undefined) return true;
  const message = `NOT RUN: ${server.name}: ${missing}; test/servers/install installs it`;
  if (areServersRequired) t.fail(message);
  else t.pass(server.name, { skip: message });
  return false;
}
