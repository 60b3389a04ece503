import type { Protocol, Service } from './protocol.js';

/** What a user wrote, understood: one host, port and protocol. It expands to an endpoint for each address of its host. */
export interface Target {
  /** As it was written; from a file, in URL form. */
  readonly written: string;
  readonly name?: string;
  readonly service: Service;
  /** A DNS name in A-labels, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** The name to put into server_name; `false` sends none. Absent: the host where it is a name. */
  readonly sni?: string | false;
  readonly ehloName?: string;
  readonly timeoutMs?: number;
}

/** One address, port and protocol. Everything is reported per endpoint. */
export interface Endpoint extends Target {
  readonly ip: string;
}
