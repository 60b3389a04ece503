import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import {
  ALERT,
  CONTENT_TYPE,
  encodeHandshake,
  encodeRecord,
  FlightReader,
  HANDSHAKE_TYPE,
  HELLO_RETRY_REQUEST_RANDOM,
  MAX_CHAIN_CERTIFICATES,
  MAX_FLIGHT_BYTES,
  MAX_HANDSHAKE_MESSAGE_BYTES,
  MAX_IDLE_RECORDS,
  MIN_ENCRYPTED_FLIGHT_BYTES,
  SIGNATURE_SCHEME,
  VERSION,
} from 'tls-scanner-lite';
import {
  alertRecord,
  byteByByte,
  certificate,
  certificateRequest,
  CHAIN,
  essence,
  flightMessages,
  handshakeRecord,
  helloRequest,
  helloRetryRequest,
  join,
  readPieces,
  readWhole,
  recordEach,
  recordsOf,
  rsaFlightMessages,
  RSA_SUITE,
  serverHello,
  serverHello13,
  serverHelloDone,
  serverKeyExchange,
} from './server-flight.js';

const DONE = { kind: 'server-hello-done' } as const;
const NO_CONTENT = new Uint8Array(0);
/** For tests that read a flight a thousand times. */
const SMALL_CHAIN = CHAIN.map((certificate) => certificate.subarray(0, 20));

t.test('a flight is read in full', async (t) => {
  const { flight, end, spokeTls } = readWhole(recordEach(flightMessages()));
  t.same(end, DONE);
  t.equal(spokeTls, true);
  t.equal(flight.serverHello?.cipherSuite, 0xc02f);
  t.strictSame(flight.certificateList, CHAIN);
  t.equal(flight.serverKeyExchange?.signatureAlgorithm, SIGNATURE_SCHEME.rsa_pkcs1_sha256);
  t.same(flight.certificateRequest?.supportedSignatureAlgorithms, [0x0401]);
  t.same(flight.warnings, []);
});

t.test('a flight split at any boundary, or byte by byte, is the same flight', async (t) => {
  const warning = alertRecord(1, ALERT.unrecognized_name);
  const cases = {
    'a record for each message': recordEach(flightMessages(SMALL_CHAIN)),
    'all messages in one record': recordsOf(flightMessages(SMALL_CHAIN)),
    'messages across records': recordsOf(flightMessages(SMALL_CHAIN), 333),
    'a warning first': join([warning, recordEach(rsaFlightMessages(SMALL_CHAIN))]),
    'TLS 1.3': recordEach([serverHello13()]),
    'a refusal': alertRecord(2, ALERT.handshake_failure),
    'a refusal after the chain': join([
      recordEach([serverHello(), certificate(SMALL_CHAIN)]),
      alertRecord(2, ALERT.internal_error),
    ]),
    'a flight that ends in the middle of a message': recordsOf(flightMessages(SMALL_CHAIN)).subarray(0, 400),
    'a fault in the middle': join([recordEach([serverHello()]), encodeRecord(23, 0x0303, NO_CONTENT)]),
    'a record that is too long': join([recordEach([serverHello()]), Uint8Array.of(22, 3, 3, 0x40, 1)]),
    'a record that is too long, first': Uint8Array.of(22, 3, 3, 0x40, 1, 2, 0, 0),
    'text behind the flight': join([
      recordEach(rsaFlightMessages(SMALL_CHAIN)),
      Buffer.from('220 hello\r\n'),
    ]),
    'a greeting': Buffer.from('220 mx.example.com ESMTP\r\n'),
  };
  for (const [name, bytes] of Object.entries(cases)) {
    const whole = essence(readWhole(bytes));
    t.strictSame(essence(readPieces(byteByByte(bytes))), whole, `${name}, byte by byte`);
    const differing = Array.from(bytes, (_, at) => at).filter((at) => {
      const split = essence(readPieces([bytes.subarray(0, at), bytes.subarray(at)]));
      return !isDeepStrictEqual(split, whole);
    });
    t.same(differing, [], `${name}, split in two`);
  }
});

