import t from 'tap';
import {
  buildClientHello,
  DecodeError,
  EXTENSION,
  offeredSignatureAlgorithms,
  requestedServerName,
  serverNameExtension,
  uint16ListExtension,
  type ClientHello,
  type Extension,
} from 'tls-scanner-lite';

t.test('a hello says which signature algorithms it offers, and which name it asks for', async (t) => {
  const hello = helloWith(
    [uint16ListExtension(EXTENSION.signature_algorithms, 2, [0x0401, 0x0101])],
    'a.example',
  );
  t.same(offeredSignatureAlgorithms(hello), [0x0401, 0x0101]);
  t.equal(requestedServerName(hello), 'a.example');
});

t.test('a hello without extensions says neither', async (t) => {
  const hello = buildClientHello({ name: 'tls1.0-bare', profile: 'sha', serverName: 'a.example' });
  t.equal(offeredSignatureAlgorithms(hello), undefined);
  t.equal(requestedServerName(hello), undefined);
});

t.test('an extension that is not well formed is an error', async (t) => {
  for (const data of [[], [0], [0, 2, 4], [0, 2, 4, 1, 0], [0, 3, 4, 1, 4]]) {
    const hello = helloWith([{ type: EXTENSION.signature_algorithms, data: Uint8Array.from(data) }]);
    t.throws(() => offeredSignatureAlgorithms(hello), DecodeError, `[${data.join()}]`);
  }
  for (const data of [[], [0], [0, 4, 0, 0, 2, 0x61], [0, 4, 0, 0, 1, 0x61, 9]]) {
    const hello = helloWith([{ type: EXTENSION.server_name, data: Uint8Array.from(data) }]);
    t.throws(() => requestedServerName(hello), DecodeError, `[${data.join()}]`);
  }
});

t.test('what is no host name in ASCII is the caller’s mistake', async (t) => {
  for (const name of ['', 'bücher.example', '\u4e2d\u6587.example', 'a b', 'a\n'])
    t.throws(() => serverNameExtension(name), TypeError, JSON.stringify(name));
});

function helloWith(extensions: readonly Extension[], serverName?: string): ClientHello {
  const name = serverName === undefined ? [] : [serverNameExtension(serverName)];
  return {
    ...buildClientHello({ name: 'tls1.0-bare', profile: 'sha' }),
    extensions: [...name, ...extensions],
  };
}
