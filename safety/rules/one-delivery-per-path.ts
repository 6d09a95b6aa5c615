import type { Context } from "../environment";
import { about, shown, undecided, type SetFinding } from "../finding";
import { fluxKustomizations, isKustomization } from "../kinds";
import { isStateless } from "../labels";
import { identityOf, membersOf, sharePlace, type Member, type Target } from "../objects";
import { defineRule } from "../rule";
import { UNKNOWN, any, every, isList, read, sameValue, type Path, type Value } from "../value";

const targets: readonly Target[] = [{ group: "argoproj.io", kinds: ["Application"] }, fluxKustomizations];

/** The fields that together say which objects a delivery owns. Those that are left out of both are equal. */
const flux = [
  "sourceRef",
  "path",
  "targetNamespace",
  "namePrefix",
  "nameSuffix",
  "kubeConfig",
  "postBuild",
  "patches",
];
const argo = ["repoURL", "path", "chart", "helm", "kustomize", "directory", "plugin"];

export const oneDeliveryPerPath = defineRule({
  id: "one-delivery-per-path",
  scope: "set",
  title: "No two deliveries of data deliver one path to one place",
  why:
    "Two deliveries of one path own the same objects. Argo CD hands them from one to the other with each sync, Flux " +
    "writes both owners in turn, and when somebody tidies up the second one, it takes the databases of the first along " +
    "unless every protection holds.",
  severity: "high",
  appliesTo: targets,
  remedy: "Remove one of the two, or give it another spec.source.path (Argo CD) or spec.path (Flux).",
  references: [
    {
      title: "argo-cd #22607: two Applications share a Namespace",
      url: "https://github.com/argoproj/argo-cd/issues/22607",
    },
    {
      title: "InfluxData: how production was deleted, and what fixes it",
      url: "https://www.influxdata.com/blog/deleting-production-steps-how-fix-it/",
    },
  ],
  shows: ["name"],
  check: (objects, context) => {
    const all = membersOf(objects, ...targets).filter(({ object }) => !isStateless(object, []));
    const near = neighbours(all, context);
    return all.flatMap((one) => overlapping(one, near));
  },
});

/** The deliveries that may share a path with one, at one of its places. */
type Neighbours = (one: Member, path: Path) => readonly Member[];

/** Only what has the same path, or one that is no text or not known yet, is worth a comparison. */
function neighbours(all: readonly Member[], context: Context): Neighbours {
  const places = all.flatMap((member) => pathsOf(member.object).map((path) => ({ member, path })));
  const keyOf = ({ object }: Member, path: Path): string | undefined => {
    const written = field(object, [...path, "path"]);
    return typeof written === "string" ? `${identityOf(object).kind} ${written}` : undefined;
  };
  const byPath = Map.groupBy(places, ({ member, path }) => keyOf(member, path));
  return (one, path) => {
    const key = keyOf(one, path);
    const found = key === undefined ? places : [...(byPath.get(key) ?? []), ...(byPath.get(undefined) ?? [])];
    const { kind } = identityOf(one.object);
    return [...new Set(found.map(({ member }) => member))]
      .filter(({ index, object }) => index !== one.index && identityOf(object).kind === kind)
      .filter(({ object }) => sharePlace(one.object, object, context))
      .sort((a, b) => a.index - b.index);
  };
}

function overlapping(one: Member, near: Neighbours): readonly SetFinding[] {
  return pathsOf(one.object).flatMap((path) => {
    const others = near(one, path);
    const twin = others.find(({ object }) => delivers(one.object, path, object) === true);
    if (twin !== undefined) {
      const { kind, name } = identityOf(twin.object);
      const message = `must not deliver the same path to the same place as the ${kind} ${shown(name)}`;
      return about(one.index, [{ path: path.length === 1 ? ["spec", "path"] : [...path, "path"], message }]);
    }
    const hidden = others.some(({ object }) => delivers(one.object, path, object) === undefined);
    return hidden ? about(one.index, [undecided(path)]) : [];
  });
}

/** Where a delivery says what it delivers. */
function pathsOf(object: Value): readonly Path[] {
  const sources = read(object, ["spec", "sources"]);
  const several: readonly Path[] =
    sources.state === "known" && isList(sources.value)
      ? Array.from(sources.value, (_, index) => ["spec", "sources", index])
      : [["spec", "sources"]];
  return isKustomization(object)
    ? [["spec"]]
    : [["spec", "source"], ...several].filter((path) => {
        const { state } = read(object, [...path, "path"]);
        return state === "known" || state === "unknown";
      });
}

/** Whether another delivery owns the same objects; undefined when that is not known yet. */
function delivers(one: Value, path: Path, other: Value): boolean | undefined {
  const fields = isKustomization(one) ? flux : argo;
  return any(
    pathsOf(other).map((at) =>
      every([
        sameValue(field(one, ["metadata", "namespace"]), field(other, ["metadata", "namespace"])),
        sameValue(field(one, ["spec", "destination"]), field(other, ["spec", "destination"])),
        ...fields.map((name) => sameValue(field(one, [...path, name]), field(other, [...at, name]))),
      ]),
    ),
  );
}

function field(object: Value, path: Path): Value {
  const reading = read(object, path);
  if (reading.state === "unknown") {
    return UNKNOWN;
  }
  const value = reading.state === "known" ? reading.value : null;
  return path.at(-1) === "path" && typeof value === "string" ? value.replace(/^(\.?\/)+|\/+$/g, "") : value;
}
