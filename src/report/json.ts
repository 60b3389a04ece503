import { RECORD_SCHEMA } from '../model/index.js';
import { renderRecordJson } from './record-json.js';
import type { RecordRenderer } from './record-renderer.js';

/** One JSON document, written as the records come; valid once `end` is written, for no records too. */
export function createJsonReport(): RecordRenderer {
  let separator = '\n';
  return {
    begin: () => `{"schema":${JSON.stringify(RECORD_SCHEMA)},"records":[`,
    record: (record) => {
      const text = separator + renderRecordJson(record);
      separator = ',\n';
      return text;
    },
    end: () => '\n]}\n',
  };
}
