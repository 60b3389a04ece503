import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Protocol } from '../../src/index.js';
import { run } from './process.js';
import { missingPrograms, missingRoot } from './programs.js';
import type { ServerKind } from './server-kind.js';
import { startInFolder } from './start-in-folder.js';

const DAEMONS = '/usr/lib/postfix/sbin';
const OWNER = 'postfix';

interface PostfixOptions {
  readonly hasTls?: boolean;
  /** In front of it, postscreen: the last line of its greeting comes late, and who speaks before is turned away. */
  readonly hasPostscreen?: boolean;
}

/** A private instance of Postfix, which wants root: its own configuration, queue and data. `smtps` is wrapper mode. */
export function postfix(
  name: string,
  protocol: Extract<Protocol, 'smtp' | 'smtps'>,
  { hasTls = true, hasPostscreen = false }: PostfixOptions = {},
): ServerKind {
  return {
    name,
    missing: () => missingPrograms('postfix', 'master') ?? missingRoot(),
    start: (credentials) =>
      startInFolder(protocol, credentials, async ({ folder, files, port }) => {
        const [queue, data] = [join(folder, 'queue'), join(folder, 'data')];
        await writeFile(
          join(folder, 'main.cf'),
          renderSettings({
            compatibility_level: '3.6',
            queue_directory: queue,
            data_directory: data,
            daemon_directory: DAEMONS,
            command_directory: '/usr/sbin',
            mail_owner: OWNER,
            myhostname: 'mail.example.test',
            mydestination: '',
            inet_interfaces: '127.0.0.1',
            inet_protocols: 'ipv4',
            local_recipient_maps: '',
            alias_maps: '',
            maillog_file: join(folder, 'mail.log'),
            maillog_file_prefixes: folder,
            smtpd_tls_security_level: hasTls ? 'may' : 'none',
            smtpd_tls_wrappermode: protocol === 'smtps' ? 'yes' : 'no',
            smtpd_tls_cert_file: files.chain,
            smtpd_tls_key_file: files.key,
            smtpd_tls_protocols: '>=TLSv1, <=TLSv1.2',
            smtpd_tls_loglevel: '1',
            // Nobody is let past its test.
            postscreen_access_list: '',
            postscreen_cache_map: '',
            postscreen_greet_wait: '1s',
            postscreen_greet_banner: 'wait a moment',
            postscreen_greet_action: 'enforce',
            tls_medium_cipherlist: 'DEFAULT:@SECLEVEL=0',
          }),
        );
        await writeFile(join(folder, 'master.cf'), renderServices(port, hasPostscreen));
        // It waits until its settings are some seconds old, lest they still be changing.
        await utimes(join(folder, 'main.cf'), 0, 0);
        const owned = [data, ...['pid', 'private', 'public'].map((name) => join(queue, name))];
        for (const path of owned) await mkdir(path, { recursive: true });
        await run('chown', [OWNER, ...owned.filter((path) => !path.endsWith('/pid'))]);
        return {
          command: join(DAEMONS, 'master'),
          // -s keeps it in the foreground, with its output.
          args: ['-s', '-c', folder],
          // It takes seconds over SIGTERM.
          stopSignal: 'SIGKILL',
        };
      }),
  };
}

function renderSettings(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

/** smtpd, and no more than what it needs to say EHLO and STARTTLS. */
function renderServices(port: number, hasPostscreen: boolean): string {
  const front = hasPostscreen ? '- 1 postscreen\nsmtpd pass - - n - - smtpd' : '- - smtpd';
  return `
127.0.0.1:${port} inet n - n ${front}
tlsmgr unix - - n 1000? 1 tlsmgr
tlsproxy unix - - n - 0 tlsproxy
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
}
