import type { Lab, LabListenerId, LabOptions } from '../lab/index.js';
import { escapeTerminal } from '../report/index.js';
import { EXIT } from './exit-code.js';
import { StopSignals } from './stop-signals.js';
import { describeSystemError, systemErrorCode } from './system-error.js';
import { say } from './terminal.js';
import { openStdout } from './text-output.js';
import { UsageError } from './usage-error.js';

/** The flags of `shaprobe lab`, as commander names them. */
export interface LabFlags {
  readonly fix?: true;
  readonly json?: true;
  readonly host?: string;
  readonly basePort?: number;
  readonly quiet?: true;
}

/** `shaprobe lab`: runs until it is stopped, which is its ordinary end. Returns the exit code. */
export async function runLab(flags: LabFlags): Promise<number> {
  const { startLab } = await import('../lab/index.js');
  const stop = new StopSignals();
  try {
    const lab = await startLab(toLabOptions(flags)).catch((error: unknown) => {
      throw new UsageError(explainListening(error));
    });
    try {
      await openStdout().write(renderEndpoints(lab, flags));
      if (!flags.json) {
        say(`\nTry: shaprobe scan ${lab.endpoints[0]?.url ?? ''}`);
        say('The lab appliance runs until Ctrl-C. What it logs:');
      }
      await stopped(stop.signal);
      return EXIT.clean;
    } finally {
      await lab.close();
    }
  } finally {
    stop.dispose();
  }
}

function renderEndpoints({ endpoints }: Pick<Lab, 'endpoints'>, { json }: LabFlags): string {
  if (json) return `${JSON.stringify({ endpoints })}\n`;
  const lines = endpoints.map(
    ({ url, name, description }) => `${url.padEnd(URL_COLUMNS)}  ${name}: ${description}\n`,
  );
  return lines.join('');
}

const URL_COLUMNS = 'https://127.0.0.1:65535'.length;

function explainListening(error: unknown): string[] {
  const { port } = error as { port?: number };
  const where = port === undefined || port === 0 ? '' : ` on port ${port}`;
  return [
    `error: the lab appliance cannot listen${where}: ${describeSystemError(error)}`,
    systemErrorCode(error) === 'EADDRINUSE'
      ? 'hint: choose another --base-port, or leave it out for ports that are free'
      : 'hint: choose a --host and a --base-port that this user may listen on',
  ];
}

function toLabOptions(flags: LabFlags): LabOptions {
  return {
    fixed: flags.fix ?? false,
    ...(flags.host !== undefined && { host: flags.host }),
    ...(flags.basePort !== undefined && { ports: consecutivePorts(flags.basePort) }),
    ...(!flags.quiet && { log: (line: string) => say(escapeTerminal(line)) }),
  };
}

/** In the order in which the lab lists its endpoints. */
function consecutivePorts(first: number): Partial<Record<LabListenerId, number>> {
  return Object.fromEntries(LISTENER_ORDER.map((id, at) => [id, first + at]));
}

const LISTENER_ORDER: readonly LabListenerId[] = [
  'inbound-mail',
  'management-gui',
  'directory',
  'outbound-relay',
  'spam-quarantine',
  'partner-listener',
  'directory-replica',
];

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
