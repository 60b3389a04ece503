import { createJsonReport } from './json.js';
import { createNdjsonReport } from './ndjson.js';
import type { RecordRenderer, RenderOptions } from './record-renderer.js';
import { createTableReport } from './table.js';

/** What `--format` takes. */
export const REPORT_FORMATS = {
  table: createTableReport,
  json: createJsonReport,
  ndjson: createNdjsonReport,
} as const satisfies Record<string, (options: RenderOptions) => RecordRenderer>;

export type ReportFormat = keyof typeof REPORT_FORMATS;

export { escapeTerminal } from './escape-terminal.js';
export { createJsonReport } from './json.js';
export { createNdjsonReport, renderNdjson } from './ndjson.js';
export { paintAnsi, paintNothing, type Paint, type Style } from './paint.js';
export type { RecordRenderer, RenderOptions } from './record-renderer.js';
export { createTally, renderSummaryJson, renderSummaryText, type Summary, type Tally } from './summary.js';
export { createTableReport } from './table.js';
