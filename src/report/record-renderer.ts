import type { EndpointReport } from '../model/index.js';
import type { Paint } from './paint.js';
import type { Summary } from './summary.js';

/** Records to text, one at a time: what comes back is written at once, and nothing grows with the number of records. */
export interface RecordRenderer {
  begin(): string;
  record(record: EndpointReport): string;
  end(summary: Summary): string;
}

/** What a format may make use of; those for machines use nothing. */
export interface RenderOptions {
  /** The terminal's width; 100 where there is none. */
  readonly columns?: number;
  /** Puts a style onto text; absent, there are no colours. */
  readonly paint?: Paint;
}
