import t from 'tap';
import {
  applianceRemedy,
  endpointUrl,
  scanArgument,
  type RemedyEndpoint,
} from '../../src/appliance/index.js';
import { FINDING_IDS, SERVICES, type RemedyBook } from '../../src/model/index.js';

const receiving: RemedyEndpoint = {
  service: 'receiving',
  protocol: 'smtp',
  host: 'mx1.example.com',
  port: 25,
};
const https: RemedyEndpoint = { service: 'https', protocol: 'https', host: '10.0.10.1', port: 443 };
const ldap: RemedyEndpoint = { service: 'ldap', protocol: 'ldaps', host: '2001:db8::10', port: 636 };
const delivery: RemedyEndpoint = { service: 'delivery', protocol: 'smtp', host: 'mx.example.net', port: 25 };

t.test('A listener gets its certificate in the GUI or by listenerconfig', async (t) => {
  t.strictSame(applianceRemedy('md5-blocked', receiving), [
    'On the appliance, look at Network > Certificates (CLI: `certconfig`) for a SHA-signed certificate that runs longer than the old one: your own, or the newer `Demo` (it works, but is not secure).',
    "Choose it at Network > Listeners > the listener's name > Certificate. CLI: `listenerconfig` > `edit` > the listener > `certificate`.",
    'Do the same wherever else the old certificate is applied: Mail Policies > Destination Controls (delivery), Network > IP Interfaces (HTTPS), System Administration > LDAP (LDAP).',
    '`commit` the changes.',
    'Where this is no Cisco appliance: give the server a SHA-256-signed certificate.',
    'Verify: the mail log says `TLS success protocol TLSv1.2 cipher AES128-GCM-SHA256`, or whatever version and cipher the peer takes.',
    'Scan again: `shaprobe scan smtp://mx1.example.com:25`',
  ]);
});

t.test('HTTPS gets its certificate by interfaceconfig where no browser opens the GUI', async (t) => {
  t.strictSame(applianceRemedy('md5-served', https).slice(1, 7), [
    'Choose it at Network > IP Interfaces > the interface with GUI access > HTTPS Certificate. If no browser opens the GUI, use the CLI:',
    "`interfaceconfig` > `edit` > the interface's number, then press Return to keep each current setting.",
    'At `Please choose the certificate to apply:` enter the number of your own, or that of `Demo` and `Y` to the warning.',
    'Press Return through the rest to the main prompt. Repeat it for each IP interface with HTTPS.',
    'Do the same wherever else the old certificate is applied: Network > Listeners (receiving), Mail Policies > Destination Controls (delivery), System Administration > LDAP (LDAP).',
    '`commit` the changes.',
  ]);
});

t.test('Where the appliance is the client, the remedy says whose certificate was found', async (t) => {
  for (const [endpoint, title] of [
    [ldap, 'LDAP'],
    [delivery, 'delivery'],
  ] as const) {
    for (const id of ['md5-blocked', 'md5-served', 'demo-certificate'] as const) {
      const [first, second] = applianceRemedy(id, endpoint);
      t.match(
        first,
        `For ${title} an appliance is the TLS client: the certificate found here is the server's`,
      );
      t.match(second, `The appliance's own certificate for ${title} is another one`);
    }
  }
  t.match(
    applianceRemedy('md5-blocked', delivery).join('\n'),
    'for all destinations at once. CLI: `destconfig` > `setup`',
  );
  t.match(
    applianceRemedy('md5-blocked', ldap).join('\n'),
    /LDAP > Edit Settings > Certificate \(a CLI command for this is not known/,
  );
});

t.test('A demo certificate gives way to an own one, not to another demo', async (t) => {
  const steps = applianceRemedy('demo-certificate', https).join('\n');
  t.match(steps, 'add a certificate of your own, SHA-256-signed');
  t.notMatch(steps, /number of `Demo`|that of `Demo`/);
});

t.test('An MD5-signed root is not to be sent', async (t) => {
  t.match(applianceRemedy('md5-signed-root', receiving)[0], /^Do not send the MD5-signed root/);
  t.match(applianceRemedy('md5-signed-root', ldap)[1], 'for LDAP an appliance is only the client');
});

t.test("Another product's default certificate is not replaced on an appliance", async (t) => {
  const knownAs = { id: 'fortigate', vendor: 'Fortinet', product: 'FortiGate' };
  t.strictSame(applianceRemedy('md5-served', { ...https, knownAs }), [
    'This is a default certificate of Fortinet FortiGate: replace it there by a SHA-256-signed certificate of your own.',
    'Scan again: `shaprobe scan https://10.0.10.1:443`',
  ]);
  const asa = { id: 'cisco-asa', vendor: 'Cisco', product: 'ASA' };
  t.match(
    applianceRemedy('demo-certificate', { ...https, knownAs: asa })[0],
    'default certificate of Cisco ASA',
  );
  const legacy = {
    id: 'ironport-legacy-demo',
    vendor: 'Cisco',
    product: 'IronPort Email Security Appliance',
  };
  t.match(applianceRemedy('md5-blocked', { ...https, knownAs: legacy })[0], 'On the appliance');
});

t.test(
  'Every step is one line, every remedy ends with a scan, other findings have no remedy of the appliance',
  async (t) => {
    const own = new Set(['md5-blocked', 'md5-served', 'demo-certificate', 'md5-signed-root']);
    for (const id of FINDING_IDS) {
      for (const service of SERVICES) {
        const steps = applianceRemedy(id, { ...receiving, service });
        t.equal(steps.length > 0, own.has(id), `${id} on ${service}`);
        t.notOk(steps.some((step) => step.includes('\n') || step.length > 240));
        if (steps.length > 0) t.equal(steps.at(-1), 'Scan again: `shaprobe scan smtp://mx1.example.com:25`');
      }
    }
  },
);

t.test('The diagnosis takes these remedies as they are', async (t) => {
  const book: RemedyBook = applianceRemedy;
  t.strictSame(book('expired', { ...receiving, written: 'smtp://mx1.example.com' }), []);
});

t.test('The command to scan again can be pasted into a shell', async (t) => {
  t.equal(endpointUrl(ldap), 'ldaps://[2001:db8::10]:636');
  t.equal(scanArgument(ldap), "'ldaps://[2001:db8::10]:636'");
  t.equal(scanArgument(receiving), 'smtp://mx1.example.com:25');
  t.equal(scanArgument({ ...receiving, host: "a';reboot;'" }), `'smtp://a'\\'';reboot;'\\'':25'`);
});
