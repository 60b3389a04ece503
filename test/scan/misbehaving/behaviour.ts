import type { FindingId, OfferName, Severity, Verdict } from '../../../src/model/index.js';
import type { ProbeOptions } from '../../../src/scan/index.js';
import type { Answer } from './answers.js';
import type { Manners } from './misbehaving-server.js';

/** What is to be said of a server. */
export interface Judgement {
  readonly is: `${Verdict} ${Severity | 'unknown'}`;
  /** All findings in order, with the certificate that each is about; absent: none. */
  readonly finds?: readonly (FindingId | `${FindingId} ${number}`)[];
  /** The offer whose chain is reported; absent: there is no chain. */
  readonly shows?: OfferName;
  /** Stage and code; absent: no error. */
  readonly error?: string;
}

/** A server, and what is to be said of it at both depths. */
export interface Behaviour extends Manners, Judgement {
  readonly options?: ProbeOptions;
  /** Where the depths cannot say the same. */
  readonly atHello?: Judgement;
  /** What `node:tls` meets behind an accepted flight, at full depth alone; these servers complete no handshake. */
  readonly thenMeets?: string;
  /** The address to listen on, and to scan. */
  readonly host?: string;
}

export type Behaviours = Readonly<Record<string, Behaviour>>;

/** For servers that fall silent: short, but not for those that speak on a busy machine. */
export const IMPATIENT: ProbeOptions = { timeoutMs: 400 };

export const REFUSED_UNKNOWN: Judgement = { is: 'refused high', finds: ['refused'] };

/** The options for a server that may fall silent. */
export function patienceFor(answer: Answer): Pick<Behaviour, 'options'> {
  return answer.length === 0 ? { options: IMPATIENT } : {};
}

/** The rows that each item makes, in one table. */
export function each<Item>(items: readonly Item[], rows: (item: Item) => Behaviours): Behaviours {
  return Object.assign({}, ...items.map(rows)) as Behaviours;
}
