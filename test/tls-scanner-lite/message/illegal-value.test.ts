import t from 'tap';
import {
  ByteReader,
  ByteWriter,
  decodeAlert,
  decodeCertificate,
  decodeClientHello,
  decodeServerHello,
  decodeServerKeyExchange,
  encodeCertificate,
  encodeClientHello,
  encodeServerHello,
  encodeServerKeyExchange,
  VERSION,
  type ClientHello,
  type ServerHello,
  type ServerKeyExchange,
} from 'tls-scanner-lite';

const SERVER_HELLO: ServerHello = {
  version: VERSION['TLSv1.2'],
  random: new Uint8Array(32),
  sessionId: new Uint8Array(0),
  cipherSuite: 0x002f,
  compressionMethod: 0,
  extensions: undefined,
};
const CLIENT_HELLO: ClientHello = {
  version: VERSION['TLSv1.2'],
  random: new Uint8Array(32),
  sessionId: new Uint8Array(0),
  cipherSuites: [0x002f],
  compressionMethods: Uint8Array.of(0),
  extensions: undefined,
};
const ECDHE: ServerKeyExchange = {
  parameters: { kind: 'ecdhe', namedCurve: 23, point: Uint8Array.of(4) },
  signatureAlgorithm: 0x0401,
  signature: new Uint8Array(0),
};

const CASES: readonly { name: string; field: string; decode: () => unknown }[] = [
  {
    name: 'a session id of 33 bytes in a ServerHello',
    field: 'M.session_id',
    decode: () => serverHello({ sessionId: new Uint8Array(33) }),
  },
  {
    name: 'a session id of 33 bytes in a ClientHello',
    field: 'M.session_id',
    decode: () => clientHello({ sessionId: new Uint8Array(33) }),
  },
  {
    name: 'an extension that stands twice',
    field: 'M.extensions.extension_type',
    decode: () =>
      serverHello({ extensions: [0xff01, 23, 0xff01].map((type) => ({ type, data: new Uint8Array(0) })) }),
  },
  {
    name: 'a ClientHello without a suite',
    field: 'M.cipher_suites',
    decode: () => clientHello({ cipherSuites: [] }),
  },
  {
    name: 'a ClientHello without a compression method',
    field: 'M.compression_methods',
    decode: () => clientHello({ compressionMethods: new Uint8Array(0) }),
  },
  {
    name: 'an empty certificate',
    field: 'M.certificate_list.ASN.1Cert',
    decode: () => {
      const bytes = ByteWriter.encode((w) => encodeCertificate(w, { certificateList: [new Uint8Array(0)] }));
      return decodeCertificate(new ByteReader(bytes, 'M'));
    },
  },
  {
    name: 'an empty public point',
    field: 'M.point',
    decode: () =>
      keyExchange({ ...ECDHE, parameters: { kind: 'ecdhe', namedCurve: 23, point: new Uint8Array(0) } }),
  },
  {
    name: 'an empty Diffie-Hellman prime',
    field: 'M.dh_p',
    decode: () => {
      const one = Uint8Array.of(1);
      return keyExchange({ ...ECDHE, parameters: { kind: 'dhe', p: new Uint8Array(0), g: one, ys: one } });
    },
  },
  {
    name: 'an explicit curve',
    field: 'M.curve_type',
    decode: () =>
      decodeServerKeyExchange(new ByteReader(Uint8Array.of(1, 0, 0), 'M'), 'ecdhe', VERSION['TLSv1.2']),
  },
  {
    name: 'an alert of level 0',
    field: 'M.level',
    decode: () => decodeAlert(new ByteReader(Uint8Array.of(0, 40), 'M')),
  },
  {
    name: 'an alert of level 3',
    field: 'M.level',
    decode: () => decodeAlert(new ByteReader(Uint8Array.of(3, 40), 'M')),
  },
];

for (const { name, field, decode } of CASES) {
  t.test(`${name} is illegal`, async (t) => {
    t.throws(decode, { name: 'DecodeError', code: 'illegal-value', field });
  });
}

t.test('a list of numbers that ends within one ends too early', async (t) => {
  t.throws(() => new ByteReader(Uint8Array.of(3, 0, 1, 0), 'M').uint16Vector(1, 'list'), {
    code: 'truncated',
  });
});

function serverHello(change: Partial<ServerHello>): ServerHello {
  const bytes = ByteWriter.encode((w) => encodeServerHello(w, { ...SERVER_HELLO, ...change }));
  return decodeServerHello(new ByteReader(bytes, 'M'));
}

function clientHello(change: Partial<ClientHello>): ClientHello {
  const bytes = ByteWriter.encode((w) => encodeClientHello(w, { ...CLIENT_HELLO, ...change }));
  return decodeClientHello(new ByteReader(bytes, 'M'));
}

function keyExchange(value: ServerKeyExchange): ServerKeyExchange {
  const bytes = ByteWriter.encode((w) => encodeServerKeyExchange(w, value));
  return decodeServerKeyExchange(new ByteReader(bytes, 'M'), value.parameters.kind, VERSION['TLSv1.2']);
}
