import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { startLab, type LabEndpoint } from '../../src/lab/index.js';
import { endpointOf } from './lab-client.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const skip = hasOpenssl ? false : 'NOT TESTED: there is no openssl command on this machine';

t.test('openssl s_client is refused with TLS 1.2 and served with TLS 1.1', { skip }, async (t) => {
  const lab = await startLab();
  t.teardown(() => lab.close());
  for (const id of ['inbound-mail', 'management-gui', 'directory'] as const) {
    t.match(await sClient(endpointOf(lab, id), '-tls1_2'), /SSL alert number 40/);
    t.match(await sClient(endpointOf(lab, id), '-tls1_1'), /subject=CN = IronPort Appliance D/);
  }
  t.match(
    await sClient(endpointOf(lab, 'spam-quarantine'), '-tls1_2'),
    /IronPort Appliance D[^]*Cipher is AES128-GCM-SHA256/,
  );
  t.match(
    await sClient(endpointOf(lab, 'outbound-relay'), '-tls1_2'),
    /Cisco Appliance Demo[^]*Cipher is AES128-GCM-SHA256/,
  );
});

t.test('openssl s_client is refused by nobody once the lab is fixed', { skip }, async (t) => {
  const lab = await startLab({ fixed: true });
  t.teardown(() => lab.close());
  for (const id of ['inbound-mail', 'management-gui', 'directory'] as const) {
    t.match(await sClient(endpointOf(lab, id), '-tls1_2'), /subject=CN = Cisco Appliance Demo/);
  }
});

async function sClient({ host, port, protocol }: LabEndpoint, version: string): Promise<string> {
  const starttls = protocol === 'smtp' ? ['-starttls', 'smtp'] : [];
  const args = [
    's_client',
    '-connect',
    `${host}:${port}`,
    version,
    '-cipher',
    'ALL:@SECLEVEL=0',
    ...starttls,
  ];
  const client = spawn('openssl', args);
  // `Q` at the beginning of a line ends it.
  client.stdin.on('error', () => undefined).end('Q\n');
  let output = '';
  for (const stream of [client.stdout, client.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  await once(client, 'close');
  return output;
}
