import t from 'tap';
import {
  NO_SHARED_CIPHER,
  renderAccept,
  renderLogDate,
  renderLost,
  renderNewConnection,
  renderTlsFailed,
  renderTlsSuccess,
} from '../../src/appliance/index.js';

const at = new Date(2015, 6, 2, 16, 38, 30);

t.test('Log lines are those of the appliance', async (t) => {
  t.equal(
    renderNewConnection({
      at,
      icid: 4435675,
      interfaceName: 'Data1',
      interfaceAddress: '10.0.10.1',
      address: '209.85.213.182',
      reverseDns: { host: 'mail-ig0-f182.google.com', verified: true },
    }),
    'Thu Jul  2 16:38:30 2015 Info: New SMTP ICID 4435675 interface Data1 (10.0.10.1) address 209.85.213.182 reverse dns host mail-ig0-f182.google.com verified yes',
  );
  t.equal(
    renderAccept({ at, icid: 4435675, senderGroup: 'UNKNOWNLIST', match: 'sbrs[0.0:10.0]', sbrs: '4.8' }),
    'Thu Jul  2 16:38:30 2015 Info: ICID 4435675 ACCEPT SG UNKNOWNLIST match sbrs[0.0:10.0] SBRS 4.8',
  );
  t.equal(
    renderTlsSuccess({ at, icid: 4435675, protocol: 'TLSv1.2', cipher: 'AES128-GCM-SHA256' }),
    'Thu Jul  2 16:38:30 2015 Info: ICID 4435675 TLS success protocol TLSv1.2 cipher AES128-GCM-SHA256',
  );
  t.equal(
    renderTlsFailed({ at: new Date(2015, 5, 30, 15, 27, 59), icid: 4420993, error: NO_SHARED_CIPHER }),
    "Tue Jun 30 15:27:59 2015 Info: ICID 4420993 TLS failed: (336109761, 'error:1408A0C1:SSL routines:SSL3_GET_CLIENT_HELLO:no shared cipher')",
  );
  t.equal(renderLost({ at, icid: 824107 }), 'Thu Jul  2 16:38:30 2015 Info: ICID 824107 lost');
});

t.test('A host without a name in the DNS is unknown and not verified', async (t) => {
  t.match(
    renderNewConnection({
      at,
      icid: 1,
      interfaceName: 'Management',
      interfaceAddress: '127.0.0.1',
      address: '::1',
    }),
    / address ::1 reverse dns host unknown verified no$/,
  );
});

t.test('Every day and month has its English name, whatever the locale', async (t) => {
  const days = Array.from({ length: 7 }, (_, day) => renderLogDate(new Date(2023, 0, 1 + day)).slice(0, 3));
  t.strictSame(days, ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']);
  const months = Array.from({ length: 12 }, (_, month) =>
    renderLogDate(new Date(2023, month, 11)).slice(4, 10),
  );
  t.strictSame(
    months,
    'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ').map((month) => `${month} 11`),
  );
  t.equal(renderLogDate(new Date(2023, 8, 8, 5, 1, 4)), 'Fri Sep  8 05:01:04 2023');
});

t.test('A name with a line break does not make a second line', async (t) => {
  const line = renderTlsSuccess({ at, icid: 1, protocol: 'TLSv1.2', cipher: 'X\nThu Jul  2 \u2028 \x1b[2J' });
  t.match(line, /cipher X\?Thu Jul {2}2 \? \?\[2J$/);
});
