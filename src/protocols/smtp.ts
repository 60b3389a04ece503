import type { ProtocolModule } from './protocol-module.js';
import { holdDialogue, SMTP_FAREWELL, type Step } from './smtp-dialogue.js';

/** The dialogue up to TLS (RFC 5321 3.1 and 3.2, RFC 3207 4). */
const DIALOGUE: readonly Step[] = [
  {
    // Talking before the greeting is what postscreen and others punish.
    answer: 'greeting',
    stage: 'greeting',
    // AsyncOS lets its administrators choose the code, and mail servers look at its first digit (RFC 5321 4.2.1).
    accept: 2,
    otherwise: {
      421: { stage: 'greeting', code: 'service-unavailable', meaning: 'The server is not available now' },
      554: {
        stage: 'greeting',
        code: 'rejected',
        meaning: 'The server rejects this client by reputation or policy',
      },
      5: { stage: 'greeting', code: 'rejected', meaning: 'The server rejects this client' },
    },
  },
  {
    say: 'EHLO',
    answer: 'reply to EHLO',
    stage: 'greeting',
    accept: 250,
    keyword: 'STARTTLS',
    otherwise: {
      421: { stage: 'greeting', code: 'service-unavailable', meaning: 'The server is not available now' },
      500: {
        stage: 'greeting',
        code: 'rejected',
        meaning: 'The server does not know EHLO, so it has no STARTTLS',
      },
      502: {
        stage: 'greeting',
        code: 'rejected',
        meaning: 'The server does not know EHLO, so it has no STARTTLS',
      },
      501: { stage: 'greeting', code: 'rejected', meaning: 'The server does not accept the EHLO name' },
      554: {
        stage: 'greeting',
        code: 'rejected',
        meaning: 'The server rejects this client by reputation or policy',
      },
      5: { stage: 'greeting', code: 'rejected', meaning: 'The server rejects EHLO' },
    },
  },
  {
    say: 'STARTTLS',
    answer: 'reply to STARTTLS',
    stage: 'starttls',
    accept: 220,
    otherwise: {
      421: { stage: 'starttls', code: 'refused', meaning: 'The server ends the connection at STARTTLS' },
      454: { stage: 'starttls', code: 'refused', meaning: 'The server has no TLS for the time being' },
      4: { stage: 'starttls', code: 'refused', meaning: 'The server refuses STARTTLS for the time being' },
      502: {
        stage: 'starttls',
        code: 'refused',
        meaning: 'The server offers STARTTLS, but does not implement it',
      },
      554: {
        stage: 'starttls',
        code: 'refused',
        meaning: 'The server refuses STARTTLS by reputation or policy',
      },
      5: { stage: 'starttls', code: 'refused', meaning: 'The server refuses STARTTLS' },
    },
  },
];

/** SMTP with STARTTLS (RFC 3207). */
export const smtp: ProtocolModule = {
  tls: 'starttls',
  prepare: (connection, context) => holdDialogue(DIALOGUE, connection, context),
  farewell: SMTP_FAREWELL,
};
