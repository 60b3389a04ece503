/** ProtocolVersion values, by the names that OpenSSL and AsyncOS print. */
export const VERSION = {
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
} as const;

const NAMES = new Map<number, string>(Object.entries(VERSION).map(([name, code]) => [code, name]));

/** `TLSv1.2`, or the number in hex. */
export function versionName(code: number): string {
  return NAMES.get(code) ?? `0x${code.toString(16).padStart(4, '0')}`;
}
