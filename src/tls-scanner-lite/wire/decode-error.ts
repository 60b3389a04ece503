/** Why a structure could not be decoded. A closed list, so that a `switch` over it is checked. */
export type DecodeErrorCode =
  /** The input ends before the structure does. */
  | 'truncated'
  /** Bytes are left after the structure's end. */
  | 'trailing-bytes'
  /** A value that the specification rules out. */
  | 'illegal-value';

/** Thrown by decoders, and turned into a returned failure at one boundary (`framing/flight-reader.ts`). */
export class DecodeError extends Error {
  readonly code: DecodeErrorCode;
  /** Bytes from the start of the outermost structure. */
  readonly offset: number;
  /** The field, as in the specification's struct: `ServerHello.session_id`. */
  readonly field: string;

  constructor(code: DecodeErrorCode, field: string, offset: number, detail?: string) {
    super(`${field}: ${detail ?? DEFAULT_DETAIL[code]} (offset ${offset})`);
    this.name = 'DecodeError';
    this.code = code;
    this.offset = offset;
    this.field = field;
  }
}

const DEFAULT_DETAIL: Record<DecodeErrorCode, string> = {
  truncated: 'ends too early',
  'trailing-bytes': 'bytes left over',
  'illegal-value': 'value not allowed',
};
