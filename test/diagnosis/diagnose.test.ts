import t from 'tap';
import { diagnose } from '../../src/diagnosis/index.js';
import type { Diagnosis } from '../../src/model/index.js';
import { NOW } from './certificate-kit.js';
import { DIAGNOSIS_CASES, type DiagnosisCase } from './diagnosis-cases.js';
import { evidence } from './evidence-kit.js';

const OPTIONS = { now: NOW, expiresSoonDays: 30 };

t.test('evidence amounts to what the table of cases says', async (t) => {
  for (const [title, expected] of Object.entries(DIAGNOSIS_CASES)) {
    const diagnosis = diagnose(evidence(expected), OPTIONS);
    t.strictSame(outline(diagnosis), outlineOf(expected), title);
    if (expected.says !== undefined) {
      const says = expected.finds ? diagnosis.findings[0]?.message : diagnosis.failure?.message;
      t.equal(says, expected.says, `${title}: in words`);
    }
  }
});

t.test('every sentence begins with a capital and has no full stop', async (t) => {
  for (const [title, wanted] of Object.entries(DIAGNOSIS_CASES)) {
    for (const { message } of diagnose(evidence(wanted), OPTIONS).findings) {
      t.match(message, /^[A-Z0-9].*[^.]$/, title);
      t.notMatch(message, /undefined|NaN|\[object| {2}/, title);
    }
  }
});

t.test('the attempt that is reported is the one whose chain is, else the one that decides', async (t) => {
  for (const [title, wanted] of Object.entries(DIAGNOSIS_CASES)) {
    const made = evidence(wanted);
    const { chain, attempt, verdict } = diagnose(made, OPTIONS);
    if (chain) t.equal(attempt, chain.attempt, title);
    else if (verdict === 'modern-only') t.equal(attempt?.offer, 'tls1.3', title);
    else if (made.attempts.length > 0) t.equal(attempt?.offer ?? 'sha-only', 'sha-only', title);
  }
});

t.test('how soon is soon can be set', async (t) => {
  const made = evidence({ attempts: ['sha-only: accepted mx:sha256'] });
  const idsFor = (days: number): string[] =>
    diagnose(made, { ...OPTIONS, expiresSoonDays: days }).findings.map(({ id }) => id);
  t.same(idsFor(100), []);
  t.same(idsFor(101), ['expires-soon']);
  t.same(idsFor(0), []);
});

t.test('remedies come from the book, unless somebody knows better', async (t) => {
  const made = evidence({
    attempts: ['sha-only: accepted mx>mx:md5'],
    certificates: { mx: { knownAs: { id: 'x', vendor: 'Example', product: 'Box' } } },
  });
  const asked: string[] = [];
  const { findings } = diagnose(made, {
    ...OPTIONS,
    remedies: (id, context) => {
      asked.push(`${id} ${context.service} ${context.knownAs?.product ?? ''}`);
      return id === 'md5-served' ? ['Turn the box off.'] : [];
    },
  });
  t.same(asked, ['md5-served receiving Box', 'demo-certificate receiving Box', 'self-signed receiving Box']);
  t.same(findings[0]?.remedy, ['Turn the box off.']);
  for (const { id, remedy, references } of findings) {
    t.ok(remedy.length > 0, `${id} has a remedy`);
    t.ok(references.length > 0, `${id} has references`);
  }
});

t.test('the same evidence gives the same diagnosis, and is left as it is', async (t) => {
  for (const [title, wanted] of Object.entries(DIAGNOSIS_CASES)) {
    const made = deepFreeze(evidence(wanted));
    t.same(diagnose(made, OPTIONS), diagnose(made, OPTIONS), title);
  }
});

interface Outline {
  is: string;
  finds: string[];
  shows?: string;
  error?: string;
}

function outline({ verdict, severity, findings, chain, failure }: Diagnosis): Outline {
  return {
    is: `${verdict} ${severity}`,
    finds: findings.map(({ id, certificate }) => (certificate === undefined ? id : `${id} ${certificate}`)),
    ...(chain && { shows: chain.attempt.offer }),
    ...(failure && { error: `${failure.stage}/${failure.code}` }),
  };
}

function outlineOf({ is, finds = [], shows, error }: DiagnosisCase): Outline {
  return { is, finds: [...finds], ...(shows && { shows }), ...(error !== undefined && { error }) };
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
