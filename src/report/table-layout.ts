import type { Cells } from './table-cells.js';
import { COLUMN_GAP as GAP } from './text-block.js';

/** Prose in longer lines is hard to read. */
export const MAX_PROSE_COLUMNS = 110;

type CellName = keyof Cells;

/**
 * Rows cannot wait for those that come after them, so widths follow from the terminal alone. What finds no room
 * beside the verdict stands below it, where a sentence reads better than in a narrow column.
 */
export interface Layout {
  readonly beside: readonly { readonly cell: CellName; readonly width: number }[];
  readonly below: readonly CellName[];
  readonly indent: number;
}

/** Side by side as far as there is room; below 60 columns everything is stacked. */
export function chooseLayout(columns: number): Layout {
  const indent = VERDICT_WIDTH + GAP;
  const verdict = { cell: 'verdict', width: VERDICT_WIDTH } as const;
  if (columns < 60) return { beside: [verdict], below: ['endpoint', 'certificate', 'why'], indent: 2 };
  if (columns < 80) {
    const endpoint = columns - indent;
    return {
      beside: [verdict, { cell: 'endpoint', width: endpoint }],
      below: ['certificate', 'why'],
      indent,
    };
  }
  if (columns < 110) {
    const endpoint = Math.round((columns - indent - GAP) * 0.52);
    const certificate = columns - indent - GAP - endpoint;
    return {
      beside: [verdict, { cell: 'endpoint', width: endpoint }, { cell: 'certificate', width: certificate }],
      below: ['why'],
      indent,
    };
  }
  const room = columns - indent - 2 * GAP;
  const endpoint = Math.min(46, Math.round(room * 0.28));
  const certificate = Math.min(40, Math.max(ALGORITHM_WIDTH, Math.round(room * 0.28)));
  const why = Math.min(MAX_PROSE_COLUMNS, room - endpoint - certificate);
  return {
    beside: [
      verdict,
      { cell: 'endpoint', width: endpoint },
      { cell: 'certificate', width: certificate },
      { cell: 'why', width: why },
    ],
    below: [],
    indent,
  };
}

/** `? inconclusive` */
const VERDICT_WIDTH = 14;

/** `sha256WithRSAEncryption, leaf` */
const ALGORITHM_WIDTH = 29;
