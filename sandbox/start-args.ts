import type { Progress } from "./progress";
import type { LockOwner } from "./tools/lock";

/** What `npm start` is asked for. */
export interface StartArgs {
  stack: string;
  progress: Progress;
  signal: AbortSignal;
  /** Stack configuration that this run replaces. */
  config: Readonly<Record<string, string>>;
  /**
   * Stand-ins for the whole platform, even where it could be installed from its charts.
   *
   * @default false
   */
  standIns?: boolean;
}

/** One command at a time: a second one waits, and says for whom. */
export function waitOptions({ progress, signal }: StartArgs) {
  return {
    signal,
    onWait: (owner: LockOwner | undefined): void => {
      progress.waiting(
        `waiting for another npm start${owner === undefined ? "" : ` (process ${owner.pid})`}`,
      );
    },
  };
}
