import { withoutParameters } from "./application";
import { environmentLabel } from "./labels";
import { read, type Path, type Value } from "./value";

/** An exception from a rule for one object, in the configuration of a front end. */
export interface ConfiguredException {
  /** The id of the rule. */
  readonly rule: string;
  /** The object: "<kind>/<namespace>/<name>". The namespace may be empty. */
  readonly object: string;
  readonly reason: string;
  /** The last day on which the exception counts, as YYYY-MM-DD. */
  readonly until: string;
}

/** What an organisation sets for its rules. */
export interface Parameters {
  /** Image registries, as "registry.example.com" or with the beginning of a repository. Empty: not set, all are allowed. */
  readonly allowedRegistries: readonly string[];
  /** Git and Helm repositories that may be delivered, as URLs; `.../*` is all below. Empty: not set, all are allowed. */
  readonly allowedRepositories: readonly string[];
  /** Where databases may be delivered to, as "<server or cluster>/<namespace>". Empty: not set, all are allowed. */
  readonly allowedDestinations: readonly string[];
  /** How long a backup is kept at least, in hours. */
  readonly minimumRetentionHours: number;
}

/** The name of a parameter. */
export type ParameterName = keyof Parameters;

/** The parameters where nothing is set: no allow-lists, and backups are kept for a week. */
export const defaultParameters: Parameters = {
  allowedRegistries: [],
  allowedRepositories: [],
  allowedDestinations: [],
  minimumRetentionHours: 168,
};

/** What applies manifests to a cluster. */
export const engines = ["argocd", "flux"] as const;

/** One of the two engines. */
export type Engine = (typeof engines)[number];

/** What a rule knows besides the object. */
export interface Context extends Partial<Parameters> {
  /**
   * The environment that the object is delivered to, or the name of a stack. A name that is not an environment
   * ("prod-eu") is held to the rules of production.
   */
  readonly environment: string;
  /** The day on which the front end runs, as YYYY-MM-DD. Without it no exception can be shown to be valid. */
  readonly today?: string;
  /**
   * Whether the front end knows for certain that a chart rendered the object. A label is not enough, because anybody can
   * add one.
   *
   * @default false
   */
  readonly ofChart?: boolean;
  /**
   * Whether an object has to do with a database. A front end that sees a whole repository knows; without it every object
   * counts.
   */
  readonly concerns?: (object: Value) => boolean;
  /**
   * Where an object is written: a folder, or what is rendered together. Objects that name no namespace get one there, so
   * those of two places need not share it. Without it they may.
   */
  readonly placeOf?: (object: Value) => string;
  /** Whether a delivery delivers an object of the set; undefined where nobody knows. Without it any may deliver any. */
  readonly isDelivered?: (object: Value, delivery: Value) => boolean | undefined;
  /** The engines that deliver the objects; undefined where nothing says it, and rules of every engine apply. */
  readonly engines?: readonly Engine[];
  /** The ids of all rules that run, where an organisation has some of its own. */
  readonly ruleIds?: readonly string[];
  /** Exceptions from the configuration, besides those in the objects' annotations. */
  readonly exceptions?: readonly ConfiguredException[];
}

/** All parameters of a context, with the defaults for those that are not set. */
export function parametersOf(context: Context): Parameters {
  return { ...defaultParameters, ...context };
}

/** The environments, the weakest first. A stricter environment never turns off a check. */
export const environments = ["dev", "staging", "production"] as const;

/** One of the three environments. */
export type Environment = (typeof environments)[number];

/** The environment of that exact name; undefined for anything else. */
export function parseEnvironment(name: unknown): Environment | undefined {
  return environments.find((environment) => environment === name);
}

/** The strictest of several environments; dev when there is none. */
export function strictest(candidates: readonly Environment[]): Environment {
  return environments.findLast((environment) => candidates.includes(environment)) ?? "dev";
}

/** Whether `a` is a stricter environment than `b`. */
export function isStricter(a: Environment, b: Environment): boolean {
  return environments.indexOf(a) > environments.indexOf(b);
}

/**
 * The environment whose rules an object is held to: that of the context, or that of the object's label where the
 * label is stricter. A weaker label changes nothing, so that nobody leaves production by labelling an object "dev".
 * A label that is not known yet, or sits in metadata of the wrong shape, counts as production.
 */
export function environmentOf(object: Value, context: Context): Environment {
  const stack = parseEnvironment(context.environment) ?? "production";
  const rendered = withoutParameters(object);
  return strictest([stack, ...labelled(rendered, []), ...labelled(rendered, ["spec", "template"])]);
}

/** What a label says. An ApplicationSet also labels the Applications that it makes, in its template. */
function labelled(object: Value, at: Path): readonly Environment[] {
  const label = read(object, [...at, "metadata", "labels", environmentLabel]);
  switch (label.state) {
    case "absent":
      return [];
    case "known": {
      const environment = parseEnvironment(label.value);
      return environment === undefined ? [] : [environment];
    }
    case "unknown":
    case "misshapen":
      return ["production"];
  }
}
