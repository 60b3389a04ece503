import { SeededRandom } from './seeded-random.js';

/** Rounds for each test; a night's run asks for more. */
const DEFAULT_RUNS = 300;

/**
 * Plays `round` with other random numbers each time. `SHAPROBE_FUZZ_RUNS` says how often, `SHAPROBE_FUZZ_SEED` where to
 * begin: what fails names its seed, which, given with one run, fails again.
 */
export function fuzz(round: (random: SeededRandom) => void): number {
  const runs = count('SHAPROBE_FUZZ_RUNS') ?? DEFAULT_RUNS;
  const first = count('SHAPROBE_FUZZ_SEED') ?? Math.floor(Math.random() * 2 ** 31);
  for (let run = 0; run < runs; run++) {
    try {
      round(new SeededRandom(first + run));
    } catch (error) {
      throw new Error(`SHAPROBE_FUZZ_SEED=${first + run} SHAPROBE_FUZZ_RUNS=1 fails: ${String(error)}`, {
        cause: error,
      });
    }
  }
  return runs;
}

function count(variable: string): number | undefined {
  const text = process.env[variable];
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${variable} must be a whole number, not ${text}`);
  return Number(text);
}
