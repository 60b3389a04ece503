const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type SignalName = keyof typeof EXIT_CODES;

/**
 * The first signal stops gently: what is known is written, the rest is reported as not tested. A second one, or the
 * same again, stops at once.
 */
export class StopSignals {
  readonly #controller = new AbortController();
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (this.#stoppedBy !== undefined) process.exit(EXIT_CODES[signal as SignalName]);
    this.#stoppedBy = signal as SignalName;
    this.#controller.abort();
  };
  #stoppedBy: SignalName | undefined;

  constructor() {
    for (const signal of Object.keys(EXIT_CODES)) process.on(signal, this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops for another reason than a signal: nobody reads any more, or nothing can be written. */
  stop(): void {
    this.#controller.abort();
  }

  /** The exit code that the signal stands for; undefined where none came. */
  get exitCode(): number | undefined {
    return this.#stoppedBy && EXIT_CODES[this.#stoppedBy];
  }

  dispose(): void {
    for (const signal of Object.keys(EXIT_CODES)) process.off(signal, this.#onSignal);
  }
}
