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
    const key = tail(der);
    const known = cache.get(key);
    if (known !== undefined && Buffer.compare(known.der, der) === 0) return known;
    // Bytes of its own: a view would keep the whole handshake alive.
    const facts = read(new Uint8Array(der));
    cache.set(key, facts);
    return facts;
  };
}

/**
 * The end of the signature: as good as random in an honest certificate, and a tenth of the cost of a hash. A peer that
 * copies another's gets the comparison above, and no more than its place in the cache.
 */
function tail(der: Uint8Array): string {
  const end = der.subarray(Math.max(0, der.length - TAIL_BYTES));
  return Buffer.from(end.buffer, end.byteOffset, end.length).toString('latin1');
}

const TAIL_BYTES = 32;
