import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The environment in which OpenSSL starts at security level 0 and TLS 1.0, which allow MD5 signatures and small keys.
 * Debian's own configuration has level 2 and TLS 1.2, and some servers load certificates before they read their settings.
 */
export async function permissiveOpenssl(folder: string): Promise<{ OPENSSL_CONF: string }> {
  const path = join(folder, 'openssl.cnf');
  await writeFile(
    path,
    `
openssl_conf = library
[library]
ssl_conf = modules
[modules]
system_default = tls
[tls]
CipherString = DEFAULT:@SECLEVEL=0
MinProtocol = TLSv1
`,
  );
  return { OPENSSL_CONF: path };
}
