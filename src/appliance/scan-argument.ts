import type { Protocol } from '../model/index.js';

/** `smtp://mx1.example.com:25`, always with its port. */
export function endpointUrl(endpoint: { protocol: Protocol; host: string; port: number }): string {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `${endpoint.protocol}://${host}:${endpoint.port}`;
}

/**
 * The same as an argument of `shaprobe scan`, ready to be pasted. Quoted where a shell would not take it as it is:
 * zsh reads the brackets of an IPv6 address as a pattern, and a host that came out of DNS may hold anything.
 */
export function scanArgument(endpoint: { protocol: Protocol; host: string; port: number }): string {
  const url = endpointUrl(endpoint);
  return /^[\w.:/-]+$/.test(url) ? url : `'${url.replaceAll("'", `'\\''`)}'`;
}
