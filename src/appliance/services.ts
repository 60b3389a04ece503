import type { Service } from '../model/index.js';

/** One of the four places where AsyncOS applies a certificate. */
export interface ApplianceService {
  readonly title: string;
  /** A client's certificate is seen by the servers it connects to, never by a scan of the appliance. */
  readonly role: 'server' | 'client';
  /** Where the certificate is chosen in the GUI: menu, page, and what follows there. */
  readonly guiPath: readonly [menu: string, page: string, ...rest: string[]];
  /** The commands that lead to the same setting; absent where none is known for certain. */
  readonly cliPath?: readonly string[];
}

/** Cisco document 200025. */
export const APPLIANCE_SERVICES: Readonly<Record<Service, ApplianceService>> = {
  receiving: {
    title: 'receiving',
    role: 'server',
    guiPath: ['Network', 'Listeners', "the listener's name", 'Certificate'],
    cliPath: ['`listenerconfig`', '`edit`', 'the listener', '`certificate`'],
  },
  delivery: {
    title: 'delivery',
    role: 'client',
    guiPath: ['Mail Policies', 'Destination Controls', 'Edit Global Settings', 'Certificate'],
    cliPath: ['`destconfig`', '`setup`'],
  },
  https: {
    title: 'HTTPS',
    role: 'server',
    guiPath: ['Network', 'IP Interfaces', 'the interface with GUI access', 'HTTPS Certificate'],
    cliPath: ['`interfaceconfig`', '`edit`', "the interface's number"],
  },
  ldap: {
    title: 'LDAP',
    role: 'client',
    guiPath: ['System Administration', 'LDAP', 'Edit Settings', 'Certificate'],
  },
};

/** `Network > Listeners > ...` */
export function renderPath(path: readonly string[]): string {
  return path.join(' > ');
}
