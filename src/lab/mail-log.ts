import {
  NO_SHARED_CIPHER,
  renderAccept,
  renderLogDate,
  renderLost,
  renderNewConnection,
  renderTlsFailed,
  renderTlsSuccess,
} from '../appliance/index.js';
import type { TlsOutcome } from './tls-terminator.js';

export interface LogSink {
  readonly log: (line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface LoggedConnection {
  /** The number of the incoming connection. */
  readonly icid: number;
  readonly interfaceName: string;
  readonly interfaceAddress: string;
  /** The client's. */
  readonly address: string;
}

/** What the appliance's mail log says of one incoming connection. Where it has no line that is known, the lab has its own. */
export class MailLog {
  readonly #sink: LogSink;
  readonly #connection: LoggedConnection;

  constructor(sink: LogSink, connection: LoggedConnection) {
    this.#sink = sink;
    this.#connection = connection;
  }

  opened(): void {
    this.#sink.log(renderNewConnection({ at: this.#at(), ...this.#connection }));
    this.#sink.log(renderAccept({ at: this.#at(), icid: this.#connection.icid, ...DOCUMENTED_SENDER_GROUP }));
  }

  tlsEnded(outcome: TlsOutcome): void {
    const event = { at: this.#at(), icid: this.#connection.icid };
    switch (outcome.kind) {
      case 'secured':
        this.#sink.log(renderTlsSuccess({ ...event, protocol: outcome.protocol, cipher: outcome.cipher }));
        return;
      case 'refused':
      case 'no-shared-cipher':
        this.#sink.log(renderTlsFailed({ ...event, error: NO_SHARED_CIPHER }));
        return;
      case 'lost':
        if (outcome.how !== 'aborted') this.lost();
        return;
      case 'failed':
        logOwn(this.#sink, `ICID ${event.icid} TLS failed: ${outcome.reason}`);
    }
  }

  lost(): void {
    this.#sink.log(renderLost({ at: this.#at(), icid: this.#connection.icid }));
  }

  #at(): Date {
    return new Date(this.#sink.now());
  }
}

/** A line that the appliance does not print, marked as the lab's. */
export function logOwn({ log, now }: LogSink, text: string): void {
  log(`${renderLogDate(new Date(now()))} lab: ${text}`);
}

/** The lab knows no reputation: this is the example of Cisco's document, to the letter. */
const DOCUMENTED_SENDER_GROUP = {
  senderGroup: 'UNKNOWNLIST',
  match: 'sbrs[0.0:10.0]',
  sbrs: '4.8',
} as const;
