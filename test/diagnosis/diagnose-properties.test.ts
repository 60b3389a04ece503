import fc from 'fast-check';
import t from 'tap';
import { diagnose } from '../../src/diagnosis/index.js';
import {
  OFFERS,
  SEVERITIES,
  type CertificateFacts,
  type Diagnosis,
  type Evidence,
} from '../../src/model/index.js';
import { NOW } from './certificate-kit.js';
import { evidence } from './evidence-kit.js';

const judge = (made: Evidence): Diagnosis => diagnose(made, { now: NOW, expiresSoonDays: 30 });

const hash = fc.constantFrom('md2', 'md5', 'oiw-md5', 'sha1', 'sha256', 'sha256/md5', 'ed25519', 'novel');
const certificate = fc
  .tuple(fc.constantFrom('mx', 'ca', 'root', 'mx>mx', 'ca>ca', 'root>root', 'mx?', 'ca?'), hash)
  .map(([names, signature]) => `${names}:${names.endsWith('?') ? signature.replace(/\/.*/, '') : signature}`);
const chain = fc.array(certificate, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));

/** What an attempt can come to without a certificate. */
const bare = fc.constantFrom(
  'alert 40',
  'alert 70',
  'closed',
  'reset',
  'timeout',
  'TLSv1',
  'not-made',
  'handshake/malformed',
  'handshake/not-tls',
  'handshake/aborted',
  'handshake/local',
  'greeting/service-unavailable',
  'connect/refused',
  'certificate/empty',
);
const after = fc.constantFrom(
  'accepted',
  'alert 40',
  'closed',
  'reset',
  'timeout',
  'TLSv1',
  'handshake/malformed',
);
const what = fc.oneof(
  bare,
  fc.tuple(after, chain).map((parts) => parts.join(' ')),
);
const shaOnly = fc
  .tuple(fc.constantFrom('sha-only', 'sha-only by node-tls'), what)
  .map(([offer, came]) => `${offer}: ${came}`);
const tls13 = fc.oneof(
  bare.map((came) => `tls1.3: ${came}`),
  fc.constant('tls1.3: accepted'),
  chain.map((words) => `tls1.3 by node-tls: accepted ${words}`),
);
const other = fc.oneof(
  tls13,
  fc
    .tuple(fc.constantFrom('md5-permitted', 'tls1.1', 'tls1.0', 'tls1.0-bare'), what)
    .map(([offer, came]) => `${offer}: ${came}`),
);
/** In any order and number, which is more than a ladder can bring. */
const attempts = fc
  .tuple(fc.array(shaOnly, { minLength: 1, maxLength: 2 }), fc.array(other, { maxLength: 6 }))
  .map(([first, then]) => [...first, ...then]);
const anyEvidence = fc.record({ attempts, waitsForHello: fc.boolean() }).map((wanted) => evidence(wanted));

t.test('a severity is never better than the worst finding, and unknown alone where not tested', async () => {
  fc.assert(
    fc.property(anyEvidence, (made) => {
      const { verdict, severity, findings } = judge(made);
      if (verdict === 'inconclusive' || severity === 'unknown') {
        return severity === 'unknown' && verdict === 'inconclusive';
      }
      return findings.every(
        (finding) => SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(severity),
      );
    }),
  );
});

t.test('nothing is ok unless SHA-only was accepted, or TLS 1.3 is all that is spoken', async () => {
  fc.assert(
    fc.property(anyEvidence, (made) => {
      const { verdict, severity } = judge(made);
      const decisive = made.attempts.findLast(({ offer }) => offer === 'sha-only');
      if (decisive?.outcome.kind === 'accepted') return true;
      const modern = made.attempts.some(
        ({ offer, outcome }) => offer === 'tls1.3' && outcome.kind === 'accepted',
      );
      if (verdict === 'modern-only') return modern;
      return severity !== 'none' && verdict !== 'ok';
    }),
  );
});

t.test('MD5 in any chain, roots apart, makes the verdict; nothing else does', async () => {
  fc.assert(
    fc.property(anyEvidence, (made) => {
      const verdict = judge(made).verdict;
      const isMd5 = verdict === 'md5-blocked' || verdict === 'md5-served';
      const certificates = made.chains.flatMap((shown) => [...shown.certificates.entries()]);
      if (certificates.some(([at, facts]) => isBroken(facts) && !isRoot(facts, at))) return isMd5;
      return !isMd5 || certificates.some(([, facts]) => isBroken(facts));
    }),
  );
});

t.test('MD5 stands in the way only where SHA-only was not accepted', async () => {
  fc.assert(
    fc.property(anyEvidence, (made) => {
      const decisive = made.attempts.findLast(({ offer }) => offer === 'sha-only');
      return judge(made).verdict !== 'md5-blocked' || decisive?.outcome.kind !== 'accepted';
    }),
  );
});

t.test('an attempt that got no answer to a hello makes no verdict better', async () => {
  const blind = fc
    .tuple(
      // SHA-only is made first, and again only where node:tls was not accepted.
      fc.constantFrom(...OFFERS.slice(1)),
      fc.constantFrom('not-made', 'connect/refused', 'greeting/rejected', 'handshake/aborted'),
    )
    .map(([offer, came]) => `${offer}: ${came}`);
  fc.assert(
    fc.property(attempts, blind, fc.boolean(), (lines, line, waitsForHello) => {
      const before = judge(evidence({ attempts: lines, waitsForHello }));
      const now = judge(evidence({ attempts: [...lines, line], waitsForHello }));
      if (before.verdict.startsWith('md5-')) return now.verdict.startsWith('md5-');
      // Unknown is not clean, so it is no better than anything.
      return now.severity === 'unknown' || rank(now) >= rank(before);
    }),
  );
});

function rank({ severity }: Diagnosis): number {
  return severity === 'unknown' ? SEVERITIES.length : SEVERITIES.indexOf(severity);
}

t.test('a finding points into the chain that is reported', async () => {
  fc.assert(
    fc.property(anyEvidence, (made) => {
      const { findings, chain: reported } = judge(made);
      return findings.every(
        ({ certificate: at }) => at === undefined || reported?.certificates[at] !== undefined,
      );
    }),
  );
});

const BROKEN = ['md2', 'md4', 'md5'];

function isBroken(facts: CertificateFacts): boolean {
  const inner = facts.kind === 'parsed' ? facts.innerSignatureAlgorithm?.hash : undefined;
  return [facts.signatureAlgorithm?.hash, inner].some((hash) => hash !== undefined && BROKEN.includes(hash));
}

function isRoot(facts: CertificateFacts, at: number): boolean {
  return at > 0 && facts.kind === 'parsed' && facts.selfSigned;
}
