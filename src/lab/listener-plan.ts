import type { Protocol, Service, Verdict } from '../model/index.js';

export type LabListenerId =
  | 'inbound-mail'
  | 'management-gui'
  | 'directory'
  | 'outbound-relay'
  | 'spam-quarantine'
  | 'partner-listener'
  | 'directory-replica';

/** One listener of the lab appliance. */
export interface ListenerPlan {
  readonly id: LabListenerId;
  /** As an administrator would call it. */
  readonly name: string;
  readonly protocol: Extract<Protocol, 'smtp' | 'https' | 'ldaps'>;
  readonly service: Service;
  /** The IP interface, as the mail log names it. */
  readonly interfaceName: string;
  readonly presents: Presentation;
}

/** What a listener presents and to whom. */
export type Presentation = keyof typeof PRESENTATIONS;

const PRESENTATIONS = {
  'legacy-strict': {
    expectation: 'md5-blocked',
    description:
      'the legacy MD5-signed demo certificate; TLS 1.2 peers that do not permit MD5 are refused, as AsyncOS 9.5 does',
  },
  legacy: {
    expectation: 'md5-served',
    description: 'the legacy MD5-signed demo certificate, to every peer',
  },
  demo: {
    expectation: 'demo',
    description: 'the newer SHA-signed demo certificate, which works but is not secure',
  },
  own: {
    expectation: 'ok',
    description: 'a SHA-256-signed certificate of its own, issued by a CA',
  },
  none: {
    expectation: 'inconclusive',
    description: 'no certificate: TLS is off for this listener',
  },
} as const satisfies Record<string, { expectation: Verdict; description: string }>;

/** The lab appliance. `fixed`: after the remedy, with the newer demo certificate wherever the legacy one was. */
export function planListeners(fixed: boolean): readonly ListenerPlan[] {
  return fixed ? LISTENERS.map(withoutLegacy) : LISTENERS;
}

/** What a scan should say of it. */
export function expectedVerdict({ presents }: ListenerPlan): Verdict {
  return PRESENTATIONS[presents].expectation;
}

/** `presents ...` in plain words. */
export function describePresentation({ presents }: ListenerPlan): string {
  return PRESENTATIONS[presents].description;
}

function withoutLegacy(plan: ListenerPlan): ListenerPlan {
  const isLegacy = plan.presents === 'legacy-strict' || plan.presents === 'legacy';
  return isLegacy ? { ...plan, presents: 'demo' } : plan;
}

const LISTENERS: readonly ListenerPlan[] = [
  {
    id: 'inbound-mail',
    name: 'Inbound mail (Data 1)',
    protocol: 'smtp',
    service: 'receiving',
    interfaceName: 'Data 1',
    presents: 'legacy-strict',
  },
  {
    id: 'management-gui',
    name: 'Management GUI',
    protocol: 'https',
    service: 'https',
    interfaceName: 'Management',
    presents: 'legacy-strict',
  },
  {
    id: 'directory',
    name: 'Directory',
    protocol: 'ldaps',
    service: 'ldap',
    interfaceName: 'Management',
    presents: 'legacy-strict',
  },
  {
    id: 'outbound-relay',
    name: 'Outbound relay (Data 2)',
    protocol: 'smtp',
    service: 'receiving',
    interfaceName: 'Data 2',
    presents: 'demo',
  },
  {
    id: 'spam-quarantine',
    name: 'Spam quarantine',
    protocol: 'https',
    service: 'https',
    interfaceName: 'Management',
    presents: 'legacy',
  },
  {
    id: 'partner-listener',
    name: 'Partner listener',
    protocol: 'smtp',
    service: 'receiving',
    interfaceName: 'Data 1',
    presents: 'none',
  },
  {
    id: 'directory-replica',
    name: 'Directory replica',
    protocol: 'ldaps',
    service: 'ldap',
    interfaceName: 'Management',
    presents: 'own',
  },
];