t.test('messages of one byte a record are a flight', async (t) => {
  t.strictSame(readWhole(recordsOf(rsaFlightMessages(), 1)), readWhole(recordEach(rsaFlightMessages())));
});

t.test('a chain of more than 16 kB is read across its records', async (t) => {
  const chain = Array.from({ length: 40 }, (_, index) => new Uint8Array(1500).fill(index));
  const { flight, end } = readWhole(recordsOf(rsaFlightMessages(chain)));
  t.same(end, DONE);
  t.strictSame(flight.certificateList, chain);
});

t.test('the flight does not change with the buffer that it was read from', async (t) => {
  // A Buffer's own `slice` makes a view, not a copy.
  const buffer = Buffer.from(recordEach(flightMessages()));
  const reader = new FlightReader();
  reader.push(buffer);
  buffer.fill(0);
  const { flight } = reader.finish({ kind: 'closed' });
  t.strictSame(flight, readWhole(recordEach(flightMessages())).flight);
});

t.test('an unfinished record does not change with the buffer that it was read from', async (t) => {
  const bytes = recordsOf(flightMessages());
  const reader = new FlightReader();
  for (let at = 0; at < bytes.length; at += 100) {
    const piece = Buffer.from(bytes.subarray(at, at + 100));
    reader.push(piece);
    piece.fill(0);
  }
  t.strictSame(reader.finish({ kind: 'closed' }), readWhole(bytes));
});

t.test('an alert ends the flight, and what was seen before it stays', async (t) => {
  const { flight, end } = readWhole(join([recordEach([serverHello(), certificate()]), alertRecord(2, 40)]));
  t.same(end, { kind: 'alert', alert: { level: 2, description: 40 } });
  t.strictSame(flight.certificateList, CHAIN);
});

t.test('a warning refuses nothing, and is kept', async (t) => {
  const warning = alertRecord(1, ALERT.unrecognized_name);
  const messages = rsaFlightMessages().map((message) => handshakeRecord(message));
  const { flight, end } = readWhole(join([warning, ...messages.flatMap((record) => [record, warning])]));
  t.same(end, DONE);
  t.same(
    flight.warnings,
    Array.from({ length: 3 }, () => ({ level: 1, description: 112 })),
  );
});

t.test('a warning between the fragments of a message refuses nothing', async (t) => {
  const bytes = recordEach(rsaFlightMessages());
  const { end } = readWhole(
    join([
      handshakeRecord(serverHello({ cipherSuite: RSA_SUITE }).subarray(0, 10)),
      alertRecord(1, ALERT.unrecognized_name),
      handshakeRecord(serverHello({ cipherSuite: RSA_SUITE }).subarray(10)),
      bytes.subarray(5 + serverHello({ cipherSuite: RSA_SUITE }).length),
    ]),
  );
  t.same(end, DONE);
});

t.test('two alerts in one record are two alerts', async (t) => {
  const { flight, end } = readWhole(encodeRecord(CONTENT_TYPE.alert, 0x0301, Uint8Array.of(1, 112, 2, 40)));
  t.same(end, { kind: 'alert', alert: { level: 2, description: 40 } });
  t.same(flight.warnings, [{ level: 1, description: 112 }]);
});

t.test('close_notify ends the flight at either level', async (t) => {
  for (const level of [1, 2]) {
    t.same(readWhole(alertRecord(level, ALERT.close_notify)).end, {
      kind: 'alert',
      alert: { level, description: 0 },
    });
  }
});

t.test('an alert that is not well formed is malformed', async (t) => {
  t.match(readWhole(alertRecord(0, 40)).end, { kind: 'violation', code: 'malformed' });
  t.match(readWhole(alertRecord(3, 40)).end, { kind: 'violation', code: 'malformed' });
  t.match(readWhole(encodeRecord(CONTENT_TYPE.alert, 0x0303, Uint8Array.of(2))).end, { code: 'malformed' });
  t.match(readWhole(encodeRecord(CONTENT_TYPE.alert, 0x0303, Uint8Array.of(1, 112, 2))).end, {
    code: 'malformed',
  });
});

