import { encodeElement, encodeSmallInteger } from '../../src/protocols/ber.js';

export interface ResponseParts {
  readonly messageId?: number;
  readonly resultCode?: number;
  readonly diagnosticMessage?: string;
  readonly responseName?: string;
  /** Elements behind the ones that are known. */
  readonly more?: Uint8Array;
}

/** An ExtendedResponse as OpenLDAP writes it. */
export function encodeResponse(parts: ResponseParts = {}): Uint8Array {
  const { messageId = 1, resultCode = 0, diagnosticMessage = '', responseName, more } = parts;
  const name = responseName === undefined ? [] : [encodeElement(0x8a, Buffer.from(responseName))];
  return encodeElement(
    0x30,
    encodeSmallInteger(0x02, messageId),
    encodeElement(
      0x78,
      encodeSmallInteger(0x0a, resultCode),
      encodeElement(0x04),
      encodeElement(0x04, Buffer.from(diagnosticMessage)),
      ...name,
      ...(more ? [more] : []),
    ),
  );
}

/** As Active Directory writes it: lengths of constructed elements take four bytes, and responseName is there. */
export const ACTIVE_DIRECTORY_RESPONSE = Buffer.from(
  '30840000002802010178840000001f0a010004000400' +
    '8a16' +
    Buffer.from('1.3.6.1.4.1.1466.20037').toString('hex'),
  'hex',
);
