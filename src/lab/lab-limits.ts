/** What one client may take. A lab that listens on loopback meets scanners under test and anybody else on the machine. */
export interface LabLimits {
  /** For one command, request or message to arrive whole. */
  readonly readTimeoutMs: number;
  /** For a ClientHello to arrive whole, and again for the handshake to end. */
  readonly handshakeTimeoutMs: number;
  /** For a connection from beginning to end: a client that never idles must leave, too. */
  readonly sessionTimeoutMs: number;
  /** How long a peer that was told goodbye may take to close. */
  readonly lingerMs: number;
  /** Commands or messages within one connection. */
  readonly maxCommands: number;
  /** Open at once from one address on one listener; SMTP tells the rest so with a 421. */
  readonly maxConnectionsPerAddress: number;
  /** Open at once on one listener; the rest is closed unheard. */
  readonly maxConnections: number;
}

export const LAB_LIMITS: LabLimits = {
  readTimeoutMs: 30_000,
  handshakeTimeoutMs: 10_000,
  sessionTimeoutMs: 300_000,
  lingerMs: 1000,
  maxCommands: 100,
  maxConnectionsPerAddress: 10,
  maxConnections: 64,
};

/** RFC 5321 4.5.3.1.4: 512 bytes; extensions of MAIL and RCPT may add some hundred. */
export const MAX_COMMAND_LINE_BYTES = 2048;

/** What Apache allows for one header line. */
export const MAX_REQUEST_HEAD_BYTES = 8192;

/** A bind or a search is some hundred bytes. */
export const MAX_LDAP_MESSAGE_BYTES = 8192;

/** A hello with post-quantum key shares is some 2 kB; more than one record's worth is nobody's. */
export const MAX_CLIENT_HELLO_BYTES = 2 ** 14;
