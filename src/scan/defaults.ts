/** What a scan does unless told otherwise. Times are milliseconds. */
export const SCAN_DEFAULTS = {
  concurrency: 100,
  perHost: 2,
  timeoutMs: 10_000,
  expiresSoonDays: 30,
  handshake: 'full',
  profile: 'sha',
} as const;
