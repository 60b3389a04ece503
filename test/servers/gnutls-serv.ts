import { missingPrograms } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';

/** GnuTLS's own test server. It cannot be told an address to listen on, so it has all of them while the test runs. */
export const gnutlsServ: ServerKind = {
  name: 'gnutls-serv',
  missing: () => missingPrograms('gnutls-serv'),
  start: (credentials) =>
    startInFolder('https', credentials, ({ files, port }) => ({
      command: 'gnutls-serv',
      args: [
        '--http',
        '--disable-client-cert',
        ...['--port', String(port)],
        ...['--x509certfile', files.chain, '--x509keyfile', files.key],
        ...['--priority', 'NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:-VERS-TLS1.3:+SIGN-RSA-SHA1'],
      ],
    })),
};
