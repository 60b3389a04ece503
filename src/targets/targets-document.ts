import type { Target } from '../model/index.js';
import { findMisfits } from './entry-misfits.js';
import type { Problem } from './parsed.js';
import { explainIssues, named } from './schema-problems.js';
import { settle, type Settings } from './settle.js';
import type { TargetProblem, TargetProblemCode } from './target-problem.js';
import { splitTarget, type TargetParts } from './target-syntax.js';
import {
  entrySchema,
  fileSchema,
  settingsSchema,
  type EntryData,
  type SettingsData,
} from './targets-schema.js';
import { parseYaml, ROOT_HINT } from './yaml-source.js';
import type { Path, YamlProblem, YamlTree } from './yaml-tree.js';

export type TargetsDocument =
  | { readonly ok: true; readonly targets: Iterable<Target> }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] };

/** An entry that was understood: its hosts, and what is said about them from near to far. */
interface Plan {
  readonly hosts: readonly TargetParts[];
  readonly levels: readonly Settings[];
}

interface Reading {
  readonly tree: YamlTree;
  readonly plans: Plan[];
  readonly problems: YamlProblem[];
}

/** What an entry stands in; undefined where it is wrong itself, so that nothing can be said about what it gives. */
type Surroundings = readonly (Settings | undefined)[];

type Raw = Readonly<Record<string, unknown>>;

/** The text of a `targets.yaml`: its targets, made one at a time, or everything that is wrong with it. */
export function parseTargetsDocument(text: string, maxValues: number): TargetsDocument {
  const source = parseYaml(text, maxValues);
  if (!source.ok) return source;
  const { tree } = source;
  const reading: Reading = { tree, plans: [], problems: [...source.problems] };
  const checked = fileSchema.safeParse(tree.value);
  if (!checked.success) reading.problems.push(...explainIssues(checked.error.issues, tree));
  if (isMap(tree.value)) readFile(tree.value, reading);
  const { plans, problems } = reading;
  if (problems.length > 0) return { ok: false, problems: tidied(problems, source.problems) };
  return { ok: true, targets: { [Symbol.iterator]: () => expand(plans) } };
}

function* expand(plans: readonly Plan[]): Generator<Target, void, undefined> {
  for (const { hosts, levels } of plans) {
    for (const host of hosts) {
      const targets = settle(host, levels);
      if (!targets.ok) throw new Error(`a plan that was not checked: ${targets.problem.message}`);
      yield* targets.value;
    }
  }
}

function readFile(file: Raw, reading: Reading): void {
  if (!('targets' in file) && !('groups' in file)) {
    report(reading, [], { message: 'expected "targets" or "groups", found neither', hint: ROOT_HINT });
  }
  const defaults = readSettings(file['defaults']);
  readEntries(file['targets'], ['targets'], [defaults], reading);
  for (const [index, group] of listOf(file['groups']).entries()) {
    if (!isMap(group)) continue;
    const name = typeof group['name'] === 'string' ? { name: group['name'] } : {};
    const own = readSettings(group['defaults']);
    const around = [own === undefined ? undefined : { ...own, ...name }, defaults];
    readEntries(group['targets'], ['groups', index, 'targets'], around, reading);
  }
}

function readEntries(entries: unknown, path: Path, around: Surroundings, reading: Reading): void {
  for (const [index, entry] of listOf(entries).entries()) {
    if (typeof entry === 'string') readText(entry, [...path, index], around, reading);
    else if (isMap(entry)) readMap(entry, [...path, index], around, reading);
  }
}

function readText(text: string, path: Path, around: Surroundings, reading: Reading): void {
  const levels = [{}, ...known(around)];
  const host = splitTarget(text.trim());
  const targets = host.ok ? settle(host.value, levels) : host;
  if (!targets.ok) reportTarget(reading, path, targets.problem, around);
  else if (host.ok) reading.plans.push({ hosts: [host.value], levels });
}

function readMap(entry: Raw, path: Path, around: Surroundings, reading: Reading): void {
  const misfits = findMisfits(entry);
  for (const { key, ...problem } of misfits)
    report(reading, key === undefined ? path : [...path, key], problem);
  const data = entrySchema.safeParse(entry).data;
  if (data === undefined || misfits.length > 0) return;
  const plan = { hosts: hostsOf(data), levels: [entrySettings(data), ...known(around)] };
  reading.plans.push(plan);
  const [first] = plan.hosts;
  const targets = first && settle(first, plan.levels);
  if (targets?.ok === false)
    reportTarget(reading, placeOf(targets.problem.code, entry, path), targets.problem, around);
}

/** What cannot be known while a level above is wrong is not reported. */
function reportTarget(reading: Reading, path: Path, problem: TargetProblem, around: Surroundings): void {
  const { code, message, hint, column } = problem;
  const needsLevels = code === 'port-missing' || code === 'protocol-missing';
  if (needsLevels && around.includes(undefined)) return;
  report(reading, path, hint === undefined ? { message } : { message, hint }, (column ?? 1) - 1);
}

function report(reading: Reading, path: Path, problem: Problem, offset = 0): void {
  const shown = typeof path.at(-1) === 'string' ? named(path, problem) : problem;
  reading.problems.push({ ...reading.tree.positionOf(path, offset), ...shown });
}

/** The key of an entry that a problem with the whole of it comes from. */
function placeOf(code: TargetProblemCode, entry: Raw, path: Path): Path {
  const keys =
    code === 'service-mismatch' ? ['service'] : code === 'protocol-missing' ? ['ports', 'port', 'url'] : [];
  const key = keys.find((candidate) => candidate in entry);
  return key === undefined ? path : [...path, key];
}

function hostsOf({ host, hosts, url }: EntryData): TargetParts[] {
  if (url !== undefined) return [url];
  return (hosts ?? [host]).filter((name) => name !== undefined).map((name) => ({ host: name }));
}

function entrySettings(data: EntryData): Settings {
  const settings = toSettings(data);
  const ports = data.port === undefined ? settings.ports : [data.port];
  return { ...settings, name: data.name, ports };
}

/** No settings at all are settings; wrong ones are undefined. */
function readSettings(raw: unknown): Settings | undefined {
  if (raw === undefined) return {};
  const { data } = settingsSchema.safeParse(raw);
  return data && toSettings(data);
}

function toSettings({ service, protocol, ports, sni, ehlo_name, timeout }: SettingsData): Settings {
  return { service, protocol, ports, sni, ehloName: ehlo_name, timeoutMs: timeout };
}

function known(around: Surroundings): Settings[] {
  return around.filter((level) => level !== undefined);
}

function isMap(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** In the order of the file, each once; where the YAML itself is wrong, what follows from it is left out. */
function tidied(problems: readonly YamlProblem[], yamlProblems: readonly YamlProblem[]): YamlProblem[] {
  const places = new Set(yamlProblems.map(({ line, column }) => `${line}:${column}`));
  const fromYaml = new Set(yamlProblems);
  const unique = new Map<string, YamlProblem>();
  for (const problem of problems) {
    const place = `${problem.line}:${problem.column}`;
    if (places.has(place) && !fromYaml.has(problem)) continue;
    unique.set(`${place} ${problem.message}`, problem);
  }
  return [...unique.values()].sort(inFileOrder);
}

function inFileOrder(a: YamlProblem, b: YamlProblem): number {
  return a.line - b.line || a.column - b.column;
}
