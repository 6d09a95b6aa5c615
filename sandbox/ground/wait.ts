import { setTimeout as sleep } from "node:timers/promises";

interface WaitOptions {
  seconds: number;
  signal?: AbortSignal;
  /** @default 100 */
  intervalMilliseconds?: number;
  /** What to throw instead of a plain error when the time is over. */
  onTimeout?: (timeout: Error) => Error;
}

/**
 * Repeats the check until it succeeds.
 *
 * @param what completes the sentence "Waited for ... "
 * @throws Error when the time is over, and whatever `check` throws
 */
export async function waitFor(
  what: string,
  check: () => Promise<boolean>,
  options: WaitOptions,
): Promise<void> {
  const deadline = Date.now() + options.seconds * 1000;
  while (!(await check())) {
    options.signal?.throwIfAborted();
    if (Date.now() > deadline) {
      const timeout = new Error(`Waited ${options.seconds} s for ${what}.`);
      throw options.onTimeout?.(timeout) ?? timeout;
    }
    await sleep(options.intervalMilliseconds ?? 100);
  }
}
