import { permissiveOpenssl } from './openssl-configuration.js';
import { missingPrograms } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';

type Version = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

interface OpensslOptions {
  readonly strict?: boolean;
  /** Ends the handshake where the client has no certificate that it trusts. */
  readonly demandsClientCertificate?: boolean;
  /** Oldest and newest. Absent: TLS 1.0 to 1.2. */
  readonly versions?: readonly [Version, Version];
}

/**
 * OpenSSL 3's own test server. Security level 0 allows what Debian's default does not: TLS 1.0 and 1.1, MD5, small keys.
 * Strict mode (SSL_CERT_FLAG_TLS_STRICT) holds the presented chain against signature_algorithms, as RFC 5246 7.4.2 says.
 */
export function opensslServer(name: string, options: OpensslOptions = {}): ServerKind {
  const [oldest, newest] = options.versions ?? ['TLSv1', 'TLSv1.2'];
  return {
    name,
    missing: () => missingPrograms('openssl'),
    start: (credentials) =>
      startInFolder('https', credentials, async ({ folder, files, port }) => {
        return {
          command: 'openssl',
          args: [
            's_server',
            ...['-accept', `127.0.0.1:${port}`],
            ...['-cert', files.leaf, '-key', files.key],
            ...(credentials.issuers === '' ? [] : ['-cert_chain', files.issuers]),
            ...['-cipher', 'DEFAULT:@SECLEVEL=0'],
            ...['-min_protocol', oldest, '-max_protocol', newest],
            ...(options.strict === true ? ['-strict'] : []),
            ...(options.demandsClientCertificate === true ? ['-Verify', '1', '-verify_return_error'] : []),
            '-www',
          ],
          env: await permissiveOpenssl(folder),
          // It serves one connection at a time and logs each: a look at its port would be in the way.
          ready: { output: /^ACCEPT/m },
        };
      }),
  };
}
