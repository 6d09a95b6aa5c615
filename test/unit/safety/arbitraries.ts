import fc from "fast-check";
import { UNKNOWN, type Environment, type Path, type Value } from "../../../safety";
import type { Example } from "./examples";
import { application, applicationSet, edit, gitRepository, kustomization, type Manifest } from "./objects";

/** The fields that rules read, and parents of them. */
const fields: readonly Path[] = [
  ["metadata"],
  ["metadata", "annotations"],
  ["metadata", "annotations", "argocd.argoproj.io/sync-options"],
  ["metadata", "finalizers"],
  ["metadata", "finalizers", 1],
  ["metadata", "labels", "mariadb-gitops.dev/environment"],
  ["metadata", "labels", "mariadb-gitops.dev/workload"],
  ["operation"],
  ["operation", "sync"],
  ["operation", "sync", "sources"],
  ["spec"],
  ["spec", "deletionPolicy"],
  ["spec", "generators"],
  ["spec", "generators", 0, "matrix", "generators", 1, "git", "template", "spec"],
  ["spec", "project"],
  ["spec", "prune"],
  ["spec", "ref"],
  ["spec", "ref", "commit"],
  ["spec", "ref", "semver"],
  ["spec", "source"],
  ["spec", "source", "chart"],
  ["spec", "source", "targetRevision"],
  ["spec", "sources"],
  ["spec", "sources", 1, "targetRevision"],
  ["spec", "sourceHydrator", "drySource"],
  ["spec", "strategy", "type"],
  ["spec", "syncPolicy"],
  ["spec", "syncPolicy", "automated"],
  ["spec", "syncPolicy", "automated", "allowEmpty"],
  ["spec", "syncPolicy", "automated", "enabled"],
  ["spec", "syncPolicy", "automated", "prune"],
  ["spec", "syncPolicy", "automated", "selfHeal"],
  ["spec", "syncPolicy", "preserveResourcesOnDeletion"],
  ["spec", "syncPolicy", "syncOptions"],
  ["spec", "template"],
  ["spec", "templatePatch"],
];

const telling: readonly Value[] = [
  UNKNOWN,
  null,
  true,
  false,
  "",
  "main",
  "v1.2.3",
  "~1.2",
  "default",
  "production",
  "stateless",
  "Prune=true",
  "Orphan",
  "{{ .value }}",
  "resources-finalizer.argocd.argoproj.io",
];

/** Any JSON, with values in it that are not known yet. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(...telling),
    fc.string(),
    fc.double(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom("{{ .key }}", "__proto__", "enabled")),
      tie("value"),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
  ),
})).value;

export const anyEnvironment: fc.Arbitrary<Environment> = fc.constantFrom("dev", "staging", "production");

const bases: readonly ((environment: Environment) => Manifest)[] = [
  application,
  applicationSet,
  kustomization,
  () => gitRepository({ tag: "v1.2.3" }),
];

/** An object that rules cover, in which some of the fields that they read hold anything. */
export const anyManifest: fc.Arbitrary<Manifest> = manifests(anyValue);

/** Like {@link anyManifest}, with those values in the fields. */
export function manifests(
  values: fc.Arbitrary<Value>,
  except: (path: Path) => boolean = () => false,
): fc.Arbitrary<Manifest> {
  const allowed = fields.filter((path) => !except(path));
  const places = fc.oneof(
    fc.constantFrom(...allowed),
    fc.constantFrom(...allowed.map((path) => ["spec", "template", ...path])),
  );
  const edits = fc.array(fc.tuple(places, values), { minLength: 1, maxLength: 4 });
  return fc
    .tuple(fc.constantFrom(...bases), anyEnvironment, edits)
    .map(([base, environment, changes]) =>
      changes.reduce<Manifest>((object, [path, value]) => tryEdit(object, path, value), base(environment)),
    );
}

/** An earlier change may have made the way to the field impassable; then the object stays as it is. */
function tryEdit(object: Manifest, path: Path, value: Value): Manifest {
  return passable(object, path) ? edit(object, path, value) : object;
}

function passable(object: Value | undefined, path: Path): boolean {
  const [step, ...rest] = path;
  if (step === undefined || object === undefined || object === null) {
    return true;
  }
  if (typeof object !== "object" || Array.isArray(object) !== (typeof step === "number")) {
    return false;
  }
  return passable((object as Record<string | number, Value>)[step], rest);
}

/** Examples of a page in which some of the fields that they have hold other values. */
export function mutations(
  given: readonly Example[],
  values: fc.Arbitrary<Value>,
  except: (path: Path) => boolean = () => false,
): fc.Arbitrary<Example> {
  return fc.constantFrom(...given).chain((example) => {
    const places = [
      ...example.before.flatMap((object, index) =>
        placesIn(object).map((path) => ["before", index, ...path]),
      ),
      ...example.after.flatMap((object, index) => placesIn(object).map((path) => ["after", index, ...path])),
    ].filter((path) => !except(path));
    const edits = fc.array(fc.tuple(fc.constantFrom<Path>(...places), values), {
      minLength: 1,
      maxLength: 4,
    });
    return edits.map(
      (changes) =>
        changes.reduce<Manifest>((object, [path, value]) => tryEdit(object, path, value), {
          ...example,
        } as unknown as Manifest) as unknown as Example,
    );
  });
}

/** The paths of all fields and items in an object. */
export function placesIn(object: Value): readonly Path[] {
  if (typeof object !== "object" || object === null) {
    return [];
  }
  const entries: readonly (readonly [string | number, Value])[] = Array.isArray(object)
    ? [...(object as Value[]).entries()]
    : Object.entries(object);
  return entries.flatMap(([step, value]) => [[step], ...placesIn(value).map((path) => [step, ...path])]);
}
