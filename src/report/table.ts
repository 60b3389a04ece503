import { paintNothing, type Paint } from './paint.js';
import type { RecordRenderer, RenderOptions } from './record-renderer.js';
import { RemedyGroups, type RemedyGroup } from './remedy-groups.js';
import { renderSummaryText } from './summary.js';
import { renderCells, type Cells } from './table-cells.js';
import { chooseLayout, MAX_PROSE_COLUMNS, type Layout } from './table-layout.js';
import { renderColumns, renderIndented, type Paragraph } from './text-block.js';

/** Where there is no terminal to ask. */
const DEFAULT_COLUMNS = 100;
const MIN_COLUMNS = 24;
/** Rows of so few lines stand close, so that a sweep stays short; taller ones are set apart. */
const MAX_CLOSE_LINES = 2;

/** A table for people: rows as they come, what to do below them. */
export function createTableReport({
  columns = DEFAULT_COLUMNS,
  paint = paintNothing,
}: RenderOptions = {}): RecordRenderer {
  const width = Math.max(columns, MIN_COLUMNS);
  const layout = chooseLayout(width);
  const remedies = new RemedyGroups();
  let isFirst = true;
  let wasTall = false;
  return {
    begin: () => '',
    record: (record) => {
      remedies.add(record);
      const lines = renderRow(renderCells(record), layout, width, paint);
      const isTall = lines.length > MAX_CLOSE_LINES;
      const before = isFirst ? renderHeader(layout, paint) : isTall || wasTall ? [''] : [];
      isFirst = false;
      wasTall = isTall;
      return joinLines([...before, ...lines]);
    },
    end: (summary) => {
      const howToFix = renderRemedies(remedies, Math.min(width, MAX_PROSE_COLUMNS), paint);
      const summaryLines = renderSummaryText(summary).trimEnd().split('\n');
      const paragraphs = summaryLines.map((text): Paragraph => ({ text, style: 'strong' }));
      return joinLines([
        ...howToFix,
        ...(isFirst ? [] : ['']),
        ...renderIndented(paragraphs, 0, width, paint),
      ]);
    },
  };
}

/** Stacked rows explain themselves. */
function renderHeader(layout: Layout, paint: Paint): readonly string[] {
  if (layout.beside.length === 1) return [];
  const blocks = layout.beside.map(({ cell }): Paragraph[] => [
    { text: cell.toUpperCase(), style: 'heading' },
  ]);
  return renderColumns(
    blocks,
    layout.beside.map(({ width }) => width),
    paint,
  );
}

function renderRow(cells: Cells, layout: Layout, columns: number, paint: Paint): readonly string[] {
  const beside = renderColumns(
    layout.beside.map(({ cell }) => cells[cell]),
    layout.beside.map(({ width }) => width),
    paint,
  );
  const below = layout.below.flatMap((cell) => renderIndented(cells[cell], layout.indent, columns, paint));
  return [...beside, ...below];
}

function renderRemedies(remedies: RemedyGroups, columns: number, paint: Paint): readonly string[] {
  const groups = remedies.list();
  if (groups.length === 0) return [];
  const rest: Paragraph[] =
    remedies.dropped === 0
      ? []
      : [
          {
            text: `There is more advice (${remedies.dropped} times) than is shown here; --format ndjson has all.`,
          },
        ];
  return [
    '',
    paint('heading', 'HOW TO FIX'),
    ...groups.flatMap((group, index) => [
      ...(index === 0 ? [] : ['']),
      ...renderGroup(group, columns, paint),
    ]),
    ...renderIndented(rest, 0, columns, paint),
  ];
}

function renderGroup(group: RemedyGroup, columns: number, paint: Paint): readonly string[] {
  const more = group.endpoints - group.labels.length;
  const names = [...group.labels, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
  const steps = group.steps.map((step, index): Paragraph => ({ text: step, bullet: `${index + 1}. ` }));
  const references: Paragraph[] =
    group.references.length === 0 ? [] : [{ text: `See ${group.references.join(', ')}`, style: 'dim' }];
  return [
    ...renderIndented(
      [{ text: `${group.ids.join(', ')}, ${group.service}`, style: group.severity }],
      0,
      columns,
      paint,
    ),
    ...renderIndented([{ text: names }, ...steps, ...references], 2, columns, paint),
  ];
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
