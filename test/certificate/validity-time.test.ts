import t from 'tap';
import { DerError, readTlv, TAG } from '../../src/certificate/der-walk.js';
import { decodeTime } from '../../src/certificate/validity-time.js';
import { encodeTlv } from '../../src/lab/mint-der.js';

const UTC = TAG.utcTime;
const GENERALIZED = TAG.generalizedTime;

t.test('times of both types are read, in the forms that old certificates have too', async (t) => {
  const cases: [tag: number, text: string, expected: string][] = [
    [UTC, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [UTC, '491231235959Z', '2049-12-31T23:59:59.000Z'],
    [UTC, '1204270000Z', '2012-04-27T00:00:00.000Z'],
    [UTC, '160810160431-0500', '2016-08-10T21:04:31.000Z'],
    [UTC, '160810160431+0530', '2016-08-10T10:34:31.000Z'],
    [GENERALIZED, '00010101000000Z', '0001-01-01T00:00:00.000Z'],
    [GENERALIZED, '99991231235959Z', '9999-12-31T23:59:59.000Z'],
    [GENERALIZED, '20571201060708.57Z', '2057-12-01T06:07:08.570Z'],
    [GENERALIZED, '2057120106', '2057-12-01T06:00:00.000Z'],
    [GENERALIZED, '20161231235960Z', '2017-01-01T00:00:00.000Z'],
  ];
  for (const [tag, text, expected] of cases) t.equal(new Date(read(tag, text)).toISOString(), expected, text);
});

t.test('what is no time is refused', async (t) => {
  const cases: [tag: number, text: string][] = [
    [UTC, ''],
    [UTC, '20160810160431Z'],
    [UTC, '161310000000Z'],
    [UTC, '160010000000Z'],
    [UTC, '160800000000Z'],
    [UTC, '160832000000Z'],
    [UTC, '160831250000Z'],
    [UTC, '160831006000Z'],
    [UTC, '16081016043aZ'],
    [UTC, ' 160810160431Z'],
    [GENERALIZED, '16081016Z'],
    [TAG.utf8String, '160810160431Z'],
  ];
  for (const [tag, text] of cases) t.throws(() => read(tag, text), DerError, text);
});

function read(tag: number, text: string): number {
  return decodeTime(readTlv(encodeTlv(tag, Buffer.from(text))));
}
