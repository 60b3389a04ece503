/** What is spoken on a port before and around TLS. */
export const PROTOCOLS = ['smtp', 'smtps', 'https', 'ldaps', 'ldap'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** The four places where an appliance applies a certificate. */
export const SERVICES = ['receiving', 'delivery', 'https', 'ldap'] as const;
export type Service = (typeof SERVICES)[number];

/** The port a protocol has when none is written, and the service it is unless said otherwise. */
export const PROTOCOL_DEFAULTS: Readonly<Record<Protocol, { port: number; service: Service }>> = {
  smtp: { port: 25, service: 'receiving' },
  smtps: { port: 465, service: 'receiving' },
  https: { port: 443, service: 'https' },
  ldaps: { port: 636, service: 'ldap' },
  ldap: { port: 389, service: 'ldap' },
};

/** Ports that tell their protocol, for targets that name none. */
export const WELL_KNOWN_PORTS: ReadonlyMap<number, Protocol> = new Map([
  [25, 'smtp'],
  [587, 'smtp'],
  [2525, 'smtp'],
  [465, 'smtps'],
  [443, 'https'],
  [8443, 'https'],
  // AsyncOS: spam quarantine, and the API's two ports, which present the GUI's certificate.
  [83, 'https'],
  [4431, 'https'],
  [6443, 'https'],
  [636, 'ldaps'],
  [3269, 'ldaps'],
  [389, 'ldap'],
  [3268, 'ldap'],
]);
