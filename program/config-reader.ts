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

/** Reads typed values from a configuration, collects what is wrong with them, and reports it all at once. */
export class ConfigReader {
  private readonly config: Readonly<Record<string, string>>;
  private readonly problems: string[] = [];

  constructor(config: Readonly<Record<string, string>>, keys: readonly string[]) {
    this.config = config;
    for (const key of Object.keys(config)) {
      if (!keys.includes(key)) {
        // A misspelt key would otherwise silently leave a default in force.
        this.problems.push(`${key} is not a key of this project; write one of ${keys.join(", ")}`);
      }
    }
  }

  /** The text of a key; unset and empty both mean the default. */
  text(key: string, fallback: string): string {
    const value = this.config[key];
    return value === undefined || value === "" ? fallback : value;
  }

  /** A text that has no safe default. */
  required(key: string, example: string, why: string): string {
    const value = this.text(key, "");
    if (value === "") {
      this.problems.push(
        `${key} is missing; it is required ${why}. Run: pulumi config set ${key} ${example}`,
      );
    }
    return value;
  }

  /** One of a fixed set of names; undefined when the value is none of them, which is then a problem. */
  oneOf<T extends string>(key: string, allowed: readonly T[], fallback: string): T | undefined {
    const value = this.text(key, fallback);
    const found = allowed.find((name) => name === value);
    if (found === undefined) {
      this.problem(key, value, `write one of ${allowed.join(", ")}`);
    }
    return found;
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.text(key, String(fallback));
    if (value !== "true" && value !== "false") {
      this.problem(key, value, "write true or false");
    }
    return value === "true";
  }

  /** A name that Kubernetes takes for a namespace. */
  dnsLabel(key: string, fallback: string): string {
    return this.matching(
      key,
      fallback,
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      "a name of lower-case letters, digits and dashes, up to 63 characters",
    );
  }

  /** A folder inside the repository. */
  relativePath(key: string, fallback: string): string {
    const value = this.text(key, fallback);
    if (value.startsWith("/") || value.split("/").includes("..")) {
      this.problem(key, value, "write a folder inside the repository, such as gitops/overlays/dev");
    }
    return value;
  }

  /** A repository URL without credentials: those belong into Argo CD's repository Secret, not into a stack file. */
  gitUrl(key: string): string {
    const value = this.required(
      key,
      "https://github.com/your-org/your-repository.git",
      "because Argo CD pulls from it",
    );
    if (value !== "" && !/^(https?|ssh|git|file):\/\/|^[\w.-]+@[\w.-]+:/.test(value)) {
      this.problem(key, value, "write an https, ssh or file URL");
    } else if (/^https?:\/\/[^/]*@/.test(value)) {
      this.problems.push(
        `${key} carries credentials; remove them and give Argo CD a repository Secret instead`,
      );
    }
    return value;
  }

  /** The name of an S3 bucket, or undefined when there is none to create. */
  bucket(key: string): string | undefined {
    const value = this.text(key, "");
    return value === ""
      ? undefined
      : this.matching(
          key,
          value,
          /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
          "a bucket name of 3 to 63 lower-case letters, digits, dots and dashes",
        );
  }

  /** A list of texts, written as a YAML list or as JSON. */
  list(key: string): string[] {
    const value = this.text(key, "[]");
    const parsed = parseJson(value);
    if (Array.isArray(parsed) && parsed.every((item) => typeof item === "string")) {
      return parsed;
    }
    this.problem(
      key,
      value,
      `write a list of texts, for example: pulumi config set --path '${key}[0]' dba-team`,
    );
    return [];
  }

  /** Adds a problem that only the caller can see. */
  problem(key: string, value: string, remedy: string): void {
    this.problems.push(`${key} is "${value}"; ${remedy}`);
  }

  /** Throws when anything was wrong. */
  finish(stack: string): void {
    if (this.problems.length > 0) {
      throw new SettingsError(stack, this.problems);
    }
  }

  private matching(key: string, fallback: string, pattern: RegExp, what: string): string {
    const value = this.text(key, fallback);
    if (!pattern.test(value)) {
      this.problem(key, value, `write ${what}`);
    }
    return value;
  }
}

/** The parsed text, or undefined when it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
