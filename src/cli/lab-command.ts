import type { LabListenerId, LabOptions } from '../lab/index.js';
import { escapeTerminal } from '../report/index.js';
import { EXIT } from './exit-code.js';
import { StopSignals } from './stop-signals.js';
import { say } from './terminal.js';
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
      throw new UsageError([`error: the lab appliance cannot listen: ${(error as Error).message}`]);
    });
    if (flags.json) process.stdout.write(`${JSON.stringify({ endpoints: lab.endpoints })}\n`);
    else {
      for (const { url, name, description } of lab.endpoints) {
        process.stdout.write(`${url.padEnd(URL_COLUMNS)}  ${name}: ${description}\n`);
      }
      say(`\nTry: shaprobe scan ${lab.endpoints[0]?.url ?? ''}`);
      say('The lab appliance runs until Ctrl-C. What it logs:');
    }
    await stopped(stop.signal);
    await lab.close();
    return EXIT.clean;
  } finally {
    stop.dispose();
  }
}

const URL_COLUMNS = 'https://127.0.0.1:65535'.length;

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
