import type { LabFlags } from './lab-command.js';
import { say } from './terminal.js';

export async function runDemo(flags: LabFlags): Promise<number> {
  say(`not yet ${JSON.stringify(flags)}`);
  return Promise.resolve(2);
}
