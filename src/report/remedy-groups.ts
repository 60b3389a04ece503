import { scanArgument } from '../appliance/index.js';
import { SEVERITIES } from '../model/index.js';
import type { EndpointReport, Finding, FindingId, Service, Severity } from '../model/index.js';
import { escapeTerminal } from './escape-terminal.js';
import { endpointLabel } from './table-cells.js';

/** The same advice for several endpoints. */
export interface RemedyGroup {
  readonly ids: readonly FindingId[];
  readonly severity: Severity;
  readonly service: Service;
  /** How many endpoints; `labels` names the first of them. */
  readonly endpoints: number;
  readonly labels: readonly string[];
  readonly steps: readonly string[];
  readonly references: readonly string[];
}

/** However many records pass, this much is kept of them. */
const MAX_GROUPS = 40;
export const MAX_LABELS_PER_GROUP = 8;
const MAX_STEP_COLUMNS = 800;

/** Stands for the endpoints in a step; no escaped text has it. */
const ENDPOINT = '\0';

interface Collected {
  readonly ids: Set<FindingId>;
  readonly references: Set<string>;
  severity: Severity;
  readonly service: Service;
  readonly stepTemplates: readonly string[];
  readonly labels: Set<string>;
  readonly scanArguments: Set<string>;
  endpoints: number;
}

/** Collects the remedies of records as they pass. */
export class RemedyGroups {
  readonly #groups = new Map<string, Collected>();
  #dropped = 0;

  add(record: EndpointReport): void {
    for (const finding of findingsToRemedy(record)) this.#addFinding(record, finding);
  }

  /** Worst first, else in the order in which they came. */
  list(): readonly RemedyGroup[] {
    return [...this.#groups.values()].map(finishGroup).sort((a, b) => rank(b.severity) - rank(a.severity));
  }

  /** How often advice came that there was no room for. */
  get dropped(): number {
    return this.#dropped;
  }

  #addFinding(record: EndpointReport, finding: Finding): void {
    const argument = scanArgument(record);
    const stepTemplates = finding.remedy.map((step) => stepTemplate(step, argument));
    const key = JSON.stringify([record.service, stepTemplates]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size === MAX_GROUPS) {
        this.#dropped++;
        return;
      }
      group = {
        ids: new Set(),
        references: new Set(),
        severity: finding.severity,
        service: record.service,
        stepTemplates,
        labels: new Set(),
        scanArguments: new Set(),
        endpoints: 0,
      };
      this.#groups.set(key, group);
    }
    group.ids.add(finding.id);
    for (const reference of finding.references) group.references.add(reference);
    if (rank(finding.severity) > rank(group.severity)) group.severity = finding.severity;
    group.endpoints++;
    if (group.labels.size === MAX_LABELS_PER_GROUP) return;
    group.labels.add(endpointLabel(record));
    group.scanArguments.add(escapeTerminal(argument, MAX_STEP_COLUMNS));
  }
}

/** A new certificate ends what else is wrong with the old one, so under an MD5 finding only that one's steps are shown. */
function findingsToRemedy(record: EndpointReport): readonly Finding[] {
  const md5 = record.findings.find(({ id }) => id === 'md5-blocked' || id === 'md5-served');
  const replaced = md5 && (md5.certificate ?? 0);
  return distinctById(record.findings).filter(
    (finding) =>
      finding.remedy.length > 0 &&
      (finding === md5 || finding.certificate === undefined || finding.certificate !== replaced),
  );
}

function distinctById(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ id }, index) => findings.findIndex((other) => other.id === id) === index);
}

function stepTemplate(step: string, argument: string): string {
  return step
    .split(argument)
    .map((part) => escapeTerminal(part, MAX_STEP_COLUMNS))
    .join(ENDPOINT);
}

function finishGroup(group: Collected): RemedyGroup {
  const everyArgument = [...group.scanArguments].join(' ');
  return {
    ids: [...group.ids],
    severity: group.severity,
    service: group.service,
    endpoints: group.endpoints,
    labels: [...group.labels],
    steps: group.stepTemplates.map((step) => step.replaceAll(ENDPOINT, () => everyArgument)),
    references: [...group.references].map((reference) => escapeTerminal(reference, MAX_STEP_COLUMNS)),
  };
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
