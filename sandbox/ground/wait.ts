import { setTimeout as sleep } from "node:timers/promises";

import { Problem } from "./problem";

interface WaitOptions {
  seconds: number;
  signal?: AbortSignal;
  /** @default 100 */
  intervalMilliseconds?: number;
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
      throw new Error(`Waited ${options.seconds} s for ${what}.`);
    }
    await sleep(options.intervalMilliseconds ?? 100);
  }
}

/** `waitFor` for users: whatever ends the wait, but a Problem or an abort, becomes a Problem. */
export async function waitOrExplain(
  what: string,
  check: () => Promise<boolean>,
  options: WaitOptions,
  explain: (cause: unknown) => Problem,
): Promise<void> {
  try {
    await waitFor(what, check, options);
  } catch (error) {
    throw error instanceof Problem || options.signal?.aborted === true ? error : explain(error);
  }
}
