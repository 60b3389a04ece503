import type { ByteReader } from '../wire/byte-reader.js';
import type { ByteWriter } from '../wire/byte-writer.js';

/** RFC 5246 7.4.2: the presented chain, DER as it came, in the order in which it came. */
export interface Certificate {
  readonly certificateList: readonly Uint8Array[];
}

/** `opaque ASN.1Cert<1..2^24-1>; struct { ASN.1Cert certificate_list<0..2^24-1>; } Certificate;` */
export function decodeCertificate(reader: ByteReader): Certificate {
  const block = reader.child(3, 'certificate_list');
  reader.end();
  const certificateList: Uint8Array[] = [];
  while (block.remaining > 0) {
    const certificate = block.vector(3, 'ASN.1Cert');
    if (certificate.length === 0) throw block.illegal('ASN.1Cert', 'empty, at least 1 byte');
    certificateList.push(certificate);
  }
  return { certificateList };
}

export function encodeCertificate(writer: ByteWriter, { certificateList }: Certificate): void {
  writer.vector(3, (block) => {
    for (const certificate of certificateList) block.vector(3, (w) => w.bytes(certificate));
  });
}
