import type { ServerHelloCheck } from '../framing/flight-reader.js';
import { findExtension } from '../message/extension.js';
import { isHelloRetryRequest, negotiatedVersion, type ServerHello } from '../message/server-hello.js';
import { cipherSuiteIanaName } from '../registry/cipher-suite.js';
import { EXTENSION } from '../registry/extension-type.js';
import { VERSION, versionName } from '../registry/protocol-version.js';
import { NO_COMPRESSION, OFFERED_VERSION, offeredSuites, type Offer } from './offer.js';
import { RENEGOTIATION_SCSV } from './offered-suites.js';

/**
 * What a client must refuse in the ServerHello that answers an offer (RFC 5246 7.4.1.3 and 7.4.1.4): a strict peer
 * stops there, so it is no acceptance. A lower version is an answer, not a fault.
 */
export function serverHelloCheck(offer: Offer): ServerHelloCheck {
  const offered = OFFERED_VERSION[offer.name];
  return (hello) => {
    const version = negotiatedVersion(hello);
    if (version > offered)
      return `${versionName(version)} was selected, but at most ${versionName(offered)} offered`;
    if (!isWellSaid(hello, version)) {
      return 'supported_versions must select TLS 1.3, and nothing else may';
    }
    // The signalling suite is listed, but is no suite (RFC 5746 3.3).
    if (hello.cipherSuite === RENEGOTIATION_SCSV || !offeredSuites(offered).includes(hello.cipherSuite)) {
      return `${cipherSuiteIanaName(hello.cipherSuite)} was selected, but not offered`;
    }
    if (hello.compressionMethod !== NO_COMPRESSION) {
      return `compression method ${hello.compressionMethod} was selected, but not offered`;
    }
    return unsolicitedExtension(offer, hello) ?? renegotiationFault(hello);
  };
}

/** RFC 8446 4.1.3 and 4.2.1: `supported_versions` selects TLS 1.3, nothing else does, and it selects nothing else. */
function isWellSaid(hello: ServerHello, version: number): boolean {
  const selects = findExtension(hello.extensions, EXTENSION.supported_versions) !== undefined;
  return hello.version <= VERSION['TLSv1.2'] && selects === version >= VERSION['TLSv1.3'];
}

/** RFC 5746 3.4: there was no handshake before, so `renegotiated_connection<0..255>` must be empty. */
function renegotiationFault(hello: ServerHello): string | undefined {
  const data = findExtension(hello.extensions, EXTENSION.renegotiation_info);
  const isSound = data === undefined || (data.length === 1 && data[0] === 0);
  return isSound ? undefined : 'renegotiation_info speaks of an earlier handshake, which there was not';
}

function unsolicitedExtension(offer: Offer, hello: ServerHello): string | undefined {
  const stray = hello.extensions?.find(({ type }) => !isSolicited(type, offer, hello));
  return stray && `extension ${stray.type} was answered, but not offered`;
}

function isSolicited(type: number, { name, serverName }: Offer, hello: ServerHello): boolean {
  // The signalling suite asks for it (RFC 5746 3.3), also in the hello without extensions.
  if (type === EXTENSION.renegotiation_info) return true;
  if (type === EXTENSION.server_name) return serverName !== undefined;
  if (type === EXTENSION.cookie) return isHelloRetryRequest(hello);
  return (name === 'tls1.3' && SOLICITED_TLS13.has(type)) || (name !== 'tls1.0-bare' && SOLICITED.has(type));
}

const SOLICITED: ReadonlySet<number> = new Set([
  EXTENSION.supported_groups,
  EXTENSION.ec_point_formats,
  EXTENSION.signature_algorithms,
  EXTENSION.extended_master_secret,
]);
const SOLICITED_TLS13: ReadonlySet<number> = new Set([EXTENSION.supported_versions, EXTENSION.key_share]);
