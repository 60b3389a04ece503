import type { Parsed, Problem } from './parsed.js';

/** What can be wrong with a target: a closed list, so that a `switch` over it is checked. */
export const TARGET_PROBLEM_CODES = [
  'empty',
  'too-long',
  'control-character',
  'whitespace',
  'credentials',
  'mx-not-supported',
  'network-not-supported',
  'unknown-protocol',
  'protocol-missing',
  'port-missing',
  'bad-port',
  'empty-host',
  'bad-name',
  'name-too-long',
  'bad-address',
  'ambiguous-address',
  'address-zone',
  'brackets-missing',
  'path',
  'service-mismatch',
] as const;
export type TargetProblemCode = (typeof TARGET_PROBLEM_CODES)[number];

export interface TargetProblem extends Problem {
  readonly code: TargetProblemCode;
  /** Where in the text, from 1. */
  readonly column?: number;
}

export type ParsedPart<T> = Parsed<T, TargetProblem>;

export type Refusal = Extract<ParsedPart<never>, { ok: false }>;

export function refuse(code: TargetProblemCode, message: string, hint?: string, column?: number): Refusal {
  return {
    ok: false,
    problem: {
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(column === undefined ? {} : { column }),
    },
  };
}

/** The same refusal, of a part that begins `by` characters into the whole. */
export function shift(refusal: Refusal, by: number): Refusal {
  const { problem } = refusal;
  return { ok: false, problem: { ...problem, column: (problem.column ?? 1) + by } };
}
