import {
  DecodeError,
  offeredSignatureAlgorithms,
  SIGNATURE_SCHEME,
  VERSION,
  type ClientHello,
} from 'tls-scanner-lite';

/**
 * Whether a client may be shown an MD5-signed chain. RFC 5246 7.4.2: every certificate must be signed with a pair that
 * the client listed; 7.4.1.4.1: one that lists none means SHA-1. Before TLS 1.2 no client can say, so all may.
 * A list that cannot be read permits nothing.
 */
export function permitsMd5(hello: ClientHello): boolean {
  if (hello.version < VERSION['TLSv1.2']) return true;
  try {
    return offeredSignatureAlgorithms(hello)?.includes(SIGNATURE_SCHEME.rsa_pkcs1_md5) ?? false;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
