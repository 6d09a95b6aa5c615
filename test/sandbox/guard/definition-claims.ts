/** What the guard's page claims about CRDs, see `claims.ts`. */
import { at, set } from "./claim-fields";
import type { Claim, Plain } from "./claims";
import { definition } from "./objects";
import type { Schema, Version } from "./schemas";

/** Names of guarded CRDs that are not the operator's. */
export const otherDefinitions: readonly string[] = ["applications.argoproj.io"];

/** The model's CRDs are kinds of tomorrow, of which the guard keeps the usual field. */
const field = ["spec", "cleanupPolicy"];

const versionsOf = (object: Plain): readonly Version[] => (at(object, "spec.versions") ?? []) as Version[];
const made = (): Version[] =>
  (definition("guarded", "k8s.mariadb.com").object.spec as { versions: Version[] }).versions;
const closed = (spec: object, other: object = {}): { openAPIV3Schema: Schema } => ({
  openAPIV3Schema: { type: "object", properties: { spec: { type: "object", ...spec } }, ...other },
});

const schemas = [
  closed({}),
  closed({ properties: { cleanupPolicy: { type: "string" } } }),
  closed({ properties: { cleanupPolicy: { type: "string", default: "Delete" } } }),
  closed({ properties: { cleanupPolicy: { type: "string", default: "Skip" } } }),
  closed({ default: {}, properties: { cleanupPolicy: { type: "string" } } }),
  closed({ "x-kubernetes-preserve-unknown-fields": true, properties: { other: { type: "string" } } }),
  { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
];
const withSchema = (schema: object): object =>
  set(
    "spec.versions",
    made().map((one) => ({ ...one, schema })),
  );

/** The schemas on the way to the field. */
function way(version: Version): (Schema | undefined)[] {
  const [root] = [version.schema.openAPIV3Schema];
  const spec = root.properties?.spec;
  return [root, spec, spec?.properties?.cleanupPolicy];
}

function keeps(version: Version): boolean {
  const chain = way(version);
  return (
    chain[field.length] !== undefined ||
    chain.some(
      (schema, depth) =>
        schema?.["x-kubernetes-preserve-unknown-fields"] === true &&
        depth < field.length &&
        chain[depth + 1] === undefined,
    )
  );
}

/** Each version that is used, with the one that it is compared with. */
function pairs(before: Plain, after: Plain): [Version, Version][] {
  const stored = versionsOf(before).find(({ storage }) => storage);
  return versionsOf(after)
    .filter(({ served, storage }) => served || storage)
    .map((version) => [
      versionsOf(before).find(({ name, served }) => served && name === version.name) ?? stored ?? version,
      version,
    ]);
}

const hasStatus = ({ subresources }: Version): boolean =>
  (subresources as { status?: object } | undefined)?.status !== undefined;
const webhook = (clientConfig: object | null): object => ({
  spec: { conversion: { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"], clientConfig } } },
});
const service = (name: string): object => ({ service: { namespace: "guard-named", name } });

/** Claims about CRDs. */
export const definitionClaims: readonly Claim[] = [
  {
    check: "keepsStoredVersion",
    kinds: ["CustomResourceDefinition"],
    states: [
      {},
      set(
        "spec.versions",
        made().map((one, index) => ({ ...one, storage: index === 1 })),
      ),
      set("spec.versions", [...made(), { ...made()[1], name: "v2" }]),
      set(
        "spec.versions",
        [...made(), { ...made()[1], name: "v2" }].map((one, index) => ({ ...one, storage: index === 2 })),
      ),
    ],
    weakens: (before, after) => {
      const stored = (side: Plain): string | undefined =>
        versionsOf(side).find(({ storage }) => storage)?.name;
      return stored(before) !== stored(after);
    },
  },
  {
    check: "keepsFields",
    kinds: ["CustomResourceDefinition"],
    states: [
      {},
      ...schemas.map(withSchema),
      set(
        "spec.versions",
        made().map((one, index) => (index === 0 ? one : { ...one, schema: schemas[0] })),
      ),
      set("spec.versions", [...made(), { ...made()[1], name: "v2", schema: schemas[0] }]),
      set("spec.versions", [...made(), { ...made()[1], name: "v2", served: false, schema: schemas[0] }]),
    ],
    weakens: (before, after) => pairs(before, after).some(([was, is]) => keeps(was) && !keeps(is)),
  },
  {
    check: "keepsDefaults",
    kinds: ["CustomResourceDefinition"],
    states: [{}, ...schemas.slice(0, 5).map(withSchema)],
    weakens: (before, after) =>
      pairs(before, after).some(([was, is]) =>
        [1, 2].some(
          (depth) => JSON.stringify(way(was)[depth]?.default) !== JSON.stringify(way(is)[depth]?.default),
        ),
      ),
  },
  {
    check: "keepsStatus",
    kinds: ["CustomResourceDefinition"],
    states: [
      {},
      ...[[0], [1], [0, 1]].map((with_) =>
        set(
          "spec.versions",
          made().map((one, index) =>
            with_.includes(index) ? { ...one, subresources: { status: {} } } : one,
          ),
        ),
      ),
    ],
    weakens: (before, after) =>
      versionsOf(before).some(
        (was) =>
          was.served &&
          hasStatus(was) &&
          versionsOf(after).some((is) => is.name === was.name && !hasStatus(is)),
      ),
  },
  {
    check: "staysUnconverted",
    kinds: ["CustomResourceDefinition"],
    states: [
      {},
      { spec: { conversion: { strategy: "None" } } },
      webhook({ url: "https://192.0.2.1/convert" }),
      webhook({ url: "https://192.0.2.2/convert" }),
      webhook(service("a")),
      webhook(service("b")),
      webhook({ ...service("a"), caBundle: "Cg==" }),
    ],
    weakens: (before, after) => {
      const read = (side: Plain, key: string): unknown => at(side, `spec.conversion.${key}`);
      const config = (side: Plain): string =>
        JSON.stringify(["url", "service"].map((key) => read(side, `webhook.clientConfig.${key}`) ?? null));
      const strategy = (side: Plain): unknown => read(side, "strategy") ?? "None";
      return (
        strategy(after) !== "None" &&
        (strategy(after) !== strategy(before) || config(after) !== config(before))
      );
    },
  },
];
