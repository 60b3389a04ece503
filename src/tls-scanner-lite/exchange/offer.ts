import {
  encodeClientHello,
  serverNameExtension,
  uint16ListExtension,
  type ClientHello,
} from '../message/client-hello.js';
import type { Extension } from '../message/extension.js';
import { encodeHandshake, HANDSHAKE_HEADER_BYTES } from '../message/handshake.js';
import { encodeRecord, RECORD_HEADER_BYTES } from '../framing/record.js';
import { CONTENT_TYPE } from '../registry/content-type.js';
import { EXTENSION } from '../registry/extension-type.js';
import { HANDSHAKE_TYPE } from '../registry/handshake-type.js';
import { NAMED_GROUP } from '../registry/named-group.js';
import { VERSION } from '../registry/protocol-version.js';
import { SIGNATURE_SCHEME, usesSha1 } from '../registry/signature-scheme.js';
import { ByteWriter } from '../wire/byte-writer.js';
import { fillRandom } from './random-pool.js';
import { RENEGOTIATION_SCSV, SUITES_BEFORE_TLS12, SUITES_TLS12, SUITES_TLS13 } from './offered-suites.js';

/** The ladder of offers, in the order in which they are made. */
export const OFFERS = ['sha-only', 'md5-permitted', 'tls1.1', 'tls1.0', 'tls1.0-bare', 'tls1.3'] as const;
export type OfferName = (typeof OFFERS)[number];

/** Which signature algorithms SHA-only means: with SHA-1 (`sha`), or without it (`rfc9155`). */
export const PROFILES = ['sha', 'rfc9155'] as const;
export type Profile = (typeof PROFILES)[number];

export interface Offer {
  readonly name: OfferName;
  readonly profile: Profile;
  /** A DNS name in A-labels for `server_name`; absent: none is sent. Never an address (RFC 6066 3). */
  readonly serverName?: string;
}

/**
 * The ClientHello of an offer, with fresh randoms. Its record is at most 255 bytes for a server name of up to 60
 * characters: some servers hang on more (RFC 7685).
 */
export function buildClientHello(offer: Offer): ClientHello {
  const version = OFFERED_VERSION[offer.name];
  return {
    version: Math.min(version, VERSION['TLSv1.2']),
    random: fillRandom(new Uint8Array(RANDOM_BYTES)),
    sessionId: new Uint8Array(0),
    cipherSuites: offeredSuites(version),
    compressionMethods: Uint8Array.of(NO_COMPRESSION),
    extensions: offer.name === 'tls1.0-bare' ? undefined : offeredExtensions(offer, version),
  };
}

/** The hello as one record, version 0x0301 for every offer (RFC 8446 5.1: what old servers understand). */
export function encodeOffer(offer: Offer): Uint8Array {
  const key = `${offer.name}/${offer.profile}` as const;
  let template = TEMPLATES[key];
  if (template?.serverName !== offer.serverName) template = undefined;
  template ??= TEMPLATES[key] = {
    serverName: offer.serverName,
    record: encodeRecordOf(buildClientHello(offer)),
  };
  const record = template.record.slice();
  fillRandom(record.subarray(RANDOM_OFFSET, RANDOM_OFFSET + RANDOM_BYTES));
  // The key share is the last extension of its hello, and the key the end of it.
  if (offer.name === 'tls1.3') fillRandom(record.subarray(record.length - X25519_KEY_BYTES));
  return record;
}

function encodeRecordOf(hello: ClientHello): Uint8Array {
  const message = encodeHandshake(HANDSHAKE_TYPE.client_hello, (w) => encodeClientHello(w, hello));
  return encodeRecord(CONTENT_TYPE.handshake, VERSION.TLSv1, message);
}

/** The last record of each offer: hellos of one scan differ in their randoms, and now and then in the name. */
const TEMPLATES: Partial<
  Record<`${OfferName}/${Profile}`, { serverName: string | undefined; record: Uint8Array }>
> = {};

const RANDOM_BYTES = 32;
/** Behind `client_version`. */
const RANDOM_OFFSET = RECORD_HEADER_BYTES + HANDSHAKE_HEADER_BYTES + 2;
const X25519_KEY_BYTES = 32;

/** What an offer asks for: `ServerHello.version` (or `supported_versions`) must say this for it to be accepted. */
export const OFFERED_VERSION: Readonly<Record<OfferName, number>> = {
  'sha-only': VERSION['TLSv1.2'],
  'md5-permitted': VERSION['TLSv1.2'],
  'tls1.1': VERSION['TLSv1.1'],
  'tls1.0': VERSION.TLSv1,
  'tls1.0-bare': VERSION.TLSv1,
  'tls1.3': VERSION['TLSv1.3'],
};

