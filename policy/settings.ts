import type { PolicyConfigSchema } from "@pulumi/policy";
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import {
  environments,
  parseEnvironment,
  type ConfiguredException,
  type Context,
  type ParameterName,
  type Parameters,
  type Rule,
} from "../safety";
import { assumed, type Assumed, type Start } from "./environment";

/** The configuration of one policy, as the engine has checked it against the schema. */
export interface PolicySettings extends Partial<Parameters> {
  readonly environment?: string;
  readonly exceptions?: readonly Omit<ConfiguredException, "rule">[];
}

const texts = { type: "array", items: { type: "string", minLength: 1 } } as const;

const parameters: Readonly<Record<ParameterName, PolicyConfigJSONSchema>> = {
  allowedRegistries: {
    ...texts,
    description: "Image registries, or beginnings of repositories in them, that images may come from.",
  },
  allowedRepositories: {
    ...texts,
    description:
      "URLs of the Git and Helm repositories that may be delivered; one that ends in /* allows all below.",
  },
  allowedDestinations: {
    ...texts,
    description: 'Where to databases may be delivered: "<server>/<namespace>".',
  },
  minimumRetentionHours: {
    type: "number",
    minimum: 1,
    description: "How long a backup is kept at least, in hours. 168 where nothing is set.",
  },
};

const exceptions: PolicyConfigJSONSchema = {
  type: "array",
  description:
    "Objects that this rule does not hold for, each with a reason and the last day, within 180 days.",
  items: {
    type: "object",
    required: ["object", "reason", "until"],
    additionalProperties: false,
    properties: {
      object: { type: "string", description: '"<kind>/<namespace>/<name>"; the namespace may be empty.' },
      reason: { type: "string", minLength: 1 },
      until: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
    },
  },
};

/**
 * The configuration that a rule's policy accepts besides its level, which the engine does not pass on. The engine
 * refuses other values before the pack sees any resource.
 */
export function configSchemaOf(rule: Rule): PolicyConfigSchema {
  const own = (rule.parameters ?? []).map((name) => [name, parameters[name]]);
  return {
    properties: {
      environment: {
        type: "string",
        enum: [...environments],
        description: "The environment of the stack, where the stack is not named after it.",
      },
      exceptions,
      ...(Object.fromEntries(own) as Record<string, PolicyConfigJSONSchema>),
    },
  };
}

/** The context in which a rule judges a stack. The policy's own configuration wins over everything. */
export function contextOf(rule: Rule, settings: PolicySettings, stack: string, start: Start): Judging {
  const configured = parseEnvironment(settings.environment);
  return {
    ...settings,
    ...(configured === undefined ? assumed(start, stack) : { environment: configured }),
    today: start.today,
    exceptions: (settings.exceptions ?? []).map((exception) => ({ ...exception, rule: rule.id })),
  };
}

/** The context of a rule, and where the environment comes from. */
export type Judging = Context & Assumed;
