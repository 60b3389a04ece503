import { readFileSync } from 'node:fs';

/** A certificate of the corpus, and what OpenSSL says of it. */
export interface CorpusEntry {
  readonly file: string;
  readonly der: Uint8Array;
  /** Absent fields: OpenSSL could not read the certificate. */
  readonly expected: {
    readonly subject?: string;
    readonly issuer?: string;
    readonly serial?: string;
    readonly not_before?: string;
    readonly not_after?: string;
    readonly sha256?: string;
    readonly signature_algorithm?: string;
    readonly openssl?: string;
  };
}

const FOLDER = new URL('../fixtures/corpus/', import.meta.url);

export function readCorpus(): CorpusEntry[] {
  const pem = readFileSync(new URL('certificates.pem', FOLDER), 'latin1');
  const lines = readFileSync(new URL('certificates.ndjson', FOLDER), 'utf8').trimEnd().split('\n');
  const blocks = [...pem.matchAll(/^# (.*)\n-----BEGIN CERTIFICATE-----([^-]*)-----END/gm)];
  if (blocks.length !== lines.length) throw new Error('the two files of the corpus do not belong together');
  return blocks.map(([, file = '', base64 = ''], index) => {
    const line = JSON.parse(lines[index] ?? '') as CorpusEntry['expected'] & { file: string };
    if (line.file !== file) throw new Error(`the corpus is out of order at ${file}`);
    return { file, der: Buffer.from(base64, 'base64'), expected: line };
  });
}
