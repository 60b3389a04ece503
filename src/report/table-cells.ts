import { endpointUrl } from '../appliance/index.js';
import { SEVERITIES } from '../model/index.js';
import type { CertificateReport, EndpointReport, Finding } from '../model/index.js';
import { escapeTerminal } from './escape-terminal.js';
import type { Style } from './paint.js';
import type { Paragraph } from './text-block.js';

/** A mark for each severity, so that no verdict is told by its colour alone. None is of ambiguous width (UAX 11). */
const MARKS: Readonly<Record<EndpointReport['severity'], string>> = {
  critical: '✗',
  high: '!',
  medium: '~',
  low: '-',
  none: '✓',
  unknown: '?',
};

/** A peer can send names of many kilobytes; what is shown of each text ends here. The records have it all. */
const MAX_NAME_COLUMNS = 80;
const MAX_MESSAGE_COLUMNS = 400;

export interface Cells {
  readonly verdict: readonly Paragraph[];
  readonly endpoint: readonly Paragraph[];
  readonly certificate: readonly Paragraph[];
  readonly why: readonly Paragraph[];
}

/** What a row says, every text already harmless. */
export function renderCells(record: EndpointReport): Cells {
  const main = mainFinding(record);
  return {
    verdict: [{ text: `${MARKS[record.severity]} ${record.verdict}`, style: record.severity }],
    endpoint: endpointCell(record),
    certificate: certificateCell(record.chain, main?.certificate ?? 0),
    why: whyCell(record, main),
  };
}

/** How an endpoint is called: its URL, and its address where that says more. */
export function endpointLabel(record: EndpointReport): string {
  const url = endpointUrl(record);
  const label = record.ip === undefined || record.ip === record.host ? url : `${url} (${record.ip})`;
  return escapeTerminal(label, MAX_MESSAGE_COLUMNS);
}

/** The finding that the verdict is named for, else the worst. */
export function mainFinding(record: EndpointReport): Finding | undefined {
  const named = record.verdict === 'demo' ? 'demo-certificate' : record.verdict;
  const worstFirst = [...record.findings].sort(
    (a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
  );
  return worstFirst.find((finding) => finding.id === named) ?? worstFirst[0];
}

function endpointCell(record: EndpointReport): readonly Paragraph[] {
  const label: Paragraph = { text: endpointLabel(record) };
  if (record.name === undefined) return [label];
  return [{ text: escapeTerminal(record.name, MAX_NAME_COLUMNS), style: 'strong' }, label];
}

function certificateCell(chain: EndpointReport['chain'], index: number): readonly Paragraph[] {
  const certificate = chain[index];
  if (certificate === undefined) return [{ text: 'no certificate seen', style: 'dim' }];
  const algorithm = signatureName(certificate);
  return [
    { text: escapeTerminal(certificateName(certificate), MAX_NAME_COLUMNS) },
    { text: `${escapeTerminal(algorithm, MAX_NAME_COLUMNS)}, ${position(chain, index)}` },
  ];
}

function certificateName(certificate: CertificateReport): string {
  if ('parse_error' in certificate) return `(not parsed, ${certificate.length} bytes)`;
  return certificate.subject_cn ?? (certificate.subject_dn === '' ? '(no name)' : certificate.subject_dn);
}

function signatureName(certificate: CertificateReport): string {
  const outer = certificate.signature_algorithm?.name ?? 'unknown signature';
  const inner = 'parse_error' in certificate ? undefined : certificate.inner_signature_algorithm?.name;
  return inner === undefined ? outer : `${outer} (inside it says ${inner})`;
}

/** `leaf`, `intermediate, 2 of 3`, `root, 3 of 3` */
function position(chain: EndpointReport['chain'], index: number): string {
  if (index === 0) return 'leaf';
  const certificate = chain[index];
  const isSelfSigned = certificate !== undefined && 'self_signed' in certificate && certificate.self_signed;
  return `${isSelfSigned ? 'root' : 'intermediate'}, ${index + 1} of ${chain.length}`;
}

function whyCell(record: EndpointReport, main: Finding | undefined): readonly Paragraph[] {
  const others = new Set(record.findings.map((finding) => finding.id).filter((id) => id !== main?.id));
  return [
    ...(main === undefined ? [] : [{ text: escapeTerminal(main.message, MAX_MESSAGE_COLUMNS) }]),
    ...(record.error === undefined ? [] : [errorParagraph(record.error, main)]),
    ...acceptedParagraphs(record),
    ...(others.size === 0 ? [] : [{ text: `also: ${[...others].join(', ')}`, style: 'dim' as Style }]),
  ];
}

/** Beside a finding, it only says that the evidence ended early. */
function errorParagraph(error: NonNullable<EndpointReport['error']>, main: Finding | undefined): Paragraph {
  const text = `${error.stage}/${error.code}: ${escapeTerminal(error.message, MAX_MESSAGE_COLUMNS)}`;
  return main === undefined ? { text } : { text, style: 'dim' };
}

/** The line that AsyncOS logs for a peer that gets through. After a refusal it would mislead, whatever else was accepted. */
function acceptedParagraphs({ verdict, tls, completed }: EndpointReport): readonly Paragraph[] {
  if (tls === undefined || verdict === 'md5-blocked' || verdict === 'refused' || verdict === 'inconclusive')
    return [];
  const [version, cipher] = [tls.version, tls.cipher].map((name) => escapeTerminal(name, MAX_NAME_COLUMNS));
  const text = completed
    ? `TLS success protocol ${version} cipher ${cipher}`
    : `${version} cipher ${cipher} accepted, not completed`;
  return [{ text, style: 'dim' }];
}
