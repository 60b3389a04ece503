import { implicitTls } from './protocol-module.js';
import { SMTP_FAREWELL } from './smtp-dialogue.js';

/** SMTP inside TLS from the first byte (RFC 8314 3.3). */
export const smtps = implicitTls(SMTP_FAREWELL);
