import type { Failure, StopSignal } from '../model/index.js';
import type { Connection } from '../net/index.js';

/** What a protocol does on a new connection before TLS begins, and before the connection ends. */
export interface ProtocolModule {
  readonly tls: 'implicit' | 'starttls';
  /** Brings the connection to where a ClientHello may be sent. Closing it is the caller's. */
  readonly prepare: (connection: Connection, context: PreparationContext) => Promise<Preparation>;
  /** What is said inside TLS before closing. */
  readonly farewell?: Uint8Array;
}

export interface PreparationContext {
  /** A domain or an address literal (RFC 5321 4.1.1.1). */
  readonly ehloName: string;
  /** For each answer of the peer. */
  readonly timeoutMs: number;
  readonly signal?: StopSignal | undefined;
}

export type Preparation =
  | {
      readonly ok: true;
      /** One line, raw: escaping is up to who shows it. */
      readonly greeting?: string;
      /** How many bytes came behind the reply that begins TLS, which nobody asked for (CVE-2011-0411). */
      readonly injectedBytes?: number;
    }
  | { readonly ok: false; readonly greeting?: string; readonly failure: Failure };

/** TLS from the first byte: there is nothing to prepare. */
export function implicitTls(farewell?: Uint8Array): ProtocolModule {
  const prepare = (): Promise<Preparation> => READY;
  return farewell === undefined ? { tls: 'implicit', prepare } : { tls: 'implicit', prepare, farewell };
}

const READY: Promise<Preparation> = Promise.resolve({ ok: true });
