import type { EndpointReport } from '../model/index.js';
import { renderRecordJson } from './record-json.js';
import type { RecordRenderer } from './record-renderer.js';

/** One record, one line. */
export function renderNdjson(record: EndpointReport): string {
  return `${renderRecordJson(record)}\n`;
}

/** Records alone: a summary in the stream would have to be told apart by every reader. */
export function createNdjsonReport(): RecordRenderer {
  return { begin: () => '', record: renderNdjson, end: () => '' };
}
