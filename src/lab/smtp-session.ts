import type { Accept, Connection } from '../net/index.js';
import { MAX_COMMAND_LINE_BYTES, type LabLimits } from './lab-limits.js';
import { sayLastWords } from './last-words.js';
import type { MailLog } from './mail-log.js';
import type { TlsTerminator } from './tls-terminator.js';

export interface SmtpSession {
  /** Absent: TLS is off, and STARTTLS neither offered nor known. */
  readonly tls: TlsTerminator | undefined;
  readonly log: MailLog;
  readonly limits: LabLimits;
  readonly signal: AbortSignal;
}

/** RFC 2606 keeps this domain from being anybody's. */
export const LAB_HOST_NAME = 'lab-appliance.example';

/** AsyncOS's words for it. */
export const TOO_MANY_CONNECTIONS = '421 #4.4.5 Too many connections from your host.\r\n';

/** An SMTP listener that talks, and takes no mail. */
export async function serveSmtp(connection: Connection, session: SmtpSession): Promise<void> {
  const { tls, log } = session;
  log.opened();
  connection.write(`220 ${LAB_HOST_NAME} ESMTP\r\n`);
  const end = await converse(connection, session, tls !== undefined);
  if (end === 'lost') log.lost();
  if (end !== 'starttls' || !tls) return;
  connection.write('220 Go ahead with TLS\r\n');
  // What came behind the command is read as TLS, never as commands (CVE-2011-0411).
  const secured = await tls.accept(connection, (outcome) => log.tlsEnded(outcome));
  if (!secured) return;
  if ((await converse(secured, session, false)) === 'lost') log.lost();
}

/** Reads commands until one ends the dialogue; then the connection is closed, unless TLS follows. */
async function converse(
  connection: Connection,
  { limits, signal }: SmtpSession,
  offersTls: boolean,
): Promise<'starttls' | 'ended' | 'lost'> {
  const farewell = async (reply: string): Promise<'ended'> => {
    await sayLastWords(connection.socket, reply, limits.lingerMs);
    return 'ended';
  };
  for (let commands = 0; commands < limits.maxCommands; commands++) {
    const read = await connection.read(lineDecoder(), {
      maxBytes: MAX_COMMAND_LINE_BYTES,
      timeoutMs: limits.readTimeoutMs,
      signal,
    });
    if (!read.ok && read.how === 'too-large') return farewell('500 line too long\r\n');
    if (!read.ok && read.how === 'timeout') return farewell(`421 ${LAB_HOST_NAME} timeout\r\n`);
    if (!read.ok) return read.how === 'aborted' ? 'ended' : 'lost';
    const [verb = '', ...rest] = read.value.trim().split(/\s+/);
    const command = verb.toUpperCase();
    if (command === 'QUIT') return farewell(`221 ${LAB_HOST_NAME}\r\n`);
    if (command === 'STARTTLS' && offersTls) {
      if (rest.length === 0) return 'starttls';
      connection.write('501 STARTTLS takes no parameters\r\n');
    } else connection.write(replyTo(command, rest.join(' '), offersTls));
  }
  return farewell(`421 ${LAB_HOST_NAME} too many commands\r\n`);
}

function replyTo(command: string, argument: string, offersTls: boolean): string {
  switch (command) {
    case 'EHLO':
      return argument === '' ? NO_HELLO_NAME : renderEhloReply(offersTls);
    case 'HELO':
      return argument === '' ? NO_HELLO_NAME : `250 ${LAB_HOST_NAME}\r\n`;
    case 'NOOP':
    case 'RSET':
      return '250 ok\r\n';
    case 'MAIL':
    case 'RCPT':
    case 'DATA':
      return '550 this is a lab appliance, it takes no mail\r\n';
    default:
      return '500 command not known here\r\n';
  }
}

function renderEhloReply(offersTls: boolean): string {
  const lines = [LAB_HOST_NAME, '8BITMIME', 'SIZE 33554432', ...(offersTls ? ['STARTTLS'] : [])];
  return lines.map((line, at) => `250${at < lines.length - 1 ? '-' : ' '}${line}\r\n`).join('');
}

const NO_HELLO_NAME = '501 a name is missing\r\n';

/** One line, however it ends; bytes as Latin-1. */
function lineDecoder(): Accept<string> {
  let seen = 0;
  return (buffered) => {
    const end = buffered.indexOf(LINE_FEED, seen);
    seen = buffered.length;
    if (end < 0) return undefined;
    return { value: Buffer.from(buffered.subarray(0, end)).toString('latin1'), consumed: end + 1 };
  };
}

const LINE_FEED = 0x0a;
