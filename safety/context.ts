import type { ConfiguredException } from "./exceptions";

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
  /** Exceptions from the configuration, besides those in the objects' annotations. */
  readonly exceptions?: readonly ConfiguredException[];
}

/** All parameters of a context, with the defaults for those that are not set. */
export function parametersOf(context: Context): Parameters {
  return { ...defaultParameters, ...context };
}
