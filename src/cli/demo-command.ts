import { labTargets, startLab } from '../lab/index.js';
import type { Target } from '../model/index.js';
import { escapeTerminal } from '../report/index.js';
import { EXIT } from './exit-code.js';
import type { LabFlags } from './lab-command.js';
import { scanAndReport } from './scan-command.js';
import { StopSignals } from './stop-signals.js';
import { paintFor } from './terminal.js';

/** `shaprobe demo`: the main job on the lab appliance. Exits 0: it is a demonstration. */
export async function runDemo({ fix }: Pick<LabFlags, 'fix'>): Promise<number> {
  const stop = new StopSignals();
  const paint = paintFor(process.stdout);
  const print = (text: string): boolean => process.stdout.write(`${text}\n`);
  const log: string[] = [];
  const lab = await startLab({
    fixed: fix ?? false,
    log: (line) => {
      if (TLS_RESULT.test(line)) log.push(escapeTerminal(line));
    },
  });
  try {
    print(
      paint(
        'strong',
        `A lab appliance with ${fix ? 'the certificates replaced' : 'the legacy demo certificate'} is running on loopback; scanning it.`,
      ),
    );
    print('');
    const exitCode = await scanAndReport(
      each(labTargets(lab)),
      { signal: stop.signal, ehloName: 'probe.example' },
      { failOn: 'high' },
      stop,
    );
    if (stop.exitCode !== undefined) return stop.exitCode;
    print('');
    print(paint('heading', 'WHAT ITS MAIL LOG SAYS OF TLS MEANWHILE'));
    for (const line of log) print(`  ${paint('dim', line)}`);
    print('');
    // Lines that fit into 80 columns: these are what is left on the screen.
    print('This was a demonstration, so it exits with 0.');
    print(`A real scan would have exited with ${exitCode}: ${EXIT_MEANINGS[exitCode] ?? ''}.`);
    print('');
    print(fix ? 'Before the fix:    shaprobe demo' : 'After the fix:     shaprobe demo --fix');
    print('Your own services: shaprobe scan smtp://mail.example.com https://10.0.10.1');
    return EXIT.clean;
  } finally {
    stop.dispose();
    await lab.close();
  }
}

const EXIT_MEANINGS: Readonly<Record<number, string>> = {
  [EXIT.clean]: 'clean',
  [EXIT.findings]: 'findings of severity high or critical',
  [EXIT.usage]: 'results could not be written',
  [EXIT.inconclusive]: 'something could not be tested',
};

/** `Info: ICID 1 TLS failed: ...`; the rest of the log is for `shaprobe lab`. */
const TLS_RESULT = /Info: ICID \d+ TLS (success|failed)/;

async function* each(targets: readonly Target[]): AsyncGenerator<Target> {
  yield* await Promise.resolve(targets);
}
