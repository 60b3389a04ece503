import { ALERT_LEVEL, decodeAlert, type Alert } from '../message/alert.js';
import { CONTENT_TYPE } from '../registry/content-type.js';
import { ByteReader } from '../wire/byte-reader.js';

/**
 * Watches the records behind an accepted flight for the fatal alert that refuses the handshake after all: for want of
 * a client certificate, say. Warnings refuse nothing, before it or instead of it.
 */
export class LateAlertWatch {
  #alert: Alert | undefined;
  #over = false;

  get alert(): Alert | undefined {
    return this.#alert;
  }

  /** Whether there is nothing more to see: an alert has come, or what comes is encrypted. */
  get over(): boolean {
    return this.#over;
  }

  /** @throws {DecodeError} for an alert that is not well formed */
  readRecord(type: number, fragment: Uint8Array): void {
    if (this.#over) return;
    // NewSessionTicket (RFC 5077 3.3) is plaintext; ChangeCipherSpec and application data say that no more is.
    if (type === CONTENT_TYPE.handshake) return;
    if (type === CONTENT_TYPE.alert) this.#readAlerts(fragment);
    else this.stop();
  }

  stop(): void {
    this.#over = true;
  }

  #readAlerts(fragment: Uint8Array): void {
    for (let at = 0; at < fragment.length && !this.#over; at += 2) {
      const alert = decodeAlert(new ByteReader(fragment.subarray(at, at + 2), 'Alert'));
      if (alert.level !== ALERT_LEVEL.fatal) continue;
      this.#alert = alert;
      this.stop();
    }
  }
}
