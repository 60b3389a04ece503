/** LDAP result codes (RFC 4511 4.1.9, IANA) that an extended operation may be answered with. */
export const LDAP_RESULT = {
  success: 0,
  operationsError: 1,
  protocolError: 2,
  timeLimitExceeded: 3,
  authMethodNotSupported: 7,
  strongerAuthRequired: 8,
  referral: 10,
  adminLimitExceeded: 11,
  unavailableCriticalExtension: 12,
  confidentialityRequired: 13,
  inappropriateAuthentication: 48,
  invalidCredentials: 49,
  insufficientAccessRights: 50,
  busy: 51,
  unavailable: 52,
  unwillingToPerform: 53,
  other: 80,
  canceled: 118,
  noSuchOperation: 119,
  tooLate: 120,
  cannotCancel: 121,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(LDAP_RESULT).map(([name, code]) => [code, name]),
);

/** `52 unavailable`; of an unknown one, its number. */
export function renderResultCode(code: number): string {
  const name = NAMES.get(code);
  return name === undefined ? `${code}` : `${code} ${name}`;
}
