import { styleText } from "node:util";

/**
 * Progress for users: one line each on stderr with the six symbols of the Flux CLI, so that stdout stays for results.
 * Colour follows the terminal, NO_COLOR and FORCE_COLOR through `util.styleText`.
 */

/** Where long-running work reports to. Tests bring their own. */
export interface Progress {
  /** ► an action starts, or a plain statement. */
  action(text: string): void;
  /** ✚ something was generated. */
  generate(text: string): void;
  /** ◎ something is waited for. */
  waiting(text: string): void;
  /** ✔ something succeeded. */
  success(text: string): void;
  /** ⚠ something is unexpected, and the work goes on. */
  warning(text: string): void;
  /** ✗ something failed. */
  failure(text: string): void;
  /**
   * Runs `work` as a step that may take minutes: the label first, a sign of life while it runs, and `done` when it
   * succeeded. When `work` throws nothing is printed: only the caller knows whether that is a failure or a detour.
   *
   * @param label starts with a gerund ("building etcd v3.6.6"), because the sign of life says "still <label>".
   * @param work gets `note`, whose latest text appears in the sign of life.
   * @param done makes the closing text from the elapsed time and what `work` returned.
   */
  step<T>(
    label: string,
    work: (note: (detail: string) => void) => Promise<T>,
    done: (elapsed: string, value: T) => string,
  ): Promise<T>;
}

/** What `lineProgress` needs of a stream; `process.stderr` is one. */
interface ProgressStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

interface LineProgressOptions {
  /** @default process.stderr */
  readonly stream?: ProgressStream;
  /** Seconds between two signs of life where lines cannot be rewritten. @default 20 */
  readonly heartbeatSeconds?: number;
}

const looks = {
  action: ["►", "blue"],
  generate: ["✚", "green"],
  waiting: ["◎", "cyan"],
  success: ["✔", "green"],
  warning: ["⚠", "yellow"],
  failure: ["✗", "red"],
} as const;
type Kind = keyof typeof looks;

const clearLine = "\r\u001b[2K";

/**
 * Reports to a terminal or a log. A terminal shows the running step as one line whose clock ticks every second; a log
 * file or a CI job gets a line every 20 seconds, so that a five-minute build does not look like a hang.
 *
 * @example
 * const progress = lineProgress();
 * await progress.step("building etcd v3.6.6", ()
 */
export function lineProgress(options: LineProgressOptions = {}): Progress {
  const stream = options.stream ?? process.stderr;
  const live = stream.isTTY === true;
  let liveLine = "";

  const symbol = (kind: Kind): string => styleText(looks[kind][1], looks[kind][0], { stream });
  const line = (kind: Kind, text: string): void => {
    stream.write(`${liveLine && clearLine}${symbol(kind)} ${text}\n${liveLine}`);
  };
  const showLive = (text: string): void => {
    // A wrapped line could not be cleared again, and the symbol and its space take two columns.
    liveLine = text && `${symbol("waiting")} ${text.slice(0, (stream.columns ?? 80) - 3)}`;
    stream.write(`${clearLine}${liveLine}`);
  };

  return {
    action: (text) => {
      line("action", text);
    },
    generate: (text) => {
      line("generate", text);
    },
    waiting: (text) => {
      line("waiting", text);
    },
    success: (text) => {
      line("success", text);
    },
    warning: (text) => {
      line("warning", text);
    },
    failure: (text) => {
      line("failure", text);
    },
    async step(label, work, done) {
      const start = performance.now();
      let detail = "";
      const state = (): string => `${elapsedSince(start)}${detail && `, ${detail}`}`;
      const beat = (): void => {
        if (live) {
          showLive(`${label}: ${state()}`);
        } else {
          line("waiting", `still ${label}: ${state()}`);
        }
      };
      if (live) {
        showLive(label);
      } else {
        line("waiting", label);
      }
      const timer = setInterval(beat, live ? 1000 : (options.heartbeatSeconds ?? 20) * 1000);
      try {
        const value = await work((text) => (detail = text));
        if (live) {
          showLive("");
        }
        line("success", done(elapsedSince(start), value));
        return value;
      } finally {
        clearInterval(timer);
        if (liveLine) {
          showLive("");
        }
      }
    },
  };
}

function elapsedSince(start: number): string {
  return formatSeconds((performance.now() - start) / 1000);
}

/** Formats seconds: "0.4s", "45s", "4m58s", "1h02m". */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) {
    return `${seconds.toFixed(1)}s`;
  }
  const whole = Math.round(seconds);
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (whole < 60) {
    return `${whole}s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)}m${pad(whole % 60)}s`;
  }
  return `${Math.floor(whole / 3600)}h${pad(Math.floor((whole % 3600) / 60))}m`;
}
