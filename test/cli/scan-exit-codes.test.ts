import t, { type Test } from 'tap';
import { startLab, type LabEndpoint } from '../../src/lab/index.js';
import { closedPort } from './loopback-server.js';
import { shaprobe } from './shaprobe-process.js';

type Id = LabEndpoint['id'];

async function labUrls(t: Test): Promise<(id: Id) => string> {
  const lab = await startLab();
  t.teardown(() => lab.close());
  return (id) => lab.endpoints.find((endpoint) => endpoint.id === id)?.url ?? '';
}

async function exitCode(t: Test, ...args: readonly string[]): Promise<number | null> {
  return (await shaprobe(t, ['scan', '-q', ...args])).code;
}

t.test('The exit code is 0 for clean, 1 for findings, 3 for what could not be tested', async (t) => {
  const url = await labUrls(t);
  t.equal(await exitCode(t, url('directory-replica')), 0, 'clean');
  t.equal(await exitCode(t, url('management-gui')), 1, 'md5-blocked');
  t.equal(await exitCode(t, url('partner-listener')), 3, 'TLS is off');
  t.equal(await exitCode(t, url('partner-listener'), url('directory-replica')), 3, 'clean but for one');
  t.equal(await exitCode(t, url('partner-listener'), url('spam-quarantine')), 1, 'findings win');
  t.equal(await exitCode(t, `https://127.0.0.1:${await closedPort()}`), 3, 'nobody listens');
});

t.test('--fail-on says from which severity on findings count', async (t) => {
  const url = await labUrls(t);
  const expected = { low: 1, medium: 1, high: 0, critical: 0, never: 0 };
  for (const [failOn, code] of Object.entries(expected)) {
    t.equal(
      await exitCode(t, '--fail-on', failOn, url('outbound-relay')),
      code,
      `a demo certificate, ${failOn}`,
    );
  }
  t.equal(await exitCode(t, '--fail-on', 'critical', url('management-gui')), 1, 'MD5, critical');
  t.equal(await exitCode(t, '--fail-on', 'never', url('management-gui')), 0, 'MD5, never');
  t.equal(await exitCode(t, '--fail-on', 'never', url('partner-listener')), 3, 'not tested, never');
});
