import { implicitTls } from './protocol-module.js';

/** HTTPS (RFC 9110 4.2.2). Nothing is said inside: a probe makes no request. */
export const https = implicitTls();
