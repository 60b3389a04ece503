import { isIP } from 'node:net';
import { refuse, type Refusal } from './target-problem.js';

/**
 * What a text is refused with that names several hosts: CIDR (`10.0.0.0/8`), ranges (`10.0.0.1-9`,
 * `10.0.0.1-10.0.0.9`) and wildcards (`10.0.0.*`), with or without a port.
 */
export function refuseNetwork(text: string): Refusal | undefined {
  if (!isNetwork(text)) return undefined;
  const hint = 'name each host; many of them go one a line into a file for -l';
  return refuse('network-not-supported', 'networks and ranges are not supported yet', hint, 1);
}

function isNetwork(text: string): boolean {
  const slash = /^\[?([0-9a-f.:]+)\]?\/[\d.]+(?:$|:)/i.exec(text)?.[1];
  if (slash !== undefined && (isIP(slash) !== 0 || /^[\d.]+$/.test(slash))) return true;
  if (/^(?=[^:]*[-*])(?=[^:]*\.)\d[\d.*-]*(?:$|[:/])/.test(text)) return true;
  const from = /^\[?([0-9a-f.:]+)\]?-\[?[0-9a-f.:]+\]?/i.exec(text)?.[1];
  return from !== undefined && isIP(from) !== 0;
}
