import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import {
  parseEnvironment,
  rules,
  type ConfiguredException,
  type Environment,
  type Level,
  type Levels,
  type Parameters,
  type Rule,
} from "../safety";
import { nearestName } from "../schemas/suggestions";
import { UsageError } from "./diagnostic";

/** What a file of configuration says about one rule. */
export interface RuleConfig extends Partial<Parameters> {
  readonly level?: Level;
  /** What the file of the repository says; `level` counts before it. */
  readonly levels?: Partial<Levels>;
  readonly environment?: Environment;
}

/** What a file of configuration says: the same file as for `pulumi up --policy-pack-config`. */
export interface ReviewConfig {
  /** Every rule that may run: those of this project, and those of the organisation. */
  readonly rules: readonly Rule[];
  readonly of: (rule: { readonly id: string }) => RuleConfig;
  readonly exceptions: readonly ConfiguredException[];
}

/** The settings where there is no file. */
export const noConfig: ReviewConfig = { rules, of: () => ({}), exceptions: [] };

/**
 * Reads a file of configuration, JSON or YAML.
 *
 * @throws UsageError for the first thing in it that this command does not understand: a misspelt exception or level
 * must not look as if it counted.
 */
export function readConfig(file: string): ReviewConfig {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`--config ${file} cannot be read: ${(error as Error).message}`);
  }
  const document = parseDocument(text, { prettyErrors: false });
  const content: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (!isRecord(content)) {
    throw new UsageError(`--config ${file} is not an object; write {"<rule>": {...}} as JSON or YAML`);
  }
  const wrong = (problem: string) => new UsageError(`--config ${file}: ${problem}`);
  const entries = Object.entries(content).map(([id, value]) => [id, readRule(id, value, wrong)] as const);
  const byId = new Map(entries.map(([id, { settings }]) => [id, settings]));
  return {
    rules,
    of: ({ id }) => ({ ...byId.get("all"), ...byId.get(id) }),
    exceptions: entries.flatMap(([, { exceptions }]) => exceptions),
  };
}

type Wrong = (problem: string) => UsageError;

function readRule(id: string, value: unknown, wrong: Wrong) {
  const ids = [...rules.map((rule) => rule.id), "all"];
  if (!ids.includes(id)) {
    throw wrong(notARule(id, ids));
  }
  if (typeof value === "string") {
    return { settings: { level: levelFrom(id, value, wrong) }, exceptions: [] };
  }
  if (!isRecord(value)) {
    throw wrong(`${id} must be a level or an object`);
  }
  const settings: Record<string, unknown> = {};
  let exceptions: readonly ConfiguredException[] = [];
  for (const [name, setting] of Object.entries(value)) {
    const reader = readers[name];
    if (name === "exceptions" && id !== "all") {
      exceptions = exceptionsFrom(id, setting, wrong);
    } else if (reader === undefined) {
      const known = [...Object.keys(readers), "exceptions"].join(", ");
      throw wrong(`${id}.${name} is not a setting; the settings are ${known}`);
    } else {
      settings[name === "enforcementLevel" ? "level" : name] = reader(`${id}.${name}`, setting, wrong);
    }
  }
  return { settings: settings as RuleConfig, exceptions };
}

/** Why a word is taken for no rule. */
export function notARule(id: string, ids: readonly string[]): string {
  const near = nearestName(id, ids);
  return `${id} is not a rule; ${near === undefined ? "see --list" : `did you mean ${near}?`}`;
}

const readers: Readonly<Record<string, (at: string, value: unknown, wrong: Wrong) => unknown>> = {
  enforcementLevel: levelFrom,
  environment: (at, value, wrong) => {
    const environment = parseEnvironment(value);
    if (environment === undefined) {
      throw wrong(`${at} must be dev, staging or production`);
    }
    return environment;
  },
  allowedRegistries: textsFrom,
  allowedRepositories: textsFrom,
  allowedDestinations: textsFrom,
  minimumRetentionHours: (at, value, wrong) => {
    if (typeof value !== "number" || !(value >= 1)) {
      throw wrong(`${at} must be a number of hours, 1 or more`);
    }
    return value;
  },
};

function levelFrom(at: string, value: unknown, wrong: Wrong): Level {
  if (value !== "advisory" && value !== "mandatory" && value !== "disabled") {
    throw wrong(`${at}: the level must be advisory, mandatory or disabled`);
  }
  return value;
}

function textsFrom(at: string, value: unknown, wrong: Wrong): readonly string[] {
  if (!Array.isArray(value) || !value.every((text) => typeof text === "string" && text !== "")) {
    throw wrong(`${at} must be a list of strings`);
  }
  return value as readonly string[];
}

function exceptionsFrom(rule: string, value: unknown, wrong: Wrong): readonly ConfiguredException[] {
  if (!Array.isArray(value)) {
    throw wrong(`${rule}.exceptions must be a list`);
  }
  return value.map((exception: unknown, index) => {
    const at = `${rule}.exceptions[${index}]`;
    const names = isRecord(exception) ? Object.keys(exception).sort() : [];
    if (!isRecord(exception) || names.join() !== "object,reason,until") {
      throw wrong(`${at} must have object, reason and until, and nothing else`);
    }
    const { object, reason, until } = exception;
    if (typeof object !== "string" || typeof reason !== "string" || typeof until !== "string") {
      throw wrong(`${at}: object, reason and until must be strings; put the day in quotes`);
    }
    return { rule, object, reason, until };
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