/** SignatureSchemes of an offer, the strongest first, so that SHA-1 is chosen only by a server that has nothing better. */
export function offeredSignatureSchemes(name: OfferName, profile: Profile): number[] {
  const schemes = SHA_SCHEMES.filter((scheme) => profile === 'sha' || !usesSha1(scheme));
  return name === 'md5-permitted' ? [...schemes, SIGNATURE_SCHEME.rsa_pkcs1_md5] : schemes;
}

/** The cipher suites of an offer of that version. */
export function offeredSuites(version: number): readonly number[] {
  if (version === VERSION['TLSv1.3']) return SUITES_TLS13;
  return version === VERSION['TLSv1.2'] ? ALL_SUITES : OLD_SUITES;
}

function offeredExtensions(offer: Offer, version: number): Extension[] {
  const schemes = offeredSignatureSchemes(offer.name, offer.profile);
  const extensions: Extension[] = [];
  if (offer.serverName !== undefined) extensions.push(serverNameExtension(offer.serverName));
  extensions.push(uint16ListExtension(EXTENSION.supported_groups, 2, GROUPS));
  if (version < VERSION['TLSv1.3']) extensions.push(EC_POINT_FORMATS);
  if (version >= VERSION['TLSv1.2']) {
    extensions.push(uint16ListExtension(EXTENSION.signature_algorithms, 2, schemes));
  }
  if (version === VERSION['TLSv1.3']) {
    extensions.push({ type: EXTENSION.supported_versions, data: Uint8Array.of(2, 0x03, 0x04) }, keyShare());
  } else {
    extensions.push({ type: EXTENSION.extended_master_secret, data: new Uint8Array(0) });
  }
  return extensions;
}

/** RFC 8446 4.2.8. Any 32 bytes are an X25519 public key (RFC 7748 5), and no secret is ever derived here. */
function keyShare(): Extension {
  const data = ByteWriter.encode((w) =>
    w.vector(2, (shares) =>
      shares
        .uint16(NAMED_GROUP.x25519)
        .vector(2, (v) => v.bytes(fillRandom(new Uint8Array(X25519_KEY_BYTES)))),
    ),
  );
  return { type: EXTENSION.key_share, data };
}

/** The only compression method that is offered (RFC 5246 7.4.1.2). */
export const NO_COMPRESSION = 0;

const ALL_SUITES = [...SUITES_TLS12, ...SUITES_BEFORE_TLS12, RENEGOTIATION_SCSV];
const OLD_SUITES = [...SUITES_BEFORE_TLS12, RENEGOTIATION_SCSV];

const GROUPS = [NAMED_GROUP.x25519, NAMED_GROUP.secp256r1, NAMED_GROUP.secp384r1, NAMED_GROUP.secp521r1];

/** RFC 8422 5.1.2: uncompressed points alone. */
const EC_POINT_FORMATS: Extension = { type: EXTENSION.ec_point_formats, data: Uint8Array.of(1, 0) };

/** No `status_request` (a wolfSSL server closes on it), no `signature_algorithms_cert` (OpenSSL 3 servers enforce it). */
const SHA_SCHEMES = [
  SIGNATURE_SCHEME.ecdsa_secp256r1_sha256,
  SIGNATURE_SCHEME.ecdsa_secp384r1_sha384,
  SIGNATURE_SCHEME.ecdsa_secp521r1_sha512,
  SIGNATURE_SCHEME.ed25519,
  SIGNATURE_SCHEME.ed448,
  SIGNATURE_SCHEME.rsa_pss_rsae_sha256,
  SIGNATURE_SCHEME.rsa_pss_rsae_sha384,
  SIGNATURE_SCHEME.rsa_pss_rsae_sha512,
  SIGNATURE_SCHEME.rsa_pss_pss_sha256,
  SIGNATURE_SCHEME.rsa_pss_pss_sha384,
  SIGNATURE_SCHEME.rsa_pss_pss_sha512,
  SIGNATURE_SCHEME.rsa_pkcs1_sha256,
  SIGNATURE_SCHEME.rsa_pkcs1_sha384,
  SIGNATURE_SCHEME.rsa_pkcs1_sha512,
  SIGNATURE_SCHEME.ecdsa_sha224,
  SIGNATURE_SCHEME.rsa_pkcs1_sha224,
  SIGNATURE_SCHEME.ecdsa_sha1,
  SIGNATURE_SCHEME.rsa_pkcs1_sha1,
];
