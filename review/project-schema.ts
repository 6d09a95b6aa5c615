import { Type, type Static } from "typebox";
import type { Engine, Value } from "../safety";
import { check } from "../schemas/check";
import { pathText, type FieldPath } from "../schemas/findings";
import { choice, list, map, object, text, texts } from "../schemas/mariadb/build";
import { structural, type StructuralSchema } from "../schemas/structural";
import { nearestName } from "../schemas/suggestions";

/** The words for what applies the manifests, on the command line and in the file of the repository. */
export const engineWords = {
  argocd: ["argocd"],
  flux: ["flux"],
  both: ["argocd", "flux"],
  none: [],
} as const satisfies Readonly<Record<string, readonly Engine[]>>;

const level = choice(["advisory", "mandatory", "disabled"]);
const levels = object({ dev: level, staging: level, production: level });

/** What `.mariadb-gitops.yaml` may hold. */
export const projectSchema = object({
  environments: object({ dev: texts, staging: texts, production: texts }),
  engine: choice(Object.keys(engineWords) as (keyof typeof engineWords)[]),
  operatorVersion: text,
  levels: map(levels),
  parameters: object({
    allowedRegistries: texts,
    allowedRepositories: texts,
    allowedDestinations: texts,
    minimumRetentionHours: Type.Integer({ minimum: 1 }),
  }),
  exceptions: list(
    object({ rule: text, object: text, reason: text, until: text }, ["rule", "object", "reason", "until"]),
  ),
  rules: text,
  baseline: text,
});

/** What a repository sets for its reviews. */
export type ProjectSettings = Static<typeof projectSchema>;

/** What a file of rules of an organisation holds. */
export const ruleFileSchema = object(
  {
    rules: list(
      object(
        {
          id: text,
          title: text,
          why: text,
          remedy: text,
          severity: choice(["low", "medium", "high", "critical"]),
          levels,
          group: text,
          kinds: list(text, { minItems: 1 }),
          path: list(text, { minItems: 1 }),
          must: choice(["be-set", "be-absent"]),
          oneOf: list(text, { minItems: 1 }),
        },
        ["id", "title", "why", "remedy", "group", "kinds", "path"],
      ),
    ),
  },
  ["rules"],
);

/** One rule of an organisation, as it is written. */
export type WrittenRule = Static<typeof ruleFileSchema>["rules"][number];

/** One thing that is wrong in a file of settings. */
export interface WrongSetting {
  readonly path: FieldPath;
  /** A sentence that begins with the key. */
  readonly message: string;
}

/** What is wrong with a value: keys that nothing reads, wrong types and wrong words. */
export function wrongIn(value: Value, schema: Parameters<typeof structural>[0]): readonly WrongSetting[] {
  const root = structural(schema);
  return check(value, root, [], "entry").map(({ path, problem, message }) => ({
    path,
    message:
      problem === "unknown-field"
        ? `${pathText(path)} is not a key here: ${instead(path, root)}.`
        : path.length === 0
          ? "the file must hold keys with values, such as engine: argocd."
          : message,
  }));
}

function instead(path: FieldPath, root: StructuralSchema): string {
  const holder = path
    .slice(0, -1)
    .reduce<StructuralSchema | undefined>(
      (schema, step) =>
        typeof step === "number"
          ? schema?.items
          : (schema?.properties?.[step] ?? schema?.additionalProperties),
      root,
    );
  const known = Object.keys(holder?.properties ?? {});
  const near = nearestName(String(path.at(-1)), known);
  return near === undefined ? `use one of ${known.join(", ")}, or remove it` : `use ${near}`;
}
