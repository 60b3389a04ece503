import { CommanderError } from 'commander';
import { EXIT } from './exit-code.js';
import { createProgram } from './program.js';
import { say } from './terminal.js';
import { OutputError } from './text-output.js';
import { UsageError } from './usage-error.js';

/** The command line. Returns the exit code, when all is written; never rejects. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const { stdout, stderr } = process;
  // A reader of stderr that goes away is no reason to stop.
  stderr.on('error', () => undefined);
  let stdoutError: OutputError | undefined;
  stdout.on('error', (error) => (stdoutError ??= new OutputError('stdout', error)));
  let exitCode: number = EXIT.clean;
  const program = createProgram((code) => (exitCode = code));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    exitCode = explain(error);
  }
  await flushed(stdout);
  if (stdoutError && !stdoutError.readerGone && exitCode === EXIT.clean) exitCode = explain(stdoutError);
  await flushed(stderr);
  return exitCode;
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    // A stream that has failed calls back as well, and tells its listeners a little later.
    stream.write('', () => setImmediate(resolve));
  });
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
  if (error instanceof UsageError) for (const line of error.lines) say(line);
  else if (error instanceof OutputError) say(`error: ${error.message}`);
  else
    say(
      `error: this is a bug in shaprobe, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  return EXIT.usage;
}
