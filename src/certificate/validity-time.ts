import { DerError, TAG, type Tlv } from './der-walk.js';

/** UTCTime: `YYMMDDhhmm[ss]Z`. Offsets and missing seconds are against RFC 5280 4.1.2.5 and found in old certificates. */
const UTC_TIME =
  /^(?<year>\d{2})(?<month>\d\d)(?<day>\d\d)(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?(?<zone>Z|[+-]\d{4})?$/;

/** GeneralizedTime: `YYYYMMDDhhmmssZ`; a fraction, an offset and missing seconds as above. */
const GENERALIZED_TIME =
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?<hour>\d\d)(?<minute>\d\d)?(?<second>\d\d)?(?:[.,](?<fraction>\d+))?(?<zone>Z|[+-]\d{4})?$/;

/** Above these, no clock or calendar shows it. 24:00 and leap seconds are times. */
const HIGHEST = { month: 12, day: 31, hour: 24, minute: 59, second: 60 } as const;

/** Milliseconds since the epoch. @throws {DerError} where it is no time */
export function decodeTime({ tag, contents }: Tlv): number {
  // A short text only: what is no time needn't be matched to its end.
  const text = Buffer.from(contents.subarray(0, 40)).toString('latin1');
  const fields = shapeOf(tag).exec(text)?.groups ?? {};
  const { month = 0, day = 0, hour = 0, minute = 0, second = 0 } = readNumbers(fields);
  if (month < 1 || day < 1) throw noTime();
  const year = Number(fields['year']);
  // Date.UTC takes years below 100 for those of the 20th century.
  const date = new Date(0);
  date.setUTCFullYear(tag === TAG.utcTime ? year + century(year) : year, month - 1, day);
  date.setUTCHours(hour, minute, second, Number((fields['fraction'] ?? '').slice(0, 3).padEnd(3, '0')));
  return date.getTime() - offsetMs(fields['zone']);
}

type Fields = Readonly<Record<string, string | undefined>>;

function readNumbers(fields: Fields): Partial<Record<keyof typeof HIGHEST, number>> {
  return Object.fromEntries(
    Object.entries(HIGHEST).map(([name, highest]) => {
      const value = Number(fields[name] ?? 0);
      if (value > highest) throw noTime();
      return [name, value];
    }),
  );
}

function noTime(): DerError {
  return new DerError('validity holds what is no time');
}

/** RFC 5280 4.1.2.5.1: from 50 on it is 19YY. */
function century(year: number): number {
  return year >= 50 ? 1900 : 2000;
}

function shapeOf(tag: number): RegExp {
  if (tag === TAG.utcTime) return UTC_TIME;
  if (tag === TAG.generalizedTime) return GENERALIZED_TIME;
  throw noTime();
}

/** How far local time is ahead of UTC. */
function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = 60 * Number(zone.slice(1, 3)) + Number(zone.slice(3, 5));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
