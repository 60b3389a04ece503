import { VERSION } from 'tls-scanner-lite';
import type { OfferName } from '../../../src/model/index.js';
import { fatal, flight, midCertificate, nodeTls, SILENCE, upTo, warning, type Answer } from './answers.js';
import {
  each,
  IMPATIENT,
  patienceFor,
  REFUSED_UNKNOWN,
  type Behaviour,
  type Behaviours,
} from './behaviour.js';
import { CLEAN, CLEAN_PEM, MD5_INTERMEDIATE, MD5_LEAF, MD5_OIW, MD5_PEM, MD5_ROOT } from './chains.js';

/** How a server turns a hello down. */
const REFUSALS: Readonly<Record<string, Answer>> = {
  ...Object.fromEntries(
    [40, 43, 47, 51, 70, 71, 80, 200].map((number) => [`alert ${number}`, [fatal(number), 'fin']]),
  ),
  'alert 40 and no FIN': [fatal(40)],
  'alert 40 and RST': [fatal(40), 'rst'],
  'a FIN': ['fin'],
  'a RST': ['rst'],
  silence: SILENCE,
  'a close_notify that is fatal': [fatal(0), 'fin'],
  'a close_notify': [warning(0), 'fin'],
  'a warning and a FIN': [warning(112), 'fin'],
  'half an alert': [fatal(40).subarray(0, 6), 'fin'],
};

/** The offer that shows the chain, and the version of its answer. */
const SHOWING: readonly (readonly [OfferName, number])[] = [
  ['md5-permitted', VERSION['TLSv1.2']],
  ['tls1.1', VERSION['TLSv1.1']],
  ['tls1.0', VERSION.TLSv1],
  ['tls1.0-bare', VERSION.TLSv1],
];

const CHAINS: Readonly<Record<string, readonly [chain: readonly Uint8Array[], certificate: number]>> = {
  'MD5 leaf': [MD5_LEAF, 0],
  'MD5 intermediate': [MD5_INTERMEDIATE, 1],
  'MD5 root': [MD5_ROOT, 2],
  'MD5 leaf by the OIW name': [MD5_OIW, 0],
};

const TLS13_CLEAN = nodeTls(CLEAN_PEM, { minVersion: 'TLSv1.3' });
const TLS13_MD5 = nodeTls(MD5_PEM, { minVersion: 'TLSv1.3' });

