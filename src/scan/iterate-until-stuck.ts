import type { StopSignal } from '../model/index.js';

/**
 * What `items` iterates. Once `signal` stops, an item that does not come within a moment is not waited for: a source
 * that is a person at a keyboard, or a peer, may never give the next one.
 */
export async function* iterateUntilStuck<Item>(
  items: AsyncIterable<Item>,
  signal: StopSignal,
): AsyncGenerator<Item, void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  let giveUp: (() => void) | undefined;
  const onStop = (): void => giveUp?.();
  // One listener for all items: a race with a promise that lives as long as the scan would grow with each.
  signal.addEventListener('abort', onStop);
  let isOver = false;
  const next = (): Promise<IteratorResult<Item> | undefined> =>
    new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      giveUp = () => (timer = setTimeout(resolve, MOMENT_MS, undefined));
      if (signal.aborted) giveUp();
      iterator
        .next()
        .finally(() => clearTimeout(timer))
        .then(resolve, (error: unknown) => {
          isOver = true;
          reject(error instanceof Error ? error : new Error(String(error)));
        });
    });
  try {
    for (let result = await next(); result; result = await next()) {
      isOver = result.done === true;
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    signal.removeEventListener('abort', onStop);
    // Not awaited, nor are its errors anybody's: where it is stuck it does not return.
    if (!isOver) iterator.return?.().catch(() => undefined);
  }
}

const MOMENT_MS = 500;
