import type { TlsOptions } from 'node:tls';
import type { Connection } from '../net/index.js';
import { serveHttp } from './https-session.js';
import type { LabCertificates } from './lab-certificates.js';
import type { LabLimits } from './lab-limits.js';
import { sayLastWords } from './last-words.js';
import { serveLdap } from './ldap-session.js';
import { Listener } from './listener.js';
import type { ListenerPlan } from './listener-plan.js';
import { logOwn, MailLog, type LogSink } from './mail-log.js';
import { serveSmtp, TOO_MANY_CONNECTIONS } from './smtp-session.js';
import { permitsMd5 } from './strict-policy.js';
import { applianceTls, modernTls } from './tls-material.js';
import { TlsTerminator, type HelloPolicy, type TlsOutcome } from './tls-terminator.js';

/** What all listeners have in common. */
export interface House {
  readonly host: string;
  readonly certificates: LabCertificates;
  readonly limits: LabLimits;
  readonly sink: LogSink;
  readonly signal: AbortSignal;
  readonly nextIcid: () => number;
}

/** @throws (rejects) what listening fails with */
export function openListener(plan: ListenerPlan, port: number, house: House): Promise<Listener> {
  const { host, limits, sink } = house;
  const tls = createTerminator(plan, house);
  return Listener.open({
    host,
    port,
    limits,
    serve: (connection) => serve(connection, plan, tls, house),
    turnAway: (connection) => turnAway(connection, plan, house),
    onFault: (error) => logOwn(sink, `${plan.name}: a fault of the lab: ${String(error)}`),
  });
}

function createTerminator(
  { presents }: ListenerPlan,
  { certificates, limits, signal }: House,
): TlsTerminator | undefined {
  const terminate = (tls: TlsOptions, policy: HelloPolicy = everybody): TlsTerminator =>
    new TlsTerminator({ tls, policy, limits, signal });
  switch (presents) {
    case 'legacy-strict':
      return terminate(applianceTls(certificates.legacy), permitsMd5);
    case 'legacy':
      return terminate(applianceTls(certificates.legacy));
    case 'demo':
      return terminate(applianceTls(certificates.demo));
    case 'own':
      return terminate(modernTls(certificates.own));
    case 'none':
      return undefined;
  }
}

function everybody(): boolean {
  return true;
}

async function serve(
  connection: Connection,
  plan: ListenerPlan,
  tls: TlsTerminator | undefined,
  house: House,
): Promise<void> {
  if (plan.protocol === 'smtp') {
    const log = new MailLog(house.sink, {
      icid: house.nextIcid(),
      interfaceName: plan.interfaceName,
      interfaceAddress: withoutMapping(connection.socket.localAddress),
      address: withoutMapping(connection.socket.remoteAddress),
    });
    await serveSmtp(connection, { tls, log, limits: house.limits, signal: house.signal });
  } else if (tls) {
    const address = withoutMapping(connection.socket.remoteAddress);
    const secured = await tls.accept(connection, (outcome) =>
      logOwn(house.sink, `${plan.name}: ${address} ${describeOutcome(outcome)}`),
    );
    if (!secured) return;
    await (plan.protocol === 'https' ? serveHttp : serveLdap)(secured, house);
  }
}

/** AsyncOS says it in SMTP; TLS has no word for it. */
async function turnAway(connection: Connection, plan: ListenerPlan, { limits, sink }: House): Promise<void> {
  logOwn(sink, `${plan.name}: ${withoutMapping(connection.socket.remoteAddress)} has too many connections`);
  if (plan.protocol === 'smtp') await sayLastWords(connection.socket, TOO_MANY_CONNECTIONS, limits.lingerMs);
}

function describeOutcome(outcome: TlsOutcome): string {
  switch (outcome.kind) {
    case 'secured':
      return `TLS success protocol ${outcome.protocol} cipher ${outcome.cipher}`;
    case 'refused':
      return 'TLS refused: its signature_algorithms do not permit MD5';
    case 'no-shared-cipher':
      return 'TLS failed: no shared cipher';
    case 'failed':
      return `TLS failed: ${outcome.reason}`;
    case 'lost':
      return `lost during TLS: ${outcome.how}`;
  }
}

/** IPv4 as such, also on a socket that listens for both. */
function withoutMapping(address = 'unknown'): string {
  return address.replace(/^::ffff:(?=[\d.]+$)/, '');
}