export const REFUSING_SERVERS: Behaviours = {
  ...each(Object.entries(REFUSALS), ([how, others]) => ({
    [`SHA-only refused by ${how}, MD5 leaf shown to TLS 1.1`]: {
      ...patienceFor(others),
      answers: { others, 'tls1.1': [flight({ chain: MD5_LEAF, version: VERSION['TLSv1.1'] })] },
      is: 'md5-blocked critical',
      finds: ['md5-blocked 0'],
      shows: 'tls1.1',
    },
    [`SHA-only refused by ${how}, clean chain shown where MD5 is permitted`]: {
      ...patienceFor(others),
      answers: { others, 'md5-permitted': [flight({ chain: CLEAN })] },
      is: 'refused high',
      finds: ['refused'],
      shows: 'md5-permitted',
    },
  })),
  ...each(SHOWING, ([offer, version]) => ({
    ...each(Object.entries(CHAINS), ([what, [chain, at]]) => ({
      [`${what} shown to ${offer} only`]: {
        answers: { others: [fatal(40), 'fin'], [offer]: [flight({ chain, version })] },
        is: 'md5-blocked critical',
        finds: at === 2 ? [`md5-blocked ${at}`, `md5-signed-root ${at}`] : [`md5-blocked ${at}`],
        shows: offer,
      } satisfies Behaviour,
    })),
    [`clean chain shown to ${offer} only`]: {
      answers: { others: [fatal(40), 'fin'], [offer]: [flight({ chain: CLEAN, version })] },
      is: 'refused high',
      finds: ['refused'],
      shows: offer,
    } satisfies Behaviour,
  })),

  'every hello is refused by alert 40': { answers: { others: [fatal(40), 'fin'] }, ...REFUSED_UNKNOWN },
  'every hello is refused by a FIN': { answers: { others: ['fin'] }, ...REFUSED_UNKNOWN },
  'every hello is refused by a RST': { answers: { others: ['rst'] }, ...REFUSED_UNKNOWN },
  'every hello is refused by a warning and a FIN': {
    answers: { others: [warning(112), 'fin'] },
    ...REFUSED_UNKNOWN,
  },
  'every hello is met with silence': {
    options: IMPATIENT,
    answers: { others: SILENCE },
    is: 'inconclusive unknown',
    error: 'handshake/timeout',
  },
  'every hello but that of TLS 1.0 is met with silence, that one with an alert': {
    options: IMPATIENT,
    answers: { others: SILENCE, 'tls1.0': [fatal(40), 'fin'] },
    ...REFUSED_UNKNOWN,
  },

  ...each(['TLSv1.1', 'TLSv1', 'SSLv3'] as const, (name) => ({
    [`every hello is answered with ${name}, MD5 leaf`]: {
      answers: { others: [flight({ chain: MD5_LEAF, version: VERSION[name] })] },
      is: 'md5-blocked critical',
      finds: ['md5-blocked 0'],
      shows: 'sha-only',
    },
    [`every hello is answered with ${name}, clean chain`]: {
      answers: { others: [flight({ chain: CLEAN, version: VERSION[name] })] },
      is: 'refused high',
      finds: ['refused'],
      shows: 'sha-only',
    },
    [`every hello is answered with ${name}, which dies behind an MD5 leaf`]: {
      answers: { others: [upTo('certificate', { chain: MD5_LEAF, version: VERSION[name] }), 'rst'] },
      is: 'md5-blocked critical',
      finds: ['md5-blocked 0'],
      shows: 'sha-only',
    },
  })),
  'every hello is answered with ServerHello, and then an alert': {
    answers: { others: [upTo('hello', { chain: [] }), fatal(40), 'fin'] },
    ...REFUSED_UNKNOWN,
  },

  ...each(
    [
      ['alert', [fatal(80), 'fin'], undefined],
      ['FIN', ['fin'], 'handshake/closed'],
      ['RST', ['rst'], 'handshake/reset'],
      ['silence', SILENCE, 'handshake/timeout'],
    ] as const,
    ([how, rest, error]) => ({
      [`${how} behind the Certificate with an MD5 leaf`]: {
        ...patienceFor(rest),
        answers: { others: [upTo('certificate', { chain: MD5_LEAF }), ...rest] },
        is: 'md5-served critical',
        finds: ['md5-served 0'],
        shows: 'sha-only',
        ...(error && { error }),
      },
      [`${how} behind a clean Certificate`]: {
        ...patienceFor(rest),
        answers: { others: [upTo('certificate', { chain: CLEAN }), ...rest] },
        ...(error === undefined
          ? { is: 'refused high', finds: ['refused'], shows: 'sha-only' }
          : { is: 'inconclusive unknown', shows: 'sha-only', error }),
      },
      [`${how} in the middle of every Certificate`]: {
        ...patienceFor(rest),
        answers: { others: [midCertificate({ chain: MD5_LEAF }), ...rest] },
        ...REFUSED_UNKNOWN,
      },
      [`${how} in the middle of the Certificate, MD5 leaf shown to TLS 1.0`]: {
        ...patienceFor(rest),
        answers: {
          others: [midCertificate({ chain: MD5_LEAF }), ...rest],
          'tls1.0': [flight({ chain: MD5_LEAF, version: VERSION.TLSv1 })],
        },
        is: 'md5-blocked critical',
        finds: ['md5-blocked 0'],
        shows: 'tls1.0',
      },
    }),
  ),

  'TLS 1.3 only, clean': {
    answers: { others: [fatal(70), 'fin'], 'tls1.3': [TLS13_CLEAN] },
    is: 'modern-only none',
    shows: 'tls1.3',
    atHello: { is: 'modern-only none' },
  },
  'TLS 1.3 only, and a FIN for all else': {
    answers: { others: ['fin'], 'tls1.3': [TLS13_CLEAN] },
    is: 'modern-only none',
    shows: 'tls1.3',
    atHello: { is: 'modern-only none' },
  },
  'TLS 1.3 only, and silence for all else': {
    options: IMPATIENT,
    answers: { others: SILENCE, 'tls1.3': [TLS13_CLEAN] },
    is: 'modern-only none',
    shows: 'tls1.3',
    atHello: { is: 'modern-only none' },
  },
  'TLS 1.3 only, MD5 leaf': {
    answers: { others: [fatal(70), 'fin'], 'tls1.3': [TLS13_MD5] },
    is: 'md5-served critical',
    finds: ['md5-served 0'],
    shows: 'tls1.3',
    atHello: { is: 'modern-only none' },
  },
  'TLS 1.3 only, and it wants a client certificate': {
    answers: {
      others: [fatal(70), 'fin'],
      'tls1.3': [nodeTls(CLEAN_PEM, { minVersion: 'TLSv1.3', requestCert: true })],
    },
    is: 'modern-only none',
    shows: 'tls1.3',
    atHello: { is: 'modern-only none' },
  },
  'a strict server of TLS 1.2 and 1.3, MD5 leaf': {
    answers: {
      others: [fatal(70), 'fin'],
      'sha-only': [fatal(40), 'fin'],
      'md5-permitted': [fatal(40), 'fin'],
      'tls1.3': [TLS13_MD5],
    },
    is: 'md5-blocked critical',
    finds: ['md5-blocked 0'],
    shows: 'tls1.3',
    atHello: { is: 'refused high', finds: ['refused'] },
  },
  'TLS 1.2 refused in another way than older versions, TLS 1.3 clean': {
    answers: {
      others: [fatal(70), 'fin'],
      'sha-only': [fatal(40), 'fin'],
      'md5-permitted': [fatal(40), 'fin'],
      'tls1.3': [TLS13_CLEAN],
    },
    is: 'refused high',
    finds: ['refused'],
    shows: 'tls1.3',
    atHello: { is: 'refused high', finds: ['refused'] },
  },
  'a ServerHello of TLS 1.3 and nothing to show': {
    answers: {
      others: [fatal(70), 'fin'],
      'tls1.3': [
        upTo('hello', {
          chain: [],
          cipherSuite: 0x1301,
          extensions: [
            { type: 43, data: Uint8Array.of(3, 4) },
            { type: 51, data: Buffer.concat([Uint8Array.of(0, 29, 0, 32), Buffer.alloc(32, 9)]) },
          ],
        }),
        'fin',
      ],
    },
    ...REFUSED_UNKNOWN,
  },
};
