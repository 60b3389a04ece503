import type { EndpointReport } from '../model/index.js';
import { UNSAFE_CHARACTER } from './escape-terminal.js';

/** The order in which people read a record: what, then how bad, then why. */
const FIELD_ORDER = [
  'schema',
  'timestamp',
  'target',
  'name',
  'host',
  'ip',
  'port',
  'protocol',
  'service',
  'verdict',
  'severity',
  'findings',
  'tls',
  'completed',
  'attempts',
  'chain',
  'chain_offer',
  'greeting',
  'error',
  'duration_ms',
] as const satisfies readonly (keyof EndpointReport)[];

/**
 * The record as JSON on one line. What JSON leaves as it is but a terminal or JavaScript does not (C1 controls,
 * bidirectional ones, U+2028) is written `\uXXXX`: the same value to every parser.
 */
export function renderRecordJson(record: EndpointReport): string {
  const ordered = Object.fromEntries(FIELD_ORDER.map((field) => [field, record[field]]));
  return JSON.stringify({ ...ordered, ...record }).replaceAll(UNSAFE_CHARACTER, escapeCodeUnits);
}

function escapeCodeUnits(character: string): string {
  return [...character.split('')]
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
