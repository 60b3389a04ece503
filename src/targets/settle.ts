import {
  PROTOCOL_DEFAULTS,
  WELL_KNOWN_PORTS,
  type Protocol,
  type Service,
  type Target,
} from '../model/index.js';
import type { PortSpec } from './port-spec.js';
import { refuse, type ParsedPart, type Refusal } from './target-problem.js';
import type { TargetParts } from './target-syntax.js';

/** What an entry, its group or the defaults say about a host. */
export interface Settings {
  readonly name?: string | undefined;
  readonly service?: Service | undefined;
  readonly protocol?: Protocol | undefined;
  readonly ports?: readonly PortSpec[] | undefined;
  readonly sni?: string | false | undefined;
  readonly ehloName?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

type SettledPort = Required<PortSpec>;

/** What each service speaks; the first is meant where nothing else tells. */
const SERVICE_PROTOCOLS: Readonly<Record<Service, readonly [Protocol, ...Protocol[]]>> = {
  receiving: ['smtp', 'smtps'],
  delivery: ['smtp', 'smtps'],
  https: ['https'],
  ldap: ['ldaps', 'ldap'],
};

/**
 * The targets that one host makes: one for each of its ports. `levels` go from near to far, the first being the
 * host's own (entry, group, defaults), and what is nearer wins.
 */
export function settle(
  parts: TargetParts,
  levels: readonly Settings[],
  written?: string,
): ParsedPart<Target[]> {
  const own = ownLevel(parts);
  const ports = settlePorts(own === undefined ? levels : [own, ...levels], parts.host);
  if (!ports.ok) return ports;
  const targets: Target[] = [];
  for (const { port, protocol } of ports.value) {
    const service = settleService(protocol, levels);
    if (typeof service !== 'string') return service;
    targets.push({
      written: written ?? renderTarget(protocol, parts.host, port),
      service,
      host: parts.host,
      port,
      protocol,
      ...settleRest(levels),
    });
  }
  return { ok: true, value: targets };
}

/** The URL form: without the port where it is the protocol's own. */
export function renderTarget(protocol: Protocol, host: string, port: number): string {
  const authority = host.includes(':') ? `[${host}]` : host;
  return port === PROTOCOL_DEFAULTS[protocol].port
    ? `${protocol}://${authority}`
    : `${protocol}://${authority}:${port}`;
}

function ownLevel({ protocol, port }: TargetParts): Settings | undefined {
  if (protocol === undefined && port === undefined) return undefined;
  return { protocol, ...(port === undefined ? {} : { ports: [{ port }] }) };
}

/**
 * The nearest level that names ports or a protocol decides. Beside a port, its own prefix, the protocol of its level
 * and what is well known tell the protocol, and only then what is said farther out.
 */
function settlePorts(levels: readonly Settings[], host: string): ParsedPart<SettledPort[]> {
  const fallback = nearest(levels, 'protocol') ?? impliedProtocol(levels);
  for (const { ports, protocol } of levels) {
    if (ports !== undefined) return settleEach(ports, protocol, fallback, host);
    if (protocol !== undefined) return onePort(protocol);
  }
  if (fallback !== undefined) return onePort(fallback);
  const shown = host.includes(':') ? `[${host}]` : host;
  return refuse(
    'port-missing',
    `nothing says which protocol or port ${shown} has`,
    `write the protocol, as in smtp://${shown}, or a well-known port, as in ${shown}:443`,
  );
}

function settleEach(
  ports: readonly PortSpec[],
  sameLevel: Protocol | undefined,
  fallback: Protocol | undefined,
  host: string,
): ParsedPart<SettledPort[]> {
  const settled: SettledPort[] = [];
  for (const { port, protocol: own } of ports) {
    const protocol = own ?? sameLevel ?? WELL_KNOWN_PORTS.get(port) ?? fallback;
    if (protocol === undefined) return protocolMissing(host, port);
    settled.push({ port, protocol });
  }
  return { ok: true, value: settled };
}

function onePort(protocol: Protocol): ParsedPart<SettledPort[]> {
  return { ok: true, value: [{ protocol, port: PROTOCOL_DEFAULTS[protocol].port }] };
}

function protocolMissing(host: string, port: number): Refusal {
  const url = renderTarget('smtp', host, port);
  return refuse(
    'protocol-missing',
    `port ${port} does not tell which protocol is spoken there`,
    `write the protocol, as in ${url} (or smtps, https, ldaps, ldap)`,
  );
}

/** A service that is written for the host itself must go with its protocol; one from farther out steps back. */
function settleService(protocol: Protocol, levels: readonly Settings[]): Service | Refusal {
  const own = levels[0]?.service;
  if (own !== undefined && !SERVICE_PROTOCOLS[own].includes(protocol)) {
    return refuse(
      'service-mismatch',
      `${own} does not speak ${protocol}`,
      `it speaks ${SERVICE_PROTOCOLS[own].join(' or ')}: write protocol: ${SERVICE_PROTOCOLS[own][0]}, or another service`,
    );
  }
  const fitting = levels.find(({ service }) => service && SERVICE_PROTOCOLS[service].includes(protocol));
  return fitting?.service ?? PROTOCOL_DEFAULTS[protocol].service;
}

function impliedProtocol(levels: readonly Settings[]): Protocol | undefined {
  const service = nearest(levels, 'service');
  return service === undefined ? undefined : SERVICE_PROTOCOLS[service][0];
}

function settleRest(levels: readonly Settings[]): Pick<Target, 'name' | 'sni' | 'ehloName' | 'timeoutMs'> {
  const name = nearest(levels, 'name');
  const sni = nearest(levels, 'sni');
  const ehloName = nearest(levels, 'ehloName');
  const timeoutMs = nearest(levels, 'timeoutMs');
  return {
    ...(name === undefined ? {} : { name }),
    ...(sni === undefined ? {} : { sni }),
    ...(ehloName === undefined ? {} : { ehloName }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

function nearest<K extends keyof Settings>(levels: readonly Settings[], key: K): Settings[K] {
  return levels.find((level) => level[key] !== undefined)?.[key];
}
