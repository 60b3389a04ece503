// The polyfill comes first: @peculiar/x509 throws at import without it.
import 'reflect-metadata';
import { Extension, GeneralName, PublicKey } from '@peculiar/x509';

/**
 * The one adapter to @peculiar/x509. It is given one field at a time and throws where the library does: opened as a
 * whole, a certificate is lost to a single odd string, and the library drops what the facts need (the sign of a serial
 * number, times with an offset, years below 100, the bytes of names).
 */

/** SubjectPublicKeyInfo (RFC 5280 4.1.2.7), opened. */
export interface PublicKeyInfo {
  readonly oid: string;
  /** DER; absent where there are none, or NULL. */
  readonly parameters?: Uint8Array;
  /** Inside the BIT STRING. */
  readonly key: Uint8Array;
}

export interface CertificateExtension {
  readonly oid: string;
  /** Inside the OCTET STRING. */
  readonly value: Uint8Array;
}

/** A GeneralName of the kinds that have a text. */
export interface TextualName {
  readonly type: 'dns' | 'ip' | 'email' | 'url' | 'id' | 'upn' | 'guid' | 'dn';
  readonly value: string;
}

export function openPublicKey(der: Uint8Array): PublicKeyInfo {
  return new OpenedPublicKey(der).info;
}

export function openExtension(der: Uint8Array): CertificateExtension {
  const { type, value } = new Extension(der);
  return { oid: type, value: new Uint8Array(value) };
}

export function openGeneralName(der: Uint8Array): TextualName {
  const { type, value } = new GeneralName(der);
  return { type, value };
}

class OpenedPublicKey extends PublicKey {
  get info(): PublicKeyInfo {
    const { algorithm, subjectPublicKey } = this.asn;
    return {
      oid: algorithm.algorithm,
      ...(algorithm.parameters && { parameters: new Uint8Array(algorithm.parameters) }),
      key: new Uint8Array(subjectPublicKey),
    };
  }
}
