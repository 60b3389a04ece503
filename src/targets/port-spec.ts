import type { Protocol } from '../model/index.js';
import { parseProtocol } from './protocol-name.js';
import { quote } from './quote.js';
import { refuse, shift, type ParsedPart } from './target-problem.js';

export const MAX_PORT = 65_535;

/** A port and, where it is written, what is spoken there: `25`, `smtps:465`. */
export interface PortSpec {
  readonly port: number;
  readonly protocol?: Protocol;
}

export function parsePort(text: string): ParsedPart<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (isPort(port)) return { ok: true, value: port };
  const found = text === '' ? 'nothing' : quote(text);
  return refuse('bad-port', `expected a port from 1 to ${MAX_PORT}, found ${found}`, portHint(text));
}

export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MAX_PORT;
}

/** `25` or `smtp:25` */
export function parsePortSpec(text: string): ParsedPart<PortSpec> {
  const colon = text.indexOf(':');
  const port = parsePort(text.slice(colon + 1));
  if (!port.ok) return shift(port, colon + 1);
  if (colon < 0) return { ok: true, value: { port: port.value } };
  const protocol = parseProtocol(text.slice(0, colon));
  return protocol.ok ? { ok: true, value: { port: port.value, protocol: protocol.value } } : protocol;
}

/** `25,587,smtps:465`, as a command line has it. */
export function parsePortSpecs(text: string): ParsedPart<PortSpec[]> {
  const specs: PortSpec[] = [];
  let start = 0;
  for (const item of text.split(',')) {
    const spec = parsePortSpec(item.trim());
    if (!spec.ok) return shift(spec, start + item.length - item.trimStart().length);
    specs.push(spec.value);
    start += item.length + 1;
  }
  return { ok: true, value: specs };
}

export const PORT_HINT = 'as in 25, 443, 465, 587 or 636';

function portHint(text: string): string {
  if (/^\d+(?:\s*[-,]\s*\d+)+$/.test(text))
    return 'one port goes here; targets.yaml takes several: ports: [25, 587]';
  return PORT_HINT;
}
