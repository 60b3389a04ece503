import type { EndpointReport } from '../model/index.js';
import { renderNdjson, type RecordRenderer, type Summary } from '../report/index.js';
import type { StopSignals } from './stop-signals.js';
import { say } from './terminal.js';
import { OutputError, type TextOutput } from './text-output.js';

/**
 * Writes records as they come. Where that fails, the scan is stopped, and what could not be saved is told on stderr:
 * nothing found is ever lost. A reader that has gone away wants no more, so it gets no more.
 */
export class ReportWriter {
  readonly #renderer: RecordRenderer;
  readonly #output: TextOutput;
  readonly #stop: StopSignals;
  #error: OutputError | undefined;

  constructor(renderer: RecordRenderer, output: TextOutput, stop: StopSignals) {
    this.#renderer = renderer;
    this.#output = output;
    this.#stop = stop;
  }

  /** Results were lost to the output, though not to the user. */
  get failed(): boolean {
    return this.#error !== undefined && !this.#error.readerGone;
  }

  get readerGone(): boolean {
    return this.#error?.readerGone ?? false;
  }

  begin(): Promise<void> {
    return this.#attempt(() => this.#output.write(this.#renderer.begin()));
  }

  async record(record: EndpointReport): Promise<void> {
    if (!this.#error) await this.#attempt(() => this.#output.write(this.#renderer.record(record)));
    if (this.failed && !isUntested(record)) process.stderr.write(renderNdjson(record));
  }

  async end(summary: Summary): Promise<void> {
    if (!this.#error) await this.#attempt(() => this.#output.write(this.#renderer.end(summary)));
    await this.#attempt(() => this.#output.close());
  }

  async #attempt(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      if (this.#error) return;
      this.#error = error;
      this.#stop.stop();
      if (error.readerGone) return;
      say(`error: ${error.message}`);
      say('hint: the scan stops here; the results that could not be saved follow as NDJSON');
    }
  }
}

function isUntested({ verdict, error }: EndpointReport): boolean {
  return verdict === 'inconclusive' && error?.code === 'aborted';
}
