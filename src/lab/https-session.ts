import type { Accept, Connection } from '../net/index.js';
import { MAX_REQUEST_HEAD_BYTES, type LabLimits } from './lab-limits.js';
import { sayLastWords } from './last-words.js';

/** Answers one HTTP/1.1 request (RFC 9112) and closes. */
export async function serveHttp(
  connection: Connection,
  { limits, signal }: { limits: LabLimits; signal: AbortSignal },
): Promise<void> {
  const read = await connection.read(requestHeadDecoder(), {
    maxBytes: MAX_REQUEST_HEAD_BYTES,
    timeoutMs: limits.readTimeoutMs,
    signal,
  });
  if (read.ok) await sayLastWords(connection.socket, answer(read.value), limits.lingerMs);
  else if (read.how === 'too-large') {
    await sayLastWords(
      connection.socket,
      renderResponse('431 Request Header Fields Too Large'),
      limits.lingerMs,
    );
  }
}

function answer(head: string): string {
  const method = /^([A-Z]+) [^\s]+ HTTP\/1\.[01]\r?\n/.exec(head)?.[1];
  switch (method) {
    case undefined:
      return renderResponse('400 Bad Request');
    case 'GET':
      return renderResponse('200 OK');
    case 'HEAD':
      return renderResponse('200 OK', { withBody: false });
    default:
      return renderResponse('501 Not Implemented');
  }
}

function renderResponse(status: string, { withBody } = { withBody: true }): string {
  const body = `<!doctype html><title>Lab appliance</title><p>${status}: this is the lab appliance of shaprobe.</p>\n`;
  const head = [
    `HTTP/1.1 ${status}`,
    `Server: ${SERVER}`,
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${withBody ? body : ''}`;
}

/** Of the appliance's header `glass/... Python/...` is known; the numbers are the lab's. */
const SERVER = 'glass/1.0 Python/2.6.4';

/** Up to the empty line; a body that may follow is not read. */
function requestHeadDecoder(): Accept<string> {
  let seen = 0;
  return (buffered) => {
    // The empty line may have begun in what was there before: `\r\n\r\n` is 4 bytes.
    const from = Math.max(0, seen - 3);
    seen = buffered.length;
    const end = /\n\r?\n/.exec(Buffer.from(buffered.subarray(from)).toString('latin1'));
    if (!end) return undefined;
    const consumed = from + end.index + end[0].length;
    return { value: Buffer.from(buffered.subarray(0, consumed)).toString('latin1'), consumed };
  };
}
