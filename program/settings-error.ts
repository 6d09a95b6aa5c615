import { RunError } from "@pulumi/pulumi";

/**
 * What is wrong with a stack's configuration; the message lists every problem with its key, value and remedy. As a
 * RunError it reaches the user of `pulumi up` without a stack trace.
 */
export class SettingsError extends RunError {
  public readonly problems: readonly string[];

  constructor(stack: string, problems: readonly string[]) {
    super(
      [
        `The configuration of stack ${stack} cannot be used; nothing was registered:`,
        ...problems.map((problem) => `  - ${problem}`),
      ].join("\n"),
    );
    this.name = "SettingsError";
    this.problems = problems;
  }
}
