import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CertificateFacts } from '../model/index.js';
import { withKnownAs } from './catalogue.js';
import { BUILT_IN_CATALOGUE, type Catalogue } from './known-certificates.js';

/** DER in, facts out, `knownAs` filled in. The facts are shared: two presentations of a certificate give one object. */
export type CertificateReader = (der: Uint8Array) => CertificateFacts;

/**
 * Estates and hosting providers present the same certificates over and over: these are some 20 MB of facts, and more
 * than a network's worth.
 */
const MAX_CACHED_CERTIFICATES = 4096;

/** The same cap where a peer sends large ones: facts take some six times the bytes of their DER. */
const MAX_CACHED_DER_BYTES = 8 * 1_048_576;

/** Loads the library, which takes a good part of a short run: start it while the first connection is being made. */
export async function loadCertificateReader(
  catalogue: Catalogue = BUILT_IN_CATALOGUE,
): Promise<CertificateReader> {
  const { readCertificate } = await import('./read-certificate.js');
  return cached((der) => withKnownAs(readCertificate(der), catalogue));
}

function cached(read: CertificateReader): CertificateReader {
  const cache = new LRUCache<string, CertificateFacts>({
    max: MAX_CACHED_CERTIFICATES,
    maxSize: MAX_CACHED_DER_BYTES,
    sizeCalculation: ({ der }) => Math.max(1, der.length),
  });
  return (der) => {
    const fingerprint = hash('sha256', der);
    const known = cache.get(fingerprint);
    if (known !== undefined) return known;
    // Bytes of its own: a view would keep the whole handshake alive.
    const facts = read(new Uint8Array(der));
    cache.set(fingerprint, facts);
    return facts;
  };
}
