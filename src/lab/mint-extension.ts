import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Extension,
  Extensions,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  KeyUsage,
  KeyUsageFlags,
  SubjectAlternativeName,
} from '@peculiar/asn1-x509';
import { toArrayBuffer } from './mint-der.js';

export type GeneralNameToMint =
  { readonly dns: string } | { readonly ip: string } | { readonly email: string } | { readonly uri: string };

/** An extension as it is, for odd ones. */
export interface ExtensionToMint {
  readonly oid: string;
  readonly critical?: boolean;
  /** The DER inside the OCTET STRING. */
  readonly value: Uint8Array;
}

export interface ExtensionsToMint {
  readonly isCa?: boolean;
  readonly subjectAltNames?: readonly GeneralNameToMint[];
  readonly extensions?: readonly ExtensionToMint[];
}

export function mintExtensions(wanted: ExtensionsToMint): Extensions {
  const isCa = wanted.isCa ?? false;
  const names = wanted.subjectAltNames ?? [];
  return new Extensions([
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: isCa }), true),
    ...(isCa ? [extension(id_ce_keyUsage, new KeyUsage(CA_KEY_USAGE), true)] : []),
    ...(names.length > 0
      ? [extension(id_ce_subjectAltName, new SubjectAlternativeName(names.map(generalName)), false)]
      : []),
    ...(wanted.extensions ?? []).map(rawExtension),
  ]);
}

const CA_KEY_USAGE = KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign;

function generalName(name: GeneralNameToMint): GeneralName {
  if ('dns' in name) return new GeneralName({ dNSName: name.dns });
  if ('ip' in name) return new GeneralName({ iPAddress: name.ip });
  if ('email' in name) return new GeneralName({ rfc822Name: name.email });
  return new GeneralName({ uniformResourceIdentifier: name.uri });
}

function extension(oid: string, value: object, critical: boolean): Extension {
  return new Extension({ extnID: oid, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function rawExtension({ oid, critical = false, value }: ExtensionToMint): Extension {
  return new Extension({ extnID: oid, critical, extnValue: new OctetString(toArrayBuffer(value)) });
}
