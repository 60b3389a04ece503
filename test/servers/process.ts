import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './programs.js';

export { missingPrograms } from './programs.js';

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A port that answers, or text in what the process writes. */
  readonly ready: { readonly port: number } | { readonly output: RegExp };
  /** Absent: SIGTERM, and SIGKILL to what doesn't heed it. */
  readonly stopSignal?: NodeJS.Signals;
}

export interface ServerProcess {
  /** Standard output and standard error, as they came. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

const START_TIMEOUT_MS = 20_000;
/** How long a server may take to end by itself before it is killed. */
const STOP_TIMEOUT_MS = 3_000;
const POLL_INTERVAL_MS = 20;
/** Another program may take a port between its being picked and the server's bind. */
const PORT_TRIES = 3;

const running = new Set<number>();
const folders = new Set<string>();

// The last resort, for a test that ends without its teardown.
process.on('exit', () => {
  for (const pid of running) killGroup(pid, 'SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Starts a server in a process group of its own and waits until it is ready. */
export async function launch(options: Launch): Promise<ServerProcess> {
  const child = spawn(findProgram(options.command) ?? options.command, options.args, {
    detached: true,
    cwd: options.cwd ?? '/',
    env: { ...process.env, LC_ALL: 'C', ...options.env },
    // A pipe that stays open: some servers end when their standard input does.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: string): void => {
    output += chunk;
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? String(code)}`));
  });
  const server: ServerProcess = { output: () => output, stop: () => stop(child, options.stopSignal) };
  try {
    await untilReady(options.ready, ended, server);
  } catch (error) {
    await server.stop();
    throw new Error(`${options.command}: ${String(error)}\n${output}`, { cause: error });
  }
  return server;
}

/** Starts what `start` starts, on a port that was free a moment ago; again with another where that fails. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const port = await pickPort();
    try {
      return await start(port);
    } catch (error) {
      if (tries === PORT_TRIES || !/in use|EADDRINUSE/i.test(String(error))) throw error;
    }
  }
}

export async function pickPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs a program to its end; throws with what it wrote where it fails. */
export async function run(command: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(command, args);
}

/** A folder of the server's own, readable to the users that daemons change to. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shaprobe-server-'));
  folders.add(folder);
  await chmod(folder, 0o755);
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  folders.delete(folder);
}

async function untilReady(
  ready: Launch['ready'],
  ended: Promise<string>,
  server: ServerProcess,
): Promise<void> {
  const end = { reason: undefined as string | undefined };
  void ended.then((reason) => (end.reason = reason));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!('port' in ready ? await answers(ready.port) : ready.output.test(server.output()))) {
    if (end.reason !== undefined) throw new Error(end.reason);
    if (Date.now() > deadline) throw new Error(`not ready after ${START_TIMEOUT_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
  // A port may answer because another program has it.
  if (end.reason !== undefined) throw new Error(end.reason);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  for (const next of [signal, 'SIGKILL'] as const) {
    killGroup(pid, next);
    if (await isClosed(child)) {
      // What the leader left behind without its output.
      killGroup(pid, 'SIGKILL');
      running.delete(pid);
      return;
    }
  }
  throw new Error(`${child.spawnfile} is still there after SIGKILL`);
}

/** Waits until it has ended and all that it wrote has been read; false where that takes too long. */
function isClosed(child: ChildProcess): Promise<boolean> {
  if (child.stdout?.closed === true && child.stderr?.closed === true) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), STOP_TIMEOUT_MS);
    child.once('close', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}
