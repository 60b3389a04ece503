import { say } from './terminal.js';

export interface LabFlags {
  readonly fix?: true;
  readonly json?: true;
}

export async function runLab(flags: LabFlags): Promise<number> {
  say(`not yet ${JSON.stringify(flags)}`);
  return Promise.resolve(2);
}
