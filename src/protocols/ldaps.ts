import { LDAP_FAREWELL } from './ldap-message.js';
import { implicitTls } from './protocol-module.js';

/** LDAP inside TLS from the first byte; in no RFC, and everywhere. */
export const ldaps = implicitTls(LDAP_FAREWELL);
