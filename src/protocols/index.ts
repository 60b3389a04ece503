import type { Protocol } from '../model/index.js';
import { https } from './https.js';
import { ldap } from './ldap.js';
import { ldaps } from './ldaps.js';
import type { ProtocolModule } from './protocol-module.js';
import { smtp } from './smtp.js';
import { smtps } from './smtps.js';

export type { Preparation, PreparationContext, ProtocolModule } from './protocol-module.js';

/** Every protocol there is. A new one is a file and a line here. */
export const PROTOCOL_MODULES: Readonly<Record<Protocol, ProtocolModule>> = {
  smtp,
  smtps,
  https,
  ldaps,
  ldap,
};