t.test('HelloRequest is ignored', async (t) => {
  const [hello = NO_CONTENT, ...rest] = rsaFlightMessages();
  t.same(readWhole(recordEach([helloRequest(), hello, helloRequest(), ...rest])).end, DONE);
});

t.test('CertificateStatus may come behind the chain', async (t) => {
  const status = encodeHandshake(HANDSHAKE_TYPE.certificate_status, (w) => w.uint8(1).uint24(0));
  t.same(
    readWhole(recordEach([serverHello(), certificate(), status, serverKeyExchange(), serverHelloDone()])).end,
    DONE,
  );
});

t.test('an empty chain is a flight', async (t) => {
  const { flight, end } = readWhole(recordEach(rsaFlightMessages([])));
  t.same(end, DONE);
  t.same(flight.certificateList, []);
});

t.test('TLS 1.3 is accepted once an encrypted flight came that can hold a certificate', async (t) => {
  const encrypted = (length: number): Uint8Array =>
    encodeRecord(CONTENT_TYPE.application_data, 0x0303, new Uint8Array(length));
  const changeCipherSpec = encodeRecord(CONTENT_TYPE.change_cipher_spec, 0x0303, Uint8Array.of(1));
  const flights = [
    [changeCipherSpec, encrypted(MIN_ENCRYPTED_FLIGHT_BYTES)],
    [encrypted(40), encrypted(MIN_ENCRYPTED_FLIGHT_BYTES - 40), encrypted(50)],
  ];
  for (const records of flights) {
    const { flight, end } = readWhole(join([recordEach([serverHello13()]), ...records]));
    t.same(end, { kind: 'tls1.3' });
    t.equal(flight.serverHello?.version, VERSION['TLSv1.2']);
  }
  t.same(readWhole(recordEach([helloRetryRequest()])).end, { kind: 'tls1.3' });
});

t.test('a TLS 1.3 ServerHello that no certificate can follow is no acceptance', async (t) => {
  const changeCipherSpec = encodeRecord(CONTENT_TYPE.change_cipher_spec, 0x0303, Uint8Array.of(1));
  const encrypted = encodeRecord(CONTENT_TYPE.application_data, 0x0303, new Uint8Array(60));
  const reader = new FlightReader();
  reader.push(join([recordEach([serverHello13()]), changeCipherSpec, encrypted]));
  t.equal(reader.end, undefined);
  t.same(reader.finish({ kind: 'closed' }).end, { kind: 'closed' });
  const plain = readWhole(recordEach([serverHello13(), certificate()]));
  t.match(plain.end, { kind: 'violation', code: 'unexpected-message' });
});

t.test('the random of a HelloRetryRequest says nothing before TLS 1.3', async (t) => {
  const [, ...rest] = rsaFlightMessages();
  const hello = serverHello({ cipherSuite: RSA_SUITE, random: HELLO_RETRY_REQUEST_RANDOM });
  t.same(readWhole(recordEach([hello])).end, { kind: 'closed' });
  t.same(readWhole(recordEach([hello, ...rest])).end, DONE);
});

t.test('messages in the wrong order, twice, or missing are unexpected', async (t) => {
  const [hello, chain, exchange, request, done] = [
    serverHello(),
    certificate(),
    serverKeyExchange(),
    certificateRequest(),
    serverHelloDone(),
  ];
  const cases = {
    'Certificate first': [chain],
    'ServerHelloDone first': [done],
    'ServerHello twice': [hello, hello],
    'Certificate twice': [hello, chain, chain],
    'ServerKeyExchange twice': [hello, chain, exchange, exchange],
    'CertificateRequest twice': [hello, chain, exchange, request, request],
    'Certificate after ServerKeyExchange': [hello, exchange, chain],
    'ServerKeyExchange after CertificateRequest': [hello, chain, request, exchange],
    'no Certificate': [hello, done],
    'no ServerKeyExchange': [hello, chain, done],
    'a ServerKeyExchange that the suite has not': [
      serverHello({ cipherSuite: RSA_SUITE }),
      chain,
      exchange,
      done,
    ],
    'a ClientHello': [encodeHandshake(HANDSHAKE_TYPE.client_hello, (w) => w.uint16(0x0303))],
    Finished: [hello, chain, exchange, encodeHandshake(20, (w) => w.bytes(new Uint8Array(12)))],
    'a type that nobody knows': [hello, encodeHandshake(99, () => undefined)],
  };
  for (const [name, messages] of Object.entries(cases)) {
    t.match(readWhole(recordEach(messages)).end, { kind: 'violation', code: 'unexpected-message' }, name);
  }
});

