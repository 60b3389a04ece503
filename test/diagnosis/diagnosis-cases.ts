import type { FindingId, OfferName, Severity, Verdict } from '../../src/model/index.js';
import { DAY_MS, NOW } from './certificate-kit.js';
import type { EvidenceToMake } from './evidence-kit.js';

export interface DiagnosisCase extends EvidenceToMake {
  readonly is: `${Verdict} ${Severity | 'unknown'}`;
  /** All findings in order, each with the certificate that it is about. */
  readonly finds?: readonly (FindingId | `${FindingId} ${number}`)[];
  /** The offer whose chain is reported. */
  readonly shows?: OfferName;
  /** Stage and code. */
  readonly error?: string;
  /** What the first finding says; without findings, what the error says. */
  readonly says?: string;
}

/** What the last attempts of the ladder saw where no offer brought a certificate. */
const refusedWith = (how: string, tls13 = how): string[] => [
  `sha-only: ${how}`,
  `md5-permitted: ${how}`,
  `tls1.1: ${how}`,
  `tls1.0: ${how}`,
  `tls1.0-bare: ${how}`,
  `tls1.3: ${tls13}`,
];

const KNOWN_AS = { id: 'cisco-demo', vendor: 'Cisco', product: 'Email Security Appliance' };

/** Evidence and what it amounts to: DESIGN.md 2 and 3, case by case. */
export const DIAGNOSIS_CASES: Readonly<Record<string, DiagnosisCase>> = {
  // Connections that were lost and made again
  'SHA-only was lost by chance, and is accepted when it is offered again': {
    attempts: ['sha-only: reset', 'md5-permitted: accepted mx:md5', 'sha-only: accepted mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
  },
  'a server of TLS 1.3 only that lost one connection by chance': {
    attempts: [
      'sha-only: reset',
      'md5-permitted: alert 70',
      'sha-only: alert 70',
      'tls1.1: alert 70',
      'tls1.0: alert 70',
      'tls1.0-bare: alert 70',
      'tls1.3: accepted',
    ],
    is: 'modern-only none',
  },
  'a thorough scan whose second offer cannot be made says so': {
    attempts: ['sha-only: accepted mx:sha256', 'md5-permitted: connect/refused'],
    is: 'ok none',
    shows: 'sha-only',
    error: 'connect/refused',
  },

  // MD5 that stands in the way
  'strict OpenSSL shows the chain to TLS 1.1 alone': {
    attempts: ['sha-only: alert 40', 'md5-permitted: alert 40', 'tls1.1: accepted mx>mx:md5'],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0', 'self-signed 0'],
    shows: 'tls1.1',
    says:
      'SHA-only TLS 1.2 was refused with alert handshake_failure (40); ' +
      'TLS 1.1 shows that the certificate "mx" is MD5-signed (md5WithRSAEncryption)',
  },
  'strict OpenSSL at full depth is refused twice for the same offer': {
    attempts: [
      'sha-only by node-tls: alert 40',
      'sha-only: alert 40',
      'md5-permitted: alert 40',
      'tls1.1: accepted mx>mx:md5',
    ],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0', 'self-signed 0'],
    shows: 'tls1.1',
  },
  'Java shows the chain to whoever permits MD5': {
    attempts: ['sha-only: closed', 'md5-permitted: accepted mx:md5'],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0'],
    shows: 'md5-permitted',
    says:
      'SHA-only TLS 1.2 was refused by closing the connection; ' +
      'TLS 1.2 with MD5 permitted shows that the certificate "mx" is MD5-signed (md5WithRSAEncryption)',
  },
  'a peer of TLS 1.0 alone shows the chain two rungs further down': {
    attempts: [
      'sha-only: alert 70',
      'md5-permitted: alert 70',
      'tls1.1: alert 70',
      'tls1.0: accepted mx:md5',
    ],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0'],
    shows: 'tls1.0',
  },
  'a peer that dislikes extensions shows the chain to a hello without any': {
    attempts: [
      'sha-only: reset',
      'md5-permitted: reset',
      'tls1.1: reset',
      'tls1.0: timeout',
      'tls1.0-bare: accepted mx:md5',
    ],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0'],
    shows: 'tls1.0-bare',
    says:
      'SHA-only TLS 1.2 was refused by resetting the connection; ' +
      'TLS 1.0 without extensions shows that the certificate "mx" is MD5-signed (md5WithRSAEncryption)',
  },
  'silence towards SHA-only and MD5 to TLS 1.1 is the fault': {
    attempts: ['sha-only: timeout', 'md5-permitted: timeout', 'tls1.1: accepted mx:md5'],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0'],
    shows: 'tls1.1',
    says:
      'SHA-only TLS 1.2 was met with silence; ' +
      'TLS 1.1 shows that the certificate "mx" is MD5-signed (md5WithRSAEncryption)',
  },
  'an MD5 chain that only TLS 1.3 showed, decrypted, is the fault where TLS 1.2 is known': {
    attempts: [
      'sha-only by node-tls: alert 40',
      'sha-only: alert 40',
      'md5-permitted: alert 40',
      'tls1.1: alert 70',
      'tls1.0: alert 70',
      'tls1.0-bare: alert 70',
      'tls1.3 by node-tls: accepted mx:md5',
    ],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0'],
    shows: 'tls1.3',
  },
  'a chain that was seen before the later failure of its own offer is evidence': {
    attempts: ['sha-only: alert 40', 'md5-permitted: alert 40', 'tls1.1: reset mx:md5'],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0'],
    shows: 'tls1.1',
  },
  'the chain of a ServerHello of a lower version is evidence': {
    attempts: ['sha-only: TLSv1 mx:md5'],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0'],
    shows: 'sha-only',
    says:
      'SHA-only TLS 1.2 was answered with TLSv1; ' +
      'its chain shows that the certificate "mx" is MD5-signed (md5WithRSAEncryption)',
  },
  'an answer that no TLS client may accept is a refusal where MD5 is seen otherwise': {
    attempts: ['sha-only: handshake/malformed', 'md5-permitted: alert 40', 'tls1.1: accepted mx:md5'],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0'],
    shows: 'tls1.1',
    says:
      'The answer to SHA-only TLS 1.2 was not valid (This is handshake/malformed); ' +
      'TLS 1.1 shows that the certificate "mx" is MD5-signed (md5WithRSAEncryption)',
  },
  'an MD5 intermediate is the fault': {
    attempts: ['sha-only: alert 40', 'md5-permitted: alert 40', 'tls1.1: accepted mx:sha256 ca:md5'],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 1'],
    shows: 'tls1.1',
    says:
      'SHA-only TLS 1.2 was refused with alert handshake_failure (40); ' +
      'TLS 1.1 shows that certificate 2 of 2, "ca", is MD5-signed (md5WithRSAEncryption)',
  },
  'an MD5 root above a SHA leaf is the fault where the chain is refused': {
    attempts: ['sha-only: alert 40', 'md5-permitted: alert 40', 'tls1.1: accepted mx:sha256 root>root:md5'],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 1', 'md5-signed-root 1'],
    shows: 'tls1.1',
  },
  'of an MD5 root and an MD5 intermediate the intermediate is named': {
    attempts: [
      'sha-only: alert 40',
      'md5-permitted: alert 40',
      'tls1.1: accepted mx:sha256 root>root:md5 ca:md5',
    ],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 2', 'md5-signed-root 1', 'chain-order 2'],
    shows: 'tls1.1',
  },

  // MD5 that is served
  'an MD5 leaf is served to SHA-only': {
    attempts: ['sha-only: accepted mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    says: 'SHA-only TLS 1.2 is accepted, but the certificate "mx" is MD5-signed (md5WithRSAEncryption)',
  },
  'a self-signed MD5 leaf counts: it is no root above another': {
    attempts: ['sha-only by node-tls: accepted mx>mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0', 'self-signed 0'],
    shows: 'sha-only',
  },
  'an MD5 intermediate is served below a root that is MD5-signed, too': {
    attempts: ['sha-only: accepted mx:sha256 ca:md5 root>root:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 1', 'md5-signed-root 2'],
    shows: 'sha-only',
  },
  'an intermediate that is MD5-signed by a root that is not sent is no trust anchor': {
    attempts: ['sha-only: accepted mx:sha256 ca>Unsent:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 1'],
    shows: 'sha-only',
  },
  'an MD2 leaf is served': {
    attempts: ['sha-only: accepted mx:md2'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    says: 'SHA-only TLS 1.2 is accepted, but the certificate "mx" is MD2-signed (md2WithRSAEncryption)',
  },
  'an MD4 intermediate is served': {
    attempts: ['sha-only: accepted mx:sha256 ca:md4'],
    is: 'md5-served critical',
    finds: ['md5-served 1'],
    shows: 'sha-only',
    says: 'SHA-only TLS 1.2 is accepted, but certificate 2 of 2, "ca", is MD4-signed (md4WithRSAEncryption)',
  },
  'MD5 under its OIW name is served': {
    attempts: ['sha-only: accepted mx:oiw-md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    says: 'SHA-only TLS 1.2 is accepted, but the certificate "mx" is MD5-signed (md5WithRSASignature)',
  },
  'MD5 inside RSASSA-PSS is served': {
    attempts: ['sha-only: accepted mx:pss-md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    says: 'SHA-only TLS 1.2 is accepted, but the certificate "mx" is MD5-signed (rsassaPss (md5))',
  },
  'an inner MD5 below an outer SHA-256 counts and is named': {
    attempts: ['sha-only: accepted mx:sha256/md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    says:
      'SHA-only TLS 1.2 is accepted, but the certificate "mx" is MD5-signed ' +
      '(md5WithRSAEncryption, by its inner signature algorithm)',
  },
  'a known MD5 OID in a leaf that cannot be parsed counts': {
    attempts: ['sha-only: accepted mx?:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0', 'certificate-unparsed 0'],
    shows: 'sha-only',
  },
  'an unrelated MD5 certificate in the chain counts': {
    attempts: ['sha-only: accepted mx>ca:sha256 stray>other:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 1', 'chain-order 1'],
    shows: 'sha-only',
  },
  'an MD5 chain is served although an alert came after it': {
    attempts: ['sha-only: alert 40 mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    says: 'SHA-only TLS 1.2 did not get to its end, but the certificate "mx" is MD5-signed (md5WithRSAEncryption)',
  },
  'an MD5 chain is served although the connection was closed after it': {
    attempts: ['sha-only: closed mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    error: 'handshake/closed',
  },
  'an MD5 chain is served although the connection was reset after it': {
    attempts: ['sha-only: reset mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    error: 'handshake/reset',
  },
  'an MD5 chain is served although silence followed it': {
    attempts: ['sha-only: timeout mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    error: 'handshake/timeout',
  },
  'an MD5 chain is served although what followed it was no TLS': {
    attempts: ['sha-only: handshake/unexpected-message mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    error: 'handshake/unexpected-message',
  },
  'an MD5 chain is served although the scan was stopped after it': {
    attempts: ['sha-only: handshake/aborted mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    error: 'handshake/aborted',
  },
  'a verdict stands where the wire shows acceptance and our library would not go on': {
    attempts: ['sha-only by node-tls: halted mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'sha-only',
    error: 'handshake/local',
  },
  'a second, MD5-signed certificate is found by --thorough': {
    attempts: ['sha-only: accepted mx:sha256', 'md5-permitted: accepted mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'md5-permitted',
    says:
      'SHA-only TLS 1.2 is accepted, but TLS 1.2 with MD5 permitted shows that ' +
      'the certificate "mx" is MD5-signed (md5WithRSAEncryption)',
  },
  'a second, MD5-signed certificate is found although the first chain has an MD5 root': {
    attempts: ['sha-only: accepted mx:sha256 root>root:md5', 'md5-permitted: accepted mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'md5-permitted',
  },
  'a second, MD5-signed certificate counts although the first chain did not get to its end': {
    attempts: ['sha-only: reset mx:sha256', 'md5-permitted: accepted mx:md5'],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'md5-permitted',
    error: 'handshake/reset',
  },
  'a TLS 1.3 service with an MD5 chain, decrypted, serves it': {
    attempts: [
      'sha-only by node-tls: alert 70',
      ...refusedWith('alert 70', 'alert 70').slice(0, 5),
      'tls1.3 by node-tls: accepted mx:md5',
    ],
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'tls1.3',
    says: 'TLS 1.3 is accepted, but the certificate "mx" is MD5-signed (md5WithRSAEncryption)',
  },

  // MD5 roots
  'an MD5 root above a SHA leaf is a flaw where the chain is accepted': {
    attempts: ['sha-only: accepted mx:sha256 root>root:md5'],
    is: 'flawed medium',
    finds: ['md5-signed-root 1'],
    shows: 'sha-only',
    says: 'The root certificate "root" is sent along and is MD5-signed (md5WithRSAEncryption)',
  },
  'an MD5 root stays a flaw where --thorough shows the same chain': {
    attempts: [
      'sha-only: accepted mx:sha256 root>root:md5',
      'md5-permitted: accepted mx:sha256 root>root:md5',
    ],
    is: 'flawed medium',
    finds: ['md5-signed-root 1'],
    shows: 'sha-only',
  },
  'an MD5 root stays a flaw where node:tls halted and our own hello was accepted': {
    attempts: [
      'sha-only by node-tls: handshake/local mx:sha256 root>root:md5',
      'sha-only: accepted mx:sha256 root>root:md5',
    ],
    is: 'flawed medium',
    finds: ['md5-signed-root 1'],
    shows: 'sha-only',
  },
  'an MD5 root that was shown to SHA-only before an alert did not stand in the way': {
    attempts: ['sha-only: alert 80 mx:sha256 root>root:md5'],
    is: 'refused high',
    finds: ['refused', 'md5-signed-root 1'],
    shows: 'sha-only',
    says:
      'SHA-only TLS 1.2 was refused with alert internal_error (80); the chain had been shown before, ' +
      'so the MD5 signature of the root in it is not what stands in the way',
  },
  'a TLS 1.3 service with an MD5 root is modern, with that flaw': {
    attempts: [
      ...refusedWith('alert 70').slice(0, 5),
      'tls1.3 by node-tls: accepted mx:sha256 root>root:md5',
    ],
    is: 'modern-only medium',
    finds: ['md5-signed-root 1'],
    shows: 'tls1.3',
  },

  // Refused, and no MD5
  'a chain that no offer brings to light leaves the reason unknown': {
    attempts: refusedWith('alert 40'),
    is: 'refused high',
    finds: ['refused'],
    says:
      'SHA-only TLS 1.2 was refused with alert handshake_failure (40); no other offer was shown a certificate ' +
      'either, so the reason is unknown: it may be an MD5-signed certificate',
  },
  ...Object.fromEntries(
    [43, 47, 51, 70, 71, 80].map((alert): [string, DiagnosisCase] => [
      `the number of the alert makes no difference: ${alert}`,
      { attempts: refusedWith(`alert ${alert}`), is: 'refused high', finds: ['refused'] },
    ]),
  ),
  'resets and silence between alerts are refusals, too': {
    attempts: [
      'sha-only: reset',
      'md5-permitted: timeout',
      'tls1.1: alert 70',
      'tls1.0: closed',
      'tls1.0-bare: closed',
      'tls1.3: closed',
    ],
    is: 'refused high',
    finds: ['refused'],
  },
  'a bare close after every hello is a refusal where the peer waits for a hello': {
    attempts: refusedWith('closed'),
    waitsForHello: true,
    is: 'refused high',
    finds: ['refused'],
  },
  'a reset after every hello is a refusal where the peer waits for a hello': {
    attempts: refusedWith('reset'),
    waitsForHello: true,
    is: 'refused high',
    finds: ['refused'],
  },
  'a clean chain shown to TLS 1.1 acquits MD5': {
    attempts: ['sha-only: alert 40', 'md5-permitted: alert 40', 'tls1.1: accepted mx:sha256'],
    is: 'refused high',
    finds: ['refused'],
    shows: 'tls1.1',
    says:
      'SHA-only TLS 1.2 was refused with alert handshake_failure (40); the chain that TLS 1.1 showed holds no MD5 ' +
      'signature, so this is not the MD5 fault; the service probably does not speak TLS 1.2, or only with other suites',
  },
  'a clean chain shown to whoever permits MD5 acquits the chain': {
    attempts: ['sha-only: alert 40', 'md5-permitted: accepted mx:sha256'],
    is: 'refused high',
    finds: ['refused'],
    shows: 'md5-permitted',
    says:
      'SHA-only TLS 1.2 was refused with alert handshake_failure (40); the chain that TLS 1.2 with MD5 permitted showed ' +
      'holds no MD5 signature, so this is not the MD5 fault; the service may insist on MD5 for signing the key exchange',
  },
  'a SHA-1 chain shown to TLS 1.1 may be what a strict peer refuses': {
    attempts: ['sha-only: alert 40', 'md5-permitted: alert 40', 'tls1.1: accepted mx:sha1'],
    is: 'refused high',
    finds: ['refused', 'sha1-signed 0'],
    shows: 'tls1.1',
    says:
      'SHA-only TLS 1.2 was refused with alert handshake_failure (40); the chain that TLS 1.1 showed holds no MD5 ' +
      'signature, so this is not the MD5 fault; a SHA-1 signature may be what stands in the way',
  },
  'a chain that cannot be read acquits nobody': {
    attempts: ['sha-only: alert 40', 'md5-permitted: alert 40', 'tls1.1: accepted mx?'],
    is: 'refused high',
    finds: ['refused', 'certificate-unparsed 0'],
    shows: 'tls1.1',
    says:
      'SHA-only TLS 1.2 was refused with alert handshake_failure (40); TLS 1.1 showed a chain whose signatures ' +
      'cannot all be told, so the reason is unknown: it may be MD5',
  },
  'a ServerHello of a lower version with a clean chain is a refusal': {
    attempts: ['sha-only: TLSv1.1 mx:sha256'],
    is: 'refused high',
    finds: ['refused'],
    shows: 'sha-only',
    says:
      'SHA-only TLS 1.2 was answered with TLSv1.1; ' +
      'the chain came with that answer and holds no MD5 signature, so this is not the MD5 fault',
  },
  'a demo certificate and its age are found on a refused service, too': {
    attempts: ['sha-only: TLSv1 mx>mx:sha1'],
    certificates: { mx: { knownAs: KNOWN_AS, notAfter: NOW - DAY_MS } },
    is: 'refused high',
    finds: ['refused', 'sha1-signed 0', 'expired 0', 'demo-certificate 0', 'self-signed 0'],
    shows: 'sha-only',
  },
  'an alert after a clean chain is a refusal for another reason': {
    attempts: ['sha-only: alert 40 mx:sha256'],
    is: 'refused high',
    finds: ['refused'],
    shows: 'sha-only',
    says:
      'SHA-only TLS 1.2 was refused with alert handshake_failure (40); ' +
      'the chain came with that answer and holds no MD5 signature, so this is not the MD5 fault',
  },
  'a peer that is full in the middle of the ladder has refused SHA-only all the same': {
    attempts: [
      'sha-only: alert 40',
      'md5-permitted: greeting/service-unavailable',
      'md5-permitted: greeting/service-unavailable',
    ],
    is: 'refused high',
    finds: ['refused'],
    error: 'greeting/service-unavailable',
  },
  'a peer that was full for a moment only is known in full': {
    attempts: [
      'sha-only: alert 40',
      'md5-permitted: greeting/service-unavailable',
      'md5-permitted: alert 40',
      'tls1.1: accepted mx:md5',
    ],
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0'],
    shows: 'tls1.1',
  },
  'a ladder that the deadline cut short says so': {
    attempts: ['sha-only: alert 40', 'md5-permitted: timeout', 'tls1.1: timeout', 'tls1.0: not-made'],
    is: 'refused high',
    finds: ['refused'],
    error: 'handshake/timeout',
  },
  'TLS 1.3 is no excuse where TLS 1.2 is answered differently from versions that are not known': {
    attempts: [
      'sha-only: alert 40',
      'md5-permitted: alert 40',
      'tls1.1: alert 70',
      'tls1.0: alert 70',
      'tls1.0-bare: alert 70',
      'tls1.3: accepted',
    ],
    is: 'refused high',
    finds: ['refused'],
    says:
      'SHA-only TLS 1.2 was refused with alert handshake_failure (40); TLS 1.3 is accepted, but with certificates that ' +
      'could not be read, so the reason is unknown: it may be an MD5-signed certificate',
  },
  'TLS 1.3 is no excuse where SHA-only was answered by silence and older versions by an alert': {
    attempts: [
      'sha-only: timeout',
      'md5-permitted: alert 70',
      'tls1.1: alert 70',
      'tls1.0: alert 70',
      'tls1.0-bare: alert 70',
      'tls1.3 by node-tls: accepted mx:sha256',
    ],
    is: 'refused high',
    finds: ['refused'],
    shows: 'tls1.3',
  },

  // TLS 1.3 only
  'a TLS 1.3 service is modern at hello depth, with its chain unseen': {
    attempts: refusedWith('alert 70', 'accepted'),
    is: 'modern-only none',
  },
  'a TLS 1.3 service is modern at full depth, with its chain': {
    attempts: [
      'sha-only by node-tls: alert 70',
      ...refusedWith('alert 70').slice(0, 5),
      'tls1.3 by node-tls: accepted mx:sha256',
    ],
    is: 'modern-only none',
    shows: 'tls1.3',
  },
  'what is wrong with the chain of a TLS 1.3 service is found, its order apart': {
    attempts: [...refusedWith('alert 40').slice(0, 5), 'tls1.3 by node-tls: accepted mx>mx:sha1 b:sha256'],
    certificates: { mx: { notAfter: NOW - 1 } },
    is: 'modern-only high',
    finds: ['sha1-signed 0', 'expired 0', 'self-signed 0'],
    shows: 'tls1.3',
  },
  'a TLS 1.3 handshake that our library would not complete leaves the chain unseen and says why': {
    attempts: [...refusedWith('alert 70').slice(0, 5), 'tls1.3 by node-tls: halted'],
    is: 'modern-only none',
    error: 'handshake/local',
  },
  'the peer of a TLS 1.3 service may close instead of sending alerts, as long as it does so always': {
    attempts: refusedWith('closed', 'accepted'),
    is: 'modern-only none',
  },

  // Accepted
  'a good chain is ok': {
    attempts: ['sha-only by node-tls: accepted mx:sha256 ca:sha384'],
    is: 'ok none',
    shows: 'sha-only',
  },
  'a good chain is ok with its good root sent along': {
    attempts: ['sha-only: accepted mx:sha512 ca:sha224 root>root:sha256'],
    is: 'ok none',
    shows: 'sha-only',
  },
  'a signature without a hash of its own is no flaw': {
    attempts: ['sha-only: accepted mx:ed25519'],
    is: 'ok none',
    shows: 'sha-only',
  },
  'a known algorithm of an uncommon hash is no flaw': {
    attempts: ['sha-only: accepted mx:sha3'],
    is: 'ok none',
    shows: 'sha-only',
  },
  'a good chain is ok where --thorough shows the same one': {
    attempts: ['sha-only: accepted mx:sha256', 'md5-permitted: accepted mx:sha256'],
    is: 'ok none',
    shows: 'sha-only',
  },
  'node:tls lacks old suites, so what it is refused is accepted from our own hello': {
    attempts: ['sha-only by node-tls: alert 40', 'sha-only: accepted mx:sha256'],
    is: 'ok none',
    shows: 'sha-only',
  },
  'an accepted offer that our library would not complete is judged, and the record says why': {
    attempts: ['sha-only by node-tls: halted mx:sha256'],
    is: 'ok none',
    shows: 'sha-only',
    error: 'handshake/local',
  },
  'a SHA-1 leaf is SHA-1-signed': {
    attempts: ['sha-only: accepted mx:sha1'],
    is: 'sha1-signed medium',
    finds: ['sha1-signed 0'],
    shows: 'sha-only',
    says: 'The certificate "mx" is SHA-1-signed (sha1WithRSAEncryption)',
  },
  'a SHA-1 intermediate is SHA-1-signed': {
    attempts: ['sha-only: accepted mx:sha256 ca:sha1 root>root:sha1'],
    is: 'sha1-signed medium',
    finds: ['sha1-signed 1'],
    shows: 'sha-only',
  },
  'a SHA-1 root is not counted: nobody verifies it': {
    attempts: ['sha-only: accepted mx:sha256 root>root:sha1'],
    is: 'ok none',
    shows: 'sha-only',
  },
  'an inner SHA-1 below an outer SHA-256 counts': {
    attempts: ['sha-only: accepted mx:sha256/sha1'],
    is: 'sha1-signed medium',
    finds: ['sha1-signed 0'],
    shows: 'sha-only',
  },
  'a demo certificate is a demo certificate, however well it is signed': {
    attempts: ['sha-only: accepted mx>mx:sha256'],
    certificates: { mx: { knownAs: KNOWN_AS } },
    is: 'demo medium',
    finds: ['demo-certificate 0', 'self-signed 0'],
    shows: 'sha-only',
    says: 'The certificate "mx" is a demo or default certificate: Cisco Email Security Appliance',
  },
  'a demo certificate that has expired is as bad as that': {
    attempts: ['sha-only: accepted mx>mx:sha1'],
    certificates: { mx: { knownAs: KNOWN_AS, notAfter: NOW - DAY_MS } },
    is: 'demo high',
    finds: ['sha1-signed 0', 'expired 0', 'demo-certificate 0', 'self-signed 0'],
    shows: 'sha-only',
  },
  'an MD5-signed demo certificate is MD5 first': {
    attempts: ['sha-only: alert 40', 'md5-permitted: alert 40', 'tls1.1: accepted mx>mx:md5'],
    certificates: { mx: { knownAs: KNOWN_AS } },
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0', 'demo-certificate 0', 'self-signed 0'],
    shows: 'tls1.1',
  },
  'a self-signed leaf is a flaw': {
    attempts: ['sha-only: accepted mx>mx:sha256'],
    is: 'flawed medium',
    finds: ['self-signed 0'],
    shows: 'sha-only',
    says: 'The certificate "mx" is self-signed',
  },
  'a leaf that names itself as issuer without having signed itself is not self-signed': {
    attempts: ['sha-only: accepted mx>mx:sha256'],
    certificates: { mx: { selfSigned: false } },
    is: 'ok none',
    shows: 'sha-only',
  },
  'a certificate is valid up to its last moment': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { notAfter: NOW } },
    is: 'flawed low',
    finds: ['expires-soon 0'],
    shows: 'sha-only',
    says: 'The certificate "mx" expires in less than a day, on 2026-06-30',
  },
  'a certificate has expired a moment later': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { notAfter: NOW - 1 } },
    is: 'flawed high',
    finds: ['expired 0'],
    shows: 'sha-only',
    says: 'The certificate "mx" expired on 2026-06-30',
  },
  'an intermediate that has expired is a flaw, a root is not': {
    attempts: ['sha-only: accepted mx:sha256 ca:sha256 root>root:sha256'],
    certificates: { ca: { notAfter: NOW - DAY_MS }, root: { notAfter: NOW - DAY_MS } },
    is: 'flawed high',
    finds: ['expired 1'],
    shows: 'sha-only',
  },
  'a certificate is valid from its first moment': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { notBefore: NOW } },
    is: 'ok none',
    shows: 'sha-only',
  },
  'a certificate is not yet valid a moment before': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { notBefore: NOW + 1 } },
    is: 'flawed high',
    finds: ['not-yet-valid 0'],
    shows: 'sha-only',
    says: 'The certificate "mx" is valid only from 2026-06-30 on',
  },
  'a certificate that is good for exactly as long as is asked does not expire soon': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { notAfter: NOW + 30 * DAY_MS } },
    is: 'ok none',
    shows: 'sha-only',
  },
  'a certificate that is good for a moment less expires soon': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { notAfter: NOW + 30 * DAY_MS - 1 } },
    is: 'flawed low',
    finds: ['expires-soon 0'],
    shows: 'sha-only',
    says: 'The certificate "mx" expires in 29 days, on 2026-07-30',
  },
  'dates that no calendar has are not thrown over': {
    attempts: ['sha-only: accepted mx:sha256 ca:sha256'],
    certificates: { mx: { notAfter: -9e15 }, ca: { notBefore: 9e15, notAfter: 9e15 } },
    is: 'flawed high',
    finds: ['expired 0', 'not-yet-valid 1'],
    shows: 'sha-only',
    says: 'The certificate "mx" expired on an impossible date',
  },
  'an RSA key of 2047 bits is weak': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { publicKey: { algorithm: 'RSA', bits: 2047 } } },
    is: 'flawed medium',
    finds: ['weak-key 0'],
    shows: 'sha-only',
    says: 'The certificate "mx" has a key of only 2047 bits (RSA)',
  },
  'an RSA-PSS key of 1024 bits is weak': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { publicKey: { algorithm: 'RSASSA-PSS', bits: 1024 } } },
    is: 'flawed medium',
    finds: ['weak-key 0'],
    shows: 'sha-only',
  },
  'an RSA key of 512 bits is worse than weak': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { publicKey: { algorithm: 'RSA', bits: 512 } } },
    is: 'flawed high',
    finds: ['weak-key 0'],
    shows: 'sha-only',
  },
  'a DSA key of 1024 bits is weak': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { publicKey: { algorithm: 'DSA', bits: 1024 } } },
    is: 'flawed medium',
    finds: ['weak-key 0'],
    shows: 'sha-only',
  },
  'an EC key of 192 bits is weak': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { publicKey: { algorithm: 'EC', curve: 'prime192v1', bits: 192 } } },
    is: 'flawed medium',
    finds: ['weak-key 0'],
    shows: 'sha-only',
  },
  'an EC key of 112 bits is worse than weak': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { publicKey: { algorithm: 'EC', curve: 'secp112r1', bits: 112 } } },
    is: 'flawed high',
    finds: ['weak-key 0'],
    shows: 'sha-only',
  },
  'keys of good size are no flaw, whatever their kind': {
    attempts: ['sha-only: accepted mx:sha256 b:sha256 c:sha256 d:sha256 e:sha256'],
    certificates: {
      mx: { publicKey: { algorithm: 'EC', curve: 'secp224r1', bits: 224 } },
      b: { publicKey: { algorithm: 'Ed25519', bits: 256 } },
      c: { publicKey: { algorithm: 'Ed448', bits: 456 } },
      d: { publicKey: { algorithm: 'EC', curve: 'explicit' } },
      e: { publicKey: { algorithm: '1.2.3.4', bits: 8 } },
    },
    is: 'ok none',
    shows: 'sha-only',
  },
  'the weak key of an intermediate is a flaw, the one of a root is not': {
    attempts: ['sha-only: accepted mx:sha256 ca:sha256 root>root:sha256'],
    certificates: {
      ca: { publicKey: { algorithm: 'RSA', bits: 1024 } },
      root: { publicKey: { algorithm: 'RSA', bits: 1024 } },
    },
    is: 'flawed medium',
    finds: ['weak-key 1'],
    shows: 'sha-only',
  },
  'a certificate for another name is a mismatch': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { dnsNames: ['a.example', 'b.example', 'c.example', 'd.example'] } },
    is: 'flawed medium',
    finds: ['name-mismatch 0'],
    shows: 'sha-only',
    says: 'The certificate is for a.example, b.example, c.example and 1 more, not for mx.example.com',
  },
  'a wildcard matches': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { dnsNames: ['*.example.com'] } },
    is: 'ok none',
    shows: 'sha-only',
  },
  'the common name counts where there is no other': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { dnsNames: [], subjectCn: 'mx.example.com' } },
    is: 'ok none',
    shows: 'sha-only',
  },
  'the common name does not count where there are others': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { dnsNames: ['a.example'], subjectCn: 'mx.example.com' } },
    is: 'flawed medium',
    finds: ['name-mismatch 0'],
    shows: 'sha-only',
  },
  'a certificate without any name matches none': {
    attempts: ['sha-only: accepted mx:sha256'],
    certificates: { mx: { dnsNames: [], subjectDn: '', subjectCn: undefined as unknown as string } },
    is: 'flawed medium',
    finds: ['name-mismatch 0'],
    shows: 'sha-only',
    says: 'The certificate is for no name at all, not for mx.example.com',
  },
  'an address that was asked for is no name to match': {
    attempts: ['sha-only: accepted mx:sha256'],
    endpoint: { host: '192.0.2.1' },
    certificates: { mx: { dnsNames: ['a.example'] } },
    is: 'ok none',
    shows: 'sha-only',
  },
  'the name that was sent is the one to match, for an address, too': {
    attempts: ['sha-only: accepted mx:sha256'],
    endpoint: { host: '192.0.2.1', sni: 'mx.example.net' },
    is: 'flawed medium',
    finds: ['name-mismatch 0'],
    shows: 'sha-only',
    says: 'The certificate is for mx.example.com, not for mx.example.net',
  },
  'a name that is not sent is matched all the same': {
    attempts: ['sha-only: accepted mx:sha256'],
    endpoint: { host: 'mx.example.net', sni: false },
    is: 'flawed medium',
    finds: ['name-mismatch 0'],
    shows: 'sha-only',
  },
  'an intermediate out of order is a flaw': {
    attempts: ['sha-only: accepted mx>ca:sha256 root>root:sha256 ca>root:sha256'],
    is: 'flawed low',
    finds: ['chain-order 1'],
    shows: 'sha-only',
    says: 'Certificate 2 of the chain does not certify the one before it',
  },
  'a repeated certificate is a flaw, and not one of order': {
    attempts: ['sha-only: accepted mx:sha256 ca>root:sha256 ca>root:sha256 root>root:sha256'],
    is: 'flawed low',
    finds: ['chain-duplicate 2'],
    shows: 'sha-only',
    says: 'Certificate 3 of the chain repeats certificate 2',
  },
  'the leaf repeated is a flaw, and not one of order': {
    attempts: ['sha-only: accepted mx>mx:sha256 mx>mx:sha256'],
    endpoint: { host: '192.0.2.1' },
    certificates: { mx: { dnsNames: [], subjectAn: [] } },
    is: 'flawed medium',
    finds: ['self-signed 0', 'chain-duplicate 1'],
    shows: 'sha-only',
  },
  'an unrelated extra certificate is a flaw': {
    attempts: ['sha-only: accepted mx:sha256 ca>root:sha256 stray>other:sha256'],
    is: 'flawed low',
    finds: ['chain-order 2'],
    shows: 'sha-only',
  },
  'a certificate that cannot be parsed is not held to be out of order': {
    attempts: ['sha-only: accepted mx:sha256 ca?:sha256 root>root:sha256'],
    is: 'flawed medium',
    finds: ['certificate-unparsed 1'],
    shows: 'sha-only',
    says: 'Certificate 2 of the chain is not well formed: its tail is missing',
  },
  'a leaf that cannot be parsed, with the OID of a SHA-2 signature, is a flaw': {
    attempts: ['sha-only: accepted mx?:sha256'],
    is: 'flawed medium',
    finds: ['certificate-unparsed 0'],
    shows: 'sha-only',
  },
  'a leaf that cannot be parsed, with the OID of a SHA-1 signature, is SHA-1-signed': {
    attempts: ['sha-only: accepted mx?:sha1'],
    is: 'sha1-signed medium',
    finds: ['sha1-signed 0', 'certificate-unparsed 0'],
    shows: 'sha-only',
  },
  'a client certificate that is asked for is told': {
    attempts: ['sha-only: accepted mx:sha256'],
    flight: {
      certificateRequest: {
        certificateTypes: Uint8Array.of(1),
        supportedSignatureAlgorithms: [],
        certificateAuthorities: [],
      },
    },
    is: 'flawed low',
    finds: ['client-certificate-requested'],
    shows: 'sha-only',
    says: 'The server asks for a client certificate',
  },
  'a key exchange that is signed with SHA-1 is told': {
    attempts: ['sha-only: accepted mx:sha256'],
    flight: { serverKeyExchange: signedWith(0x0201) },
    is: 'flawed low',
    finds: ['sha1-key-exchange'],
    shows: 'sha-only',
    says: 'The key exchange is signed with rsa_pkcs1_sha1',
  },
  'a key exchange that is signed with MD5 unasked is worse': {
    attempts: ['sha-only: accepted mx:sha256'],
    flight: { serverKeyExchange: signedWith(0x0101) },
    is: 'flawed high',
    finds: ['sha1-key-exchange'],
    shows: 'sha-only',
    says: 'The key exchange is signed with rsa_pkcs1_md5',
  },
  'a key exchange that is signed with SHA-256 is no flaw': {
    attempts: ['sha-only: accepted mx:sha256'],
    flight: { serverKeyExchange: signedWith(0x0401) },
    is: 'ok none',
    shows: 'sha-only',
  },
  'plaintext behind the reply to STARTTLS is told': {
    attempts: ['sha-only: accepted mx:sha256'],
    last: { injectedBytes: 12 },
    is: 'flawed high',
    finds: ['starttls-injection'],
    shows: 'sha-only',
    says: '12 bytes of plaintext came together with the reply to STARTTLS',
  },
  'plaintext behind the reply to STARTTLS is told where nothing else is known': {
    attempts: ['sha-only: handshake/not-tls'],
    last: { injectedBytes: 1 },
    is: 'inconclusive unknown',
    finds: ['starttls-injection'],
    error: 'handshake/not-tls',
    says: '1 byte of plaintext came together with the reply to STARTTLS',
  },

  // Not known
  ...Object.fromEntries(
    [
      'connect/refused',
      'connect/timeout',
      'connect/unreachable',
      'greeting/service-unavailable',
      'greeting/rejected',
      'greeting/timeout',
      'starttls/not-offered',
      'starttls/refused',
      'handshake/not-tls',
      'handshake/aborted',
      'handshake/internal',
    ].map((failure): [string, DiagnosisCase] => [
      `what the first attempt ran into is why nothing is known: ${failure}`,
      { attempts: [`sha-only: ${failure}`], is: 'inconclusive unknown', error: failure },
    ]),
  ),
  'no attempt at all is no conclusion': {
    attempts: [],
    is: 'inconclusive unknown',
    error: 'handshake/internal',
  },
  'a refusal by node:tls proves nothing where our own hello could not be made': {
    attempts: [
      'sha-only by node-tls: alert 40',
      'sha-only: greeting/service-unavailable',
      'sha-only: greeting/service-unavailable',
    ],
    is: 'inconclusive unknown',
    error: 'greeting/service-unavailable',
  },
  'a refusal by node:tls proves nothing where no time was left for our own hello': {
    attempts: ['sha-only by node-tls: alert 40', 'sha-only: not-made'],
    is: 'inconclusive unknown',
    error: 'handshake/timeout',
  },
  'silence after every hello is no conclusion': {
    attempts: refusedWith('timeout'),
    is: 'inconclusive unknown',
    error: 'handshake/timeout',
    says: 'The peer is silent after every hello',
  },
  'silence up to the deadline is no conclusion': {
    attempts: ['sha-only: timeout', 'md5-permitted: timeout', 'tls1.1: not-made'],
    is: 'inconclusive unknown',
    error: 'handshake/timeout',
  },
  'a bare close after every hello is no conclusion where the peer closes without a hello, too': {
    attempts: refusedWith('closed'),
    waitsForHello: false,
    is: 'inconclusive unknown',
    error: 'handshake/closed',
    says: 'The peer closes every connection, and nothing shows that it speaks TLS',
  },
  'a reset after every hello is no conclusion where the peer resets without a hello, too': {
    attempts: refusedWith('reset'),
    waitsForHello: false,
    is: 'inconclusive unknown',
    error: 'handshake/reset',
  },
  'closes and silence in turns are no conclusion': {
    attempts: [
      'sha-only: closed',
      'md5-permitted: timeout',
      'tls1.1: closed',
      'tls1.0: reset',
      'tls1.0-bare: closed',
      'tls1.3: closed',
    ],
    is: 'inconclusive unknown',
    error: 'handshake/closed',
  },
  'a scan that is stopped in the middle of the ladder has not learnt the reason': {
    attempts: ['sha-only: alert 40', 'md5-permitted: handshake/aborted'],
    is: 'inconclusive unknown',
    error: 'handshake/aborted',
  },
  'a scan that is stopped while connecting again has not learnt the reason': {
    attempts: ['sha-only: alert 40', 'md5-permitted: alert 40', 'tls1.1: connect/aborted'],
    is: 'inconclusive unknown',
    error: 'connect/aborted',
  },
  'a malformed answer without MD5 in sight is no conclusion': {
    attempts: [
      'sha-only: handshake/malformed',
      'md5-permitted: handshake/malformed',
      'tls1.1: accepted mx:sha256',
    ],
    is: 'inconclusive unknown',
    shows: 'tls1.1',
    error: 'handshake/malformed',
  },
  'an empty chain is no conclusion': {
    attempts: ['sha-only: certificate/empty', 'md5-permitted: certificate/empty'],
    is: 'inconclusive unknown',
    error: 'certificate/empty',
  },
  'a connection that dies after a clean chain is no conclusion, but the chain is reported': {
    attempts: ['sha-only: closed mx:sha1'],
    is: 'inconclusive unknown',
    finds: ['sha1-signed 0'],
    shows: 'sha-only',
    error: 'handshake/closed',
  },
  'silence after a clean chain is no conclusion, but the chain is reported': {
    attempts: ['sha-only: timeout mx:sha256'],
    is: 'inconclusive unknown',
    shows: 'sha-only',
    error: 'handshake/timeout',
  },
  'a scan that is stopped after a clean chain is no conclusion': {
    attempts: ['sha-only: handshake/aborted mx:sha256'],
    is: 'inconclusive unknown',
    shows: 'sha-only',
    error: 'handshake/aborted',
  },
  'a leaf that cannot be parsed at all is no conclusion': {
    attempts: ['sha-only: accepted mx?'],
    is: 'inconclusive unknown',
    finds: ['certificate-unparsed 0'],
    shows: 'sha-only',
    error: 'certificate/malformed',
  },
  'a leaf that cannot be parsed, with an OID that nobody knows, is no conclusion': {
    attempts: ['sha-only: accepted mx?:novel'],
    is: 'inconclusive unknown',
    finds: ['certificate-unparsed 0'],
    shows: 'sha-only',
    error: 'certificate/malformed',
  },
  'a signature algorithm that nobody knows is no conclusion: it may be MD5 under another name': {
    attempts: ['sha-only: accepted mx:sha256 ca:novel'],
    is: 'inconclusive unknown',
    shows: 'sha-only',
    error: 'certificate/malformed',
    says: 'How certificate 2 of 2, "ca", is signed cannot be told, so it is not known whether with MD5',
  },
  'a root that is signed in a way that nobody knows does not matter': {
    attempts: ['sha-only: accepted mx:sha256 root>root:novel'],
    is: 'ok none',
    shows: 'sha-only',
  },
};

function signedWith(
  signatureAlgorithm: number,
): NonNullable<NonNullable<EvidenceToMake['flight']>['serverKeyExchange']> {
  return {
    parameters: { kind: 'ecdhe', namedCurve: 29, point: new Uint8Array(32) },
    signatureAlgorithm,
    signature: new Uint8Array(256),
  };
}
