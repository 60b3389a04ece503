import { alertName } from '../registry/alert-description.js';
import type { ByteReader } from '../wire/byte-reader.js';
import type { ByteWriter } from '../wire/byte-writer.js';

/** RFC 5246 7.2 */
export interface Alert {
  /** 1 is a warning, 2 is fatal. */
  readonly level: number;
  /** Its name: `alertName` */
  readonly description: number;
}

export const ALERT_LEVEL = { warning: 1, fatal: 2 } as const;

/** `struct { AlertLevel level; AlertDescription description; } Alert;` */
export function decodeAlert(reader: ByteReader): Alert {
  const level = reader.uint8('level');
  if (level !== ALERT_LEVEL.warning && level !== ALERT_LEVEL.fatal) {
    throw reader.illegal('level', `${level} is neither warning nor fatal`);
  }
  const description = reader.uint8('description');
  reader.end();
  return { level, description };
}

export function encodeAlert(writer: ByteWriter, alert: Alert): void {
  writer.uint8(alert.level).uint8(alert.description);
}

/** `alert handshake_failure (40)`, for messages. */
export function describeAlert(alert: Alert): string {
  return `alert ${alertName(alert.description)} (${alert.description})`;
}