t.test('an export suite may go without ServerKeyExchange', async (t) => {
  const hello = serverHello({ version: VERSION.TLSv1, cipherSuite: 0x0003 });
  t.same(readWhole(recordEach([hello, certificate(), serverHelloDone()])).end, DONE);
});

t.test('a suite that nobody knows is no fault of the flight', async (t) => {
  const hello = serverHello({ cipherSuite: 0xfefe });
  t.same(readWhole(recordEach([hello, certificate(), serverKeyExchange(), serverHelloDone()])).end, DONE);
  t.same(readWhole(recordEach([hello, certificate(), serverHelloDone()])).end, DONE);
});

t.test('a message that is not well formed is malformed', async (t) => {
  const badHello = encodeHandshake(HANDSHAKE_TYPE.server_hello, (w) => w.uint16(0x0303));
  t.match(readWhole(recordEach([badHello])).end, {
    code: 'malformed',
    message: 'ServerHello.random: ends too early (offset 2)',
  });
  const badDone = encodeHandshake(HANDSHAKE_TYPE.server_hello_done, (w) => w.uint8(0));
  const { flight, end } = readWhole(
    recordEach([serverHello({ cipherSuite: RSA_SUITE }), certificate(), badDone]),
  );
  t.match(end, { code: 'malformed' });
  t.strictSame(flight.certificateList, CHAIN, 'the chain stays evidence');
});

t.test('ChangeCipherSpec and application data come too early', async (t) => {
  for (const type of [CONTENT_TYPE.change_cipher_spec, CONTENT_TYPE.application_data]) {
    const record = encodeRecord(type, 0x0303, Uint8Array.of(1));
    t.match(readWhole(record).end, { code: 'unexpected-message' });
    t.match(readWhole(join([recordEach([serverHello(), certificate()]), record])).end, {
      code: 'unexpected-message',
    });
  }
});

t.test('empty records are borne with up to a number', async (t) => {
  const empty = handshakeRecord(NO_CONTENT);
  const flight = recordEach(rsaFlightMessages());
  const few = Array.from({ length: MAX_IDLE_RECORDS }, () => empty);
  t.same(readWhole(join([...few, flight])).end, DONE);
  t.match(readWhole(join([...few, empty, flight])).end, { kind: 'violation', code: 'too-large' });
});

t.test('warnings are borne with up to a number', async (t) => {
  const warning = alertRecord(1, ALERT.unrecognized_name);
  const few = Array.from({ length: MAX_IDLE_RECORDS }, () => warning);
  t.same(readWhole(join([...few, recordEach(rsaFlightMessages())])).end, DONE);
  t.match(readWhole(join([...few, warning])).end, { kind: 'violation', code: 'too-large' });
});

t.test('a message that is announced too long is refused at its header', async (t) => {
  const header = Uint8Array.of(HANDSHAKE_TYPE.certificate, 0x04, 0x00, 0x01);
  t.match(readWhole(join([recordEach([serverHello()]), handshakeRecord(header)])).end, {
    kind: 'violation',
    code: 'too-large',
    message: `a message of ${MAX_HANDSHAKE_MESSAGE_BYTES + 1} bytes, more than ${MAX_HANDSHAKE_MESSAGE_BYTES}`,
  });
});

t.test('too many certificates are refused, the longest chain is not', async (t) => {
  const chain = Array.from({ length: MAX_CHAIN_CERTIFICATES }, () => Uint8Array.of(0x30));
  t.same(readWhole(recordEach(rsaFlightMessages(chain))).end, DONE);
  const { flight, end } = readWhole(recordEach(rsaFlightMessages([...chain, Uint8Array.of(0x30)])));
  t.match(end, { kind: 'violation', code: 'too-large' });
  t.equal(flight.certificateList, undefined);
});

