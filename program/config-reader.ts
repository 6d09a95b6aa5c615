import { RunError } from "@pulumi/pulumi";

import { hasCredentials, problemsOfRecords, type Fields, type Format } from "./config-values";

/**
 * Problems with a stack's configuration; the message lists each one with its key, value and remedy. As a
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

/** A stack's configuration: strings, by keys without the project's prefix. */
export type Config = Readonly<Record<string, string>>;

/** Reads typed values from a configuration, collects what is wrong with them, and reports it all at once. */
export class ConfigReader {
  private readonly config: Config;
  private readonly problems: string[] = [];

  constructor(config: Config, keys: readonly string[]) {
    this.config = config;
    for (const key of Object.keys(config)) {
      if (!keys.includes(key)) {
        // A misspelt key would otherwise silently leave a default in force.
        this.problems.push(`${key} is not a key of this project; set one of ${keys.join(", ")}`);
      }
    }
  }

  /** The value of a key; unset and empty both mean the default. */
  text(key: string, fallback = ""): string {
    const value = this.config[key];
    return value === undefined || value === "" ? fallback : value;
  }

  /** The value of a key, or undefined when it is unset or empty. */
  optional(key: string, format?: Format): string | undefined {
    const value = this.text(key);
    return value === "" ? undefined : this.checked(key, value, format);
  }

  /** A value of a given form. */
  formatted(key: string, fallback: string, format: Format): string {
    return this.checked(key, this.text(key, fallback), format);
  }

  /** A value that has no safe default. */
  required(key: string, example: string, why: string, format?: Format): string {
    const value = this.text(key);
    if (value === "") {
      this.problems.push(
        `${key} is missing; it is required ${why}. Run: pulumi config set ${key} ${example}`,
      );
      return value;
    }
    return this.checked(key, value, format);
  }

  /** A URL that must not carry credentials, because it is stored and printed in plaintext. */
  publicUrl(key: string, example: string, why: string, format: Format): string {
    const value = this.text(key);
    if (hasCredentials(value)) {
      this.problems.push(`${key} carries credentials; remove them and give the engine a Secret instead`);
      return value;
    }
    return this.required(key, example, why, format);
  }

  /** One of a fixed set of names; the fallback when the value is none of them, which is then a problem. */
  oneOf<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
    const value = this.text(key, fallback);
    const found = allowed.find((name) => name === value);
    if (found === undefined) {
      this.problem(key, value, `set one of ${allowed.join(", ")}`);
    }
    return found ?? fallback;
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.text(key, String(fallback));
    if (value !== "true" && value !== "false") {
      this.problem(key, value, "set true or false");
    }
    return value === "true";
  }

  /** A list of strings, written as a YAML list or as JSON. */
  list(key: string): string[] {
    const value = this.text(key, "[]");
    const parsed = parseJson(value);
    if (Array.isArray(parsed) && parsed.every((item) => typeof item === "string")) {
      return parsed;
    }
    this.problem(
      key,
      value,
      `set a list of strings, for example: pulumi config set --path '${key}[0]' dba-team`,
    );
    return [];
  }

  /** An object, written in YAML or as JSON; the caller checks its fields. */
  object(key: string): Record<string, unknown> {
    const value = this.text(key, "{}");
    const parsed = parseJson(value);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
    this.problem(key, value, `set an object, for example: pulumi config set --path '${key}.NAME' VALUE`);
    return {};
  }

  /** A list of objects with known fields; T says the same as `fields`. */
  records<T>(key: string, fields: Fields): T[] {
    const parsed = parseJson(this.text(key, "[]"));
    const problems = problemsOfRecords(key, parsed, fields);
    this.problems.push(...problems);
    return problems.length === 0 ? (parsed as T[]) : [];
  }

  /** Adds a problem that only the caller can see. */
  problem(key: string, value: string, remedy: string): void {
    this.problems.push(`${key} is "${value}"; ${remedy}`);
  }

  /** Adds a problem that is a sentence of its own, for instance because the value must not be shown. */
  complain(problem: string): void {
    this.problems.push(problem);
  }

  /** Throws when anything was wrong. */
  finish(stack: string): void {
    if (this.problems.length > 0) {
      throw new SettingsError(stack, this.problems);
    }
  }

  private checked(key: string, value: string, format?: Format): string {
    const remedy = format?.(value);
    if (remedy !== undefined) {
      this.problem(key, value, remedy);
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
