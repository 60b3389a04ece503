/**
 * Whether a certificate is for a DNS name, by the rules of RFC 9525 6.3 and 6.4 (RFC 6125): labels compare without
 * regard to case; a wildcard stands alone in the leftmost label, for exactly one label, with two labels at least to
 * its right. `commonName` counts only where there is no dNSName at all, as RFC 6125 6.4.4 lets old certificates.
 */
export function matchesHostName(hostName: string, dnsNames: readonly string[], commonName?: string): boolean {
  const presented = dnsNames.length > 0 || commonName === undefined ? dnsNames : [commonName];
  const wanted = normalise(hostName);
  return presented.some((name) => matches(normalise(name), wanted));
}

function matches(pattern: string, wanted: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === wanted && !pattern.includes('*');
  const suffix = pattern.slice(1);
  const dot = wanted.indexOf('.');
  return dot > 0 && wanted.slice(dot) === suffix && !suffix.includes('*') && suffix.indexOf('.', 1) > 0;
}

function normalise(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
