import type { ByteReader } from '../wire/byte-reader.js';
import type { ByteWriter } from '../wire/byte-writer.js';
import { VERSION } from '../registry/protocol-version.js';

/** RFC 5246 7.4.3, RFC 8422 5.4 */
export interface ServerKeyExchange {
  readonly parameters: EcdheParameters | DheParameters | ExportRsaParameters;
  /** The SignatureScheme that signs the parameters; from TLS 1.2 on. */
  readonly signatureAlgorithm: number | undefined;
  readonly signature: Uint8Array;
}

export interface EcdheParameters {
  readonly kind: 'ecdhe';
  /** A NamedGroup. */
  readonly namedCurve: number;
  readonly point: Uint8Array;
}

export interface DheParameters {
  readonly kind: 'dhe';
  readonly p: Uint8Array;
  readonly g: Uint8Array;
  readonly ys: Uint8Array;
}

/** The short-lived RSA key of the export suites (RFC 2246 7.4.3). */
export interface ExportRsaParameters {
  readonly kind: 'rsa-export';
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

export type SignedKeyExchange = ServerKeyExchange['parameters']['kind'];

/**
 * ```
 * struct {
 *     select (KeyExchangeAlgorithm) {
 *         case ecdhe:      ECCurveType curve_type = named_curve(3); NamedCurve namedcurve; opaque point<1..2^8-1>;
 *         case dhe:        opaque dh_p<1..2^16-1>; opaque dh_g<1..2^16-1>; opaque dh_Ys<1..2^16-1>;
 *         case rsa_export: opaque rsa_modulus<1..2^16-1>; opaque rsa_exponent<1..2^16-1>;
 *     };
 *     SignatureAndHashAlgorithm algorithm;     // from TLS 1.2 on
 *     opaque signature<0..2^16-1>;
 * } ServerKeyExchange;
 * ```
 */
export function decodeServerKeyExchange(
  reader: ByteReader,
  keyExchange: SignedKeyExchange,
  version: number,
): ServerKeyExchange {
  const parameters = decodeParameters(reader, keyExchange);
  const signatureAlgorithm = version >= VERSION['TLSv1.2'] ? reader.uint16('algorithm') : undefined;
  const signature = reader.vector(2, 'signature');
  reader.end();
  return { parameters, signatureAlgorithm, signature };
}

export function encodeServerKeyExchange(writer: ByteWriter, exchange: ServerKeyExchange): void {
  const { parameters } = exchange;
  switch (parameters.kind) {
    case 'ecdhe':
      writer
        .uint8(NAMED_CURVE)
        .uint16(parameters.namedCurve)
        .vector(1, (w) => w.bytes(parameters.point));
      break;
    case 'dhe':
      for (const value of [parameters.p, parameters.g, parameters.ys])
        writer.vector(2, (w) => w.bytes(value));
      break;
    case 'rsa-export':
      for (const value of [parameters.modulus, parameters.exponent]) writer.vector(2, (w) => w.bytes(value));
      break;
  }
  if (exchange.signatureAlgorithm !== undefined) writer.uint16(exchange.signatureAlgorithm);
  writer.vector(2, (w) => w.bytes(exchange.signature));
}

/** ECCurveType (RFC 8422 5.4); the explicit curves were never in use. */
const NAMED_CURVE = 3;

function decodeParameters(reader: ByteReader, kind: SignedKeyExchange): ServerKeyExchange['parameters'] {
  switch (kind) {
    case 'ecdhe': {
      const curveType = reader.uint8('curve_type');
      if (curveType !== NAMED_CURVE) throw reader.illegal('curve_type', `${curveType} is not named_curve`);
      return { kind, namedCurve: reader.uint16('namedcurve'), point: nonEmpty(reader, 1, 'point') };
    }
    case 'dhe':
      return {
        kind,
        p: nonEmpty(reader, 2, 'dh_p'),
        g: nonEmpty(reader, 2, 'dh_g'),
        ys: nonEmpty(reader, 2, 'dh_Ys'),
      };
    case 'rsa-export':
      return {
        kind,
        modulus: nonEmpty(reader, 2, 'rsa_modulus'),
        exponent: nonEmpty(reader, 2, 'rsa_exponent'),
      };
  }
}

function nonEmpty(reader: ByteReader, lengthBytes: 1 | 2, field: string): Uint8Array {
  const value = reader.vector(lengthBytes, field);
  if (value.length === 0) throw reader.illegal(field, 'empty, at least 1 byte');
  return value;
}
