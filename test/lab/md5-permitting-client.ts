import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  publicEncrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import {
  buildClientHello,
  ByteWriter,
  CONTENT_TYPE,
  encodeClientHello,
  encodeHandshake,
  encodeRecord,
  EXTENSION,
  FlightReader,
  HANDSHAKE_TYPE,
  RecordReader,
  VERSION,
} from 'tls-scanner-lite';

/*
 * A TLS 1.2 client as they were when MD5 was still permitted: OpenSSL 3 cannot be one any more. It does what RFC 5246
 * needs for TLS_RSA_WITH_AES_128_GCM_SHA256 (RFC 5288) alone, trusts everybody, and belongs nowhere but in a test.
 */

const SUITE = 0x009c;
const CLIENT_KEY_EXCHANGE = 16;
const FINISHED = 20;

interface TlsRecord {
  readonly type: number;
  readonly fragment: Buffer;
}

/**
 * Completes a handshake, asks, and returns the first record of the answer. `afterFinished` goes out in the same packet
 * as the end of the client's handshake.
 */
export async function askPermittingMd5(
  socket: Socket,
  question: string,
  afterFinished: Uint8Array = new Uint8Array(0),
): Promise<string> {
  const records = readRecords(socket);
  const hello = buildClientHello({ name: 'md5-permitted', profile: 'sha' });
  const clientHello = encodeHandshake(HANDSHAKE_TYPE.client_hello, (w) =>
    encodeClientHello(w, {
      ...hello,
      cipherSuites: [SUITE],
      extensions: hello.extensions?.filter(({ type }) => type !== EXTENSION.extended_master_secret),
    }),
  );
  const transcript: Uint8Array[] = [clientHello];
  socket.write(encodeRecord(CONTENT_TYPE.handshake, VERSION.TLSv1, clientHello));

  const flightReader = new FlightReader();
  while (!flightReader.end) {
    const { type, fragment } = await take(records);
    flightReader.push(encodeRecord(type, VERSION['TLSv1.2'], fragment));
    transcript.push(fragment);
  }
  const { serverHello, certificateList } = flightReader.flight();
  if (!serverHello || !certificateList?.[0]) throw new Error(JSON.stringify(flightReader.end));

  const premaster = Buffer.concat([Uint8Array.of(3, 3), randomBytes(46)]);
  const key = new X509Certificate(certificateList[0]).publicKey;
  const encrypted = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, premaster);
  const keyExchange = encodeHandshake(CLIENT_KEY_EXCHANGE, (w) => w.vector(2, (v) => v.bytes(encrypted)));
  transcript.push(keyExchange);
  const random = Buffer.from(hello.random);
  const master = prf(premaster, 'master secret', Buffer.concat([random, serverHello.random]), 48);
  const keys = prf(master, 'key expansion', Buffer.concat([serverHello.random, random]), 40);
  const send = sealer(keys.subarray(0, 16), keys.subarray(32, 36));
  const open = opener(keys.subarray(16, 32), keys.subarray(36, 40));

  const finished = encodeHandshake(FINISHED, (w) =>
    w.bytes(verifyData(master, 'client finished', transcript)),
  );
  socket.cork();
  socket.write(encodeRecord(CONTENT_TYPE.handshake, VERSION['TLSv1.2'], keyExchange));
  socket.write(encodeRecord(CONTENT_TYPE.change_cipher_spec, VERSION['TLSv1.2'], Uint8Array.of(1)));
  socket.write(send(CONTENT_TYPE.handshake, finished));
  socket.write(afterFinished);
  socket.uncork();
  transcript.push(finished);

  for (;;) {
    const { type, fragment } = await take(records);
    if (type === CONTENT_TYPE.change_cipher_spec) break;
    if (type === CONTENT_TYPE.alert) throw new Error(`alert ${fragment.toString('hex')}`);
    transcript.push(fragment);
  }
  const serverFinished = open(await take(records)).subarray(4);
  if (!serverFinished.equals(verifyData(master, 'server finished', transcript))) {
    throw new Error("the server's Finished is wrong");
  }
  socket.write(send(CONTENT_TYPE.application_data, Buffer.from(question)));
  const answer = await take(records);
  if (answer.type !== CONTENT_TYPE.application_data) throw new Error(`a record of type ${answer.type}`);
  return open(answer).toString();
}

/** RFC 5246 5: P_SHA256. */
function prf(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Buffer {
  const labelled = Buffer.concat([Buffer.from(label), seed]);
  const hmac = (data: Uint8Array): Buffer => createHmac('sha256', secret).update(data).digest();
  let a = hmac(labelled);
  let output = Buffer.alloc(0);
  while (output.length < length) {
    output = Buffer.concat([output, hmac(Buffer.concat([a, labelled]))]);
    a = hmac(a);
  }
  return output.subarray(0, length);
}

function verifyData(master: Uint8Array, label: string, transcript: readonly Uint8Array[]): Buffer {
  return prf(master, label, createHash('sha256').update(Buffer.concat(transcript)).digest(), 12);
}

/** RFC 5288 3: the explicit part of the nonce is the sequence number here. */
function sealer(key: Uint8Array, salt: Uint8Array): (type: number, plaintext: Uint8Array) => Uint8Array {
  let sequence = 0n;
  return (type, plaintext) => {
    const explicit = uint64(sequence++);
    const cipher = createCipheriv('aes-128-gcm', key, Buffer.concat([salt, explicit]));
    cipher.setAAD(additionalData(explicit, type, plaintext.length));
    const sealed = Buffer.concat([explicit, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    return encodeRecord(type, VERSION['TLSv1.2'], sealed);
  };
}

function opener(key: Uint8Array, salt: Uint8Array): (record: TlsRecord) => Buffer {
  let sequence = 0n;
  return ({ type, fragment }) => {
    const ciphertext = fragment.subarray(8, -16);
    const decipher = createDecipheriv('aes-128-gcm', key, Buffer.concat([salt, fragment.subarray(0, 8)]));
    decipher.setAAD(additionalData(uint64(sequence++), type, ciphertext.length));
    decipher.setAuthTag(fragment.subarray(-16));
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  };
}

function additionalData(sequence: Uint8Array, type: number, length: number): Uint8Array {
  return ByteWriter.encode((w) => w.bytes(sequence).uint8(type).uint16(VERSION['TLSv1.2']).uint16(length));
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

async function* readRecords(socket: Socket): AsyncGenerator<TlsRecord, undefined> {
  const reader = new RecordReader();
  const queue: TlsRecord[] = [];
  socket.on('data', (chunk: Buffer) =>
    reader.push(chunk, (type, _version, fragment) => queue.push({ type, fragment: Buffer.from(fragment) })),
  );
  socket.resume();
  for (;;) {
    const record = queue.shift();
    if (record) yield record;
    else if (socket.closed) return;
    else await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  }
}

async function take(records: AsyncGenerator<TlsRecord, undefined>): Promise<TlsRecord> {
  const { value } = await records.next();
  if (!value) throw new Error('the connection was closed');
  return value;
}
