import type { Protocol } from '../../src/index.js';
import type { Credentials } from './certificates.js';

/** One kind of server under test: how it is started with a certificate, and why it cannot be here. */
export interface ServerKind {
  readonly name: string;
  /** What is not installed; undefined where nothing is missing. */
  readonly missing: () => string | undefined;
  readonly start: (credentials: Credentials) => Promise<RunningServer>;
}

export interface RunningServer {
  readonly protocol: Protocol;
  /** On 127.0.0.1. */
  readonly port: number;
  /** What the server has written so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}
