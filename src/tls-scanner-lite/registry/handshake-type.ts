/** IANA "TLS HandshakeType". */
export const HANDSHAKE_TYPE = {
  hello_request: 0,
  client_hello: 1,
  server_hello: 2,
  certificate: 11,
  server_key_exchange: 12,
  certificate_request: 13,
  server_hello_done: 14,
  certificate_status: 22,
} as const;

const NAMES = new Map<number, string>(Object.entries(HANDSHAKE_TYPE).map(([name, code]) => [code, name]));

export function handshakeTypeName(code: number): string {
  return NAMES.get(code) ?? String(code);
}
