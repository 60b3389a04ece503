/** Lines of the appliance's mail log, as AsyncOS prints them. Pure: the clock is given. */

interface LogEvent {
  readonly at: Date;
  /** The number of the incoming connection. */
  readonly icid: number;
}

export interface NewConnectionEvent extends LogEvent {
  readonly interfaceName: string;
  readonly interfaceAddress: string;
  readonly address: string;
  /** Absent: `unknown`, not verified. */
  readonly reverseDns?: { readonly host: string; readonly verified: boolean };
}

export interface AcceptEvent extends LogEvent {
  readonly senderGroup: string;
  /** What put the sender into the group: `sbrs[0.0:10.0]`. */
  readonly match: string;
  /** The sender's reputation score: `4.8`. */
  readonly sbrs: string;
}

export interface TlsSuccessEvent extends LogEvent {
  /** `TLSv1.2` */
  readonly protocol: string;
  /** OpenSSL's name. */
  readonly cipher: string;
}

export interface TlsFailedEvent extends LogEvent {
  readonly error: OpensslError;
}

/** An error as OpenSSL up to 1.1 numbers it: `library << 24 | function << 12 | reason`. */
export interface OpensslError {
  readonly number: number;
  readonly text: string;
}

/** What AsyncOS 9.5 logs when no certificate is signed as the peer wants it. Alone it proves no MD5: a true cipher mismatch logs the same. */
export const NO_SHARED_CIPHER: OpensslError = {
  number: 0x1408a0c1,
  text: 'error:1408A0C1:SSL routines:SSL3_GET_CLIENT_HELLO:no shared cipher',
};

export function renderNewConnection(event: NewConnectionEvent): string {
  const { host, verified } = event.reverseDns ?? { host: 'unknown', verified: false };
  return infoLine(
    event.at,
    `New SMTP ICID ${event.icid} interface ${event.interfaceName} (${event.interfaceAddress}) ` +
      `address ${event.address} reverse dns host ${host} verified ${verified ? 'yes' : 'no'}`,
  );
}

export function renderAccept(event: AcceptEvent): string {
  return infoLine(
    event.at,
    `ICID ${event.icid} ACCEPT SG ${event.senderGroup} match ${event.match} SBRS ${event.sbrs}`,
  );
}

export function renderTlsSuccess(event: TlsSuccessEvent): string {
  return infoLine(
    event.at,
    `ICID ${event.icid} TLS success protocol ${event.protocol} cipher ${event.cipher}`,
  );
}

export function renderTlsFailed(event: TlsFailedEvent): string {
  return infoLine(event.at, `ICID ${event.icid} TLS failed: (${event.error.number}, '${event.error.text}')`);
}

/** The peer has gone away. */
export function renderLost(event: LogEvent): string {
  return infoLine(event.at, `ICID ${event.icid} lost`);
}

/** `%a %b %e %H:%M:%S %Y`, local time without a zone, as the appliance prints it. */
export function renderLogDate(at: Date): string {
  const day = String(at.getDate()).padStart(2, ' ');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0'));
  return `${name(DAYS, at.getDay())} ${name(MONTHS, at.getMonth())} ${day} ${time.join(':')} ${at.getFullYear()}`;
}

const DAYS = 'SunMonTueWedThuFriSat';
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

function name(names: string, index: number): string {
  return names.slice(3 * index, 3 * index + 3);
}

/** A host name with a line break in it would forge a second line. */
function infoLine(at: Date, text: string): string {
  return `${renderLogDate(at)} Info: ${text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')}`;
}
