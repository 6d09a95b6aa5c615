/**
 * Waiting for the cluster.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { NoAnswer } from "./client";

/** Milliseconds between two looks: soon at first, then once a second. */
const firstPause = 100;
const longestPause = 1000;

/**
 * Looks again and again until the probe finds something.
 * @returns what it found, or undefined when the seconds are over
 * @throws NoAnswer when the signal ends the wait, and whatever the probe throws.
 */
export async function waitFor<T>(
  probe: () => Promise<T | undefined>,
  seconds: number,
  signal: AbortSignal,
): Promise<T | undefined> {
  const end = Date.now() + seconds * 1000;
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    const found = await probe();
    if (found !== undefined) return found;
    const left = end - Date.now();
    if (left <= 0) return undefined;
    try {
      await sleep(Math.min(pause, left), undefined, { signal });
    } catch {
      throw new NoAnswer("cancelled");
    }
  }
}
