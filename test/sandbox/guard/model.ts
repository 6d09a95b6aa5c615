/**
 * The exhaustive model of the guard as the judge reads it, and who the cases are made for.
 */
import { guardManifests } from "../../../components/guard/manifests";
import { judge, type JudgedCase, type Judgement } from "./judge";
import { Cases, type ModelCase, type Stored } from "./model-cases";
import { actors, knownByName, places } from "./model-places";
import type { Thing } from "./objects";

export const manifests = guardManifests({ environment: "staging", namespaces: knownByName }, true);

/** What a cluster holds: an object of the API server, or what it would make of the stored one. */
export type Held = (stored: Stored) => Thing["object"];

/** A cluster that is only imagined: it adds the label of every namespace, and nothing else that a policy reads. */
export const imagined: Held = ({ thing: { object }, status }) => {
  const { name, labels } = object.metadata;
  const named = object.kind === "Namespace" ? { ...labels, "kubernetes.io/metadata.name": name } : labels;
  const metadata = { ...object.metadata, ...(named === undefined ? {} : { labels: named }) };
  return { ...object, metadata, ...(status === undefined ? {} : { status }) };
};

/** Asks the API server's code about the cases. @param mutate whether about every mutant of the policies too */
export async function judged(cases: readonly ModelCase[], held: Held, mutate: boolean): Promise<Judgement> {
  return judge({
    policies: manifests.map(({ name, policy, bindings }) => ({ name, policy, bindings })),
    namespaces: Object.values(places).map(({ name, labels }) => ({
      metadata: { name, labels: { ...labels, "kubernetes.io/metadata.name": name } },
    })),
    params: [],
    cases: cases.map((one) => judgedCase(one, held)),
    mutate,
  });
}

/** The whole object that an update sends. */
export function sent(
  one: Pick<ModelCase, "verb" | "stored" | "after">,
  held: Held,
): Thing["object"] | undefined {
  if (one.verb !== "UPDATE" || one.after === undefined) {
    return one.after;
  }
  const { metadata, status } = held(one.stored);
  const { resourceVersion, uid, labels } = metadata;
  const name = labels?.[nameLabel];
  const known = {
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(uid === undefined ? {} : { uid }),
    ...(name === undefined ? {} : { labels: { ...one.after.metadata.labels, [nameLabel]: name } }),
  };
  return {
    ...one.after,
    metadata: { ...one.after.metadata, ...known },
    ...(status === undefined ? {} : { status }),
  };
}

/** The API server writes it on every namespace. */
const nameLabel = "kubernetes.io/metadata.name";

function judgedCase(one: ModelCase, held: Held): JudgedCase {
  const { collection, object } = one.stored.thing;
  const [version = "", group = ""] = object.apiVersion.split("/").toReversed();
  const { name, namespace } = object.metadata;
  const after = sent(one, held);
  return {
    id: one.id,
    operation: one.verb,
    group,
    version,
    kind: object.kind,
    resource: collection.split("/").at(-1) ?? "",
    // The API server takes a namespace to be in itself.
    namespace: namespace ?? (object.kind === "Namespace" ? name : ""),
    name,
    ...(one.verb === "CREATE" ? {} : { oldObject: held(one.stored) }),
    ...(one.verb === "DELETE" || after === undefined ? {} : { object: after }),
    user: actors[one.actor].user,
    groups: ["system:authenticated"],
    verbs: actors[one.actor].verbs,
  };
}

export function allCases(): Cases {
  return new Cases(
    manifests.map(({ policy }) =>
      policy.spec.matchConstraints.resourceRules.flatMap(({ resources }) => resources),
    ),
  );
}
