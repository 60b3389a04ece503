import type { CertificateFacts, KnownAs, ParsedCertificate } from '../model/index.js';
import { readTlv } from './der-walk.js';
import { decodeName, type NameAttribute } from './distinguished-name.js';
import type { Catalogue, CatalogueEntry, NamePattern } from './known-certificates.js';

/** Which entry of the catalogue a certificate is, if any. */
export function identify(facts: CertificateFacts, catalogue: Catalogue): KnownAs | undefined {
  if (facts.kind === 'unparsed') return undefined;
  const names = { subject: attributesOf(facts.subjectDer), issuer: attributesOf(facts.issuerDer) };
  const entry = catalogue.find((candidate) => matches(candidate, facts, names));
  return entry && { id: entry.id, vendor: entry.vendor, product: entry.product };
}

/** The same facts with `knownAs`; those that were given are left as they are. */
export function withKnownAs(facts: CertificateFacts, catalogue: Catalogue): CertificateFacts {
  if (facts.kind === 'unparsed') return facts;
  const knownAs = identify(facts, catalogue);
  return knownAs === undefined ? facts : { ...facts, knownAs };
}

type Attributes = readonly NameAttribute[];

function matches(
  entry: CatalogueEntry,
  facts: ParsedCertificate,
  names: { subject: Attributes; issuer: Attributes },
): boolean {
  const { subject, issuer, signatureHash } = entry;
  if (signatureHash?.includes(facts.signatureAlgorithm.hash) === false) return false;
  return matchesName(subject, names.subject) && matchesName(issuer, names.issuer);
}

function matchesName(pattern: NamePattern | undefined, attributes: Attributes): boolean {
  return Object.entries(pattern ?? {}).every(([type, value]) =>
    attributes.some((attribute) => attribute.type === type && matchesText(value, attribute.text ?? '')),
  );
}

/** `*` stands for any text. Each part is looked for once, from left to right, so a long value costs no more than its length. */
function matchesText(pattern: string, text: string): boolean {
  const [prefix = '', ...parts] = pattern.split('*');
  const suffix = parts.pop();
  if (suffix === undefined) return text === prefix;
  if (!text.startsWith(prefix) || !text.endsWith(suffix)) return false;
  const end = text.length - suffix.length;
  let from = prefix.length;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= end;
}

/** The attributes as they are in the DER, since a DN's text has them escaped. */
function attributesOf(nameDer: string): Attributes {
  try {
    return decodeName(readTlv(Buffer.from(nameDer, 'hex')));
  } catch {
    return [];
  }
}