t.test('a flight that goes on and on is ended at its cap, wherever it is cut', async (t) => {
  const record = handshakeRecord(join(Array.from({ length: 4096 }, () => helloRequest())));
  const endless = join(Array.from({ length: Math.ceil(MAX_FLIGHT_BYTES / record.length) + 1 }, () => record));
  const bytes = join([endless, alertRecord(2, 40)]);
  t.match(readWhole(bytes).end, { kind: 'violation', code: 'too-large' });
  const reader = new FlightReader();
  t.equal(reader.push(bytes.subarray(0, MAX_FLIGHT_BYTES)), undefined);
  t.match(reader.push(bytes.subarray(MAX_FLIGHT_BYTES, MAX_FLIGHT_BYTES + 1)), { code: 'too-large' });
});

t.test('another protocol is known at its first byte', async (t) => {
  const talkers = ['HTTP/1.1 400 Bad Request\r\n', 'SSH-2.0-OpenSSH_9.2\r\n', '220 mx ESMTP\r\n', '\0\0\0\0'];
  for (const text of talkers) {
    const { end, spokeTls } = readWhole(Buffer.from(text).subarray(0, 1));
    t.match(end, { kind: 'violation', code: 'not-tls' }, JSON.stringify(text));
    t.equal(spokeTls, false);
  }
  t.match(readWhole(Buffer.from(talkers[0] ?? '')).end, { message: /it sent "HTTP\/1\.1 400 Bad Request"$/ });
});

t.test('a server of SSL 2 does not speak TLS', async (t) => {
  t.match(readWhole(Uint8Array.of(0x80, 0x03, 0x00, 0x00, 0x01)).end, { code: 'not-tls' });
});

t.test('a first byte of TLS with another second one is not TLS', async (t) => {
  t.match(readWhole(Uint8Array.of(22, 2)).end, { code: 'not-tls' });
});

t.test('what follows a record and is none is malformed', async (t) => {
  const { end, spokeTls } = readWhole(join([recordEach([serverHello()]), Buffer.from('HTTP/1.1')]));
  t.match(end, { kind: 'violation', code: 'malformed' });
  t.equal(spokeTls, true);
});

t.test('a record longer than any plaintext is malformed at its header', async (t) => {
  const { end, spokeTls } = readWhole(Uint8Array.of(22, 3, 3, 0x40, 0x01));
  t.match(end, { kind: 'violation', code: 'malformed' });
  t.equal(spokeTls, false);
});

t.test('a peer spoke TLS once a whole record header has come', async (t) => {
  t.equal(readWhole(Uint8Array.of(22, 3, 1, 0)).spokeTls, false);
  t.equal(readWhole(Uint8Array.of(22, 3, 1, 0, 9)).spokeTls, true);
  t.equal(readPieces([]).spokeTls, false);
});

t.test('a first end stays', async (t) => {
  const reader = new FlightReader();
  reader.push(recordEach(rsaFlightMessages()));
  t.same(reader.push(alertRecord(2, 40)), DONE);
  t.same(reader.finish({ kind: 'reset' }).end, DONE);
  t.same(reader.finish({ kind: 'timeout' }).end, DONE);
  const silent = new FlightReader();
  t.same(silent.finish({ kind: 'timeout' }).end, { kind: 'timeout' });
  t.same(silent.push(recordEach(rsaFlightMessages())), { kind: 'timeout' });
});

t.test('what is wrong with a ServerHello is a fault once the chain is seen', async (t) => {
  const check = (): string => 'not what was offered';
  const { flight, end } = readWhole(recordEach(flightMessages()), check);
  t.same(end, { kind: 'violation', code: 'malformed', message: 'not what was offered' });
  t.strictSame(flight.certificateList, CHAIN);
  t.match(readWhole(recordEach([serverHello13()]), check).end, { code: 'malformed' });
  t.same(readWhole(alertRecord(2, 40), check).end.kind, 'alert');
});
