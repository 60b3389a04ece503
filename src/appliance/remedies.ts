import type { FindingId, KnownAs, RemedyContext, Service } from '../model/index.js';
import { scanArgument } from './scan-argument.js';
import { APPLIANCE_SERVICES, renderPath } from './services.js';

/** What a remedy needs to know of the endpoint. Another product's default certificate is not replaced on an appliance. */
export type RemedyEndpoint = Pick<RemedyContext, 'service' | 'protocol' | 'host' | 'port' | 'knownAs'>;

/** What AsyncOS logs once a peer gets through: the example of Cisco's document. */
export const TLS_SUCCESS_EXAMPLE = 'TLS success protocol TLSv1.2 cipher AES128-GCM-SHA256';

/** The appliance's own steps for a finding, in order, one line each; empty where it has none of its own. A `RemedyBook`. */
export function applianceRemedy(id: FindingId, endpoint: RemedyEndpoint): readonly string[] {
  const appliance = REMEDIES[id];
  if (appliance === undefined) return [];
  const { knownAs, service } = endpoint;
  const steps = knownAs === undefined || isOfAppliance(knownAs) ? appliance(service) : foreignSteps(knownAs);
  return [...steps, `Scan again: \`shaprobe scan ${scanArgument(endpoint)}\``];
}

const REMEDIES: Partial<Record<FindingId, (service: Service) => readonly string[]>> = {
  'md5-blocked': md5Steps,
  'md5-served': md5Steps,
  'demo-certificate': demoSteps,
  'md5-signed-root': rootSteps,
};

const FIND_SHA =
  'On the appliance, look at Network > Certificates (CLI: `certconfig`) for a SHA-signed certificate that runs longer ' +
  'than the old one: your own, or the newer `Demo` (it works, but is not secure).';

const ADD_OWN =
  'On the appliance, add a certificate of your own, SHA-256-signed, at Network > Certificates: ' +
  'AsyncOS itself says of `Demo` that "this will not be secure".';

const COMMIT = '`commit` the changes.';

const NOT_AN_APPLIANCE = 'Where this is no Cisco appliance: give the server a SHA-256-signed certificate.';

function md5Steps(service: Service): readonly string[] {
  if (APPLIANCE_SERVICES[service].role === 'client') return clientSteps(service, FIND_SHA);
  return [
    FIND_SHA,
    applyStep(service),
    ...(service === 'https'
      ? interfaceconfigSteps('the number of your own, or that of `Demo` and `Y` to the warning')
      : []),
    otherPlacesStep(service),
    COMMIT,
    NOT_AN_APPLIANCE,
    service === 'https'
      ? 'Verify: a browser opens the GUI again.'
      : `Verify: the mail log says \`${TLS_SUCCESS_EXAMPLE}\`, or whatever version and cipher the peer takes.`,
  ];
}

function demoSteps(service: Service): readonly string[] {
  if (APPLIANCE_SERVICES[service].role === 'client') return clientSteps(service, ADD_OWN);
  return [
    ADD_OWN,
    applyStep(service),
    ...(service === 'https' ? interfaceconfigSteps('the number of your own') : []),
    COMMIT,
    NOT_AN_APPLIANCE,
  ];
}

function rootSteps(service: Service): readonly string[] {
  const { role, guiPath, title } = APPLIANCE_SERVICES[service];
  const dontSend =
    'Do not send the MD5-signed root, only the server certificate and its intermediates: peers have their own roots.';
  if (role === 'client') {
    return [
      dontSend,
      `The chain is set on the server that was scanned: for ${title} an appliance is only the client.`,
    ];
  }
  return [
    dontSend,
    `On the appliance, at Network > Certificates, take it out of the chain of the certificate that is applied at ${renderPath(guiPath)}.`,
    COMMIT,
  ];
}

/** Where the appliance is the client, what was scanned is its peer, and that has to be said. */
function clientSteps(service: Service, chooseStep: string): readonly string[] {
  const { title, guiPath, cliPath } = APPLIANCE_SERVICES[service];
  return [
    `For ${title} an appliance is the TLS client: the certificate found here is the server's, or that of whatever listens here. ` +
      'Replace it there by a SHA-256-signed one.',
    `The appliance's own certificate for ${title} is another one, which no scan of a server can see. Check it as well:`,
    chooseStep,
    cliPath === undefined
      ? `Choose it at ${renderPath(guiPath)} (a CLI command for this is not known for certain).`
      : `Choose it at ${renderPath(guiPath)}, for all destinations at once. CLI: ${renderPath(cliPath)}.`,
    COMMIT,
  ];
}

function applyStep(service: Service): string {
  const { guiPath, cliPath = [] } = APPLIANCE_SERVICES[service];
  const cli =
    service === 'https' ? 'If no browser opens the GUI, use the CLI:' : `CLI: ${renderPath(cliPath)}.`;
  return `Choose it at ${renderPath(guiPath)}. ${cli}`;
}

/** The one dialogue that is known line by line, and the one that is needed when the GUI is what is broken. */
function interfaceconfigSteps(choice: string): readonly string[] {
  const { cliPath = [] } = APPLIANCE_SERVICES.https;
  return [
    `${renderPath(cliPath)}, then press Return to keep each current setting.`,
    `At \`Please choose the certificate to apply:\` enter ${choice}.`,
    'Press Return through the rest to the main prompt. Repeat it for each IP interface with HTTPS.',
  ];
}

/** The old certificate is usually applied in all four places, and a scan sees only those where the appliance listens. */
function otherPlacesStep(service: Service): string {
  const others = Object.entries(APPLIANCE_SERVICES)
    .filter(([other]) => other !== service)
    .map(([, { title, guiPath }]) => `${renderPath(guiPath.slice(0, 2))} (${title})`);
  return `Do the same wherever else the old certificate is applied: ${others.join(', ')}.`;
}

function foreignSteps({ vendor, product }: KnownAs): readonly string[] {
  return [
    `This is a default certificate of ${vendor} ${product}: replace it there by a SHA-256-signed certificate of your own.`,
  ];
}

function isOfAppliance(knownAs: KnownAs): boolean {
  return /ironport|asyncos|email security|secure email|messaging gateway|cisco-demo|cisco appliance/i.test(
    Object.values(knownAs).join(' '),
  );
}
