import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EndpointReport } from '../../src/model/index.js';

/** The command as it is published. */
export const COMMAND = fileURLToPath(new URL('../../dist/bin/shaprobe.js', import.meta.url));
if (!existsSync(COMMAND)) throw new Error(`${COMMAND} is not there: npm run build makes it`);

/** The part of a tap test that is needed here. */
interface Teardown {
  teardown(action: () => unknown): unknown;
}

export interface RunOptions {
  /** What it reads on stdin; absent: nothing. */
  readonly stdin?: string;
  /** Added to an environment that says nothing about terminals. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdio?: SpawnOptions['stdio'];
}

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  /** Absent where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs the command to its end. */
export function shaprobe(t: Teardown, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return start(t, args, options).finished;
}

/** The command while it runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Waits until stdout, or stderr, holds it. */
  readonly until: (stream: 'stdout' | 'stderr', what: RegExp) => Promise<void>;
}

export function start(t: Teardown, args: readonly string[], options: RunOptions = {}): Running {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
    stdio: options.stdio ?? 'pipe',
  });
  t.teardown(() => child.kill('SIGKILL'));
  const heard = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      heard[name] += text;
      for (const look of waiting) look();
    });
  }
  child.stdin?.on('error', () => undefined);
  if (options.stdin !== undefined || options.stdio === undefined) child.stdin?.end(options.stdin ?? '');
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ ...heard, code, signal }));
  });
  return {
    child,
    finished,
    until: (stream, what) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!what.test(heard[stream])) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        void finished.then((end) =>
          reject(new Error(`it ended before ${stream} held ${String(what)}: ${JSON.stringify(end)}`)),
        );
        look();
      }),
  };
}

/** Each line of NDJSON. */
export function parseLines(ndjson: string): EndpointReport[] {
  return ndjson
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EndpointReport);
}

/** What no user must ever see: the frames of a stack, or our own word for a bug. */
export const STACK_TRACE = /^\s+at .*[(/:]|node:internal|this is a bug|Warning:/m;
