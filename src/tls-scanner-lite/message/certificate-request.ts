import type { ByteReader } from '../wire/byte-reader.js';
import type { ByteWriter } from '../wire/byte-writer.js';
import { VERSION } from '../registry/protocol-version.js';

/** RFC 5246 7.4.4 */
export interface CertificateRequest {
  readonly certificateTypes: Uint8Array;
  /** From TLS 1.2 on. */
  readonly supportedSignatureAlgorithms: readonly number[] | undefined;
  /** Distinguished names, DER. */
  readonly certificateAuthorities: readonly Uint8Array[];
}

/**
 * ```
 * struct {
 *     ClientCertificateType certificate_types<1..2^8-1>;
 *     SignatureAndHashAlgorithm supported_signature_algorithms<2..2^16-2>;   // from TLS 1.2 on
 *     DistinguishedName certificate_authorities<0..2^16-1>;                  // opaque <1..2^16-1>
 * } CertificateRequest;
 * ```
 */
export function decodeCertificateRequest(reader: ByteReader, version: number): CertificateRequest {
  const certificateTypes = reader.vector(1, 'certificate_types');
  const supportedSignatureAlgorithms =
    version >= VERSION['TLSv1.2'] ? reader.uint16Vector(2, 'supported_signature_algorithms') : undefined;
  const block = reader.child(2, 'certificate_authorities');
  reader.end();
  const certificateAuthorities: Uint8Array[] = [];
  while (block.remaining > 0) certificateAuthorities.push(block.vector(2, 'DistinguishedName'));
  return { certificateTypes, supportedSignatureAlgorithms, certificateAuthorities };
}

export function encodeCertificateRequest(writer: ByteWriter, request: CertificateRequest): void {
  writer.vector(1, (w) => w.bytes(request.certificateTypes));
  if (request.supportedSignatureAlgorithms) writer.uint16Vector(2, request.supportedSignatureAlgorithms);
  writer.vector(2, (block) => {
    for (const name of request.certificateAuthorities) block.vector(2, (w) => w.bytes(name));
  });
}
