/**
 * The exhaustive model of the guard as the judge reads it, and who the cases are made for.
 */
import { guardManifests } from "../../../components/guard/manifests";
import { noted } from "../../../components/guard/validations";
import { judge, type JudgedCase, type Judgement } from "./judge";
import { Cases, type ModelCase, type Stored } from "./model-cases";
import { actors, allPlaces, clock, knownByName } from "./model-places";
import { thing, type Thing } from "./objects";
import { ownUid } from "./confirmation-cases";

/** With a second person, as in production; dev's simple form is not in the model. */
export const manifests = guardManifests(
  { environment: "staging", namespaces: knownByName, clock, secondPerson: true },
  true,
);

/** The time, for the guard. */
export const lease = thing("coordination.k8s.io/v1", "leases", {
  kind: "Lease",
  metadata: { namespace: clock.namespace, name: clock.name },
  spec: { renewTime: clock.now.replace("Z", ".000000Z") },
});

/** What a cluster holds: an object of the API server, or what it would make of the stored one. */
export type Held = (stored: Stored) => Thing["object"];

/** A cluster that is only imagined: it adds the uid, the label of every namespace, and nothing else that a policy reads. */
export const imagined: Held = ({ thing: { object }, status }) => {
  const { name, labels } = object.metadata;
  const named = object.kind === "Namespace" ? { ...labels, "kubernetes.io/metadata.name": name } : labels;
  const uid = "00000000-0000-0000-0000-00000000000a";
  const metadata = { ...object.metadata, uid, ...(named === undefined ? {} : { labels: named }) };
  return withUid({ ...object, metadata, ...(status === undefined ? {} : { status }) }, uid);
};

/** The object with its uid where a confirmation names it. */
export function withUid(object: Thing["object"], uid: string): Thing["object"] {
  return JSON.parse(JSON.stringify(object).replaceAll(ownUid, uid)) as Thing["object"];
}

/** How the match condition `noted` is written: with the variables that it is made of, or as the API server has it. */
export type Writing = "by its variables" | "written out";

/** Asks the API server's code about the cases. @param mutate whether about every mutant of the policies too */
export async function judged(
  cases: readonly ModelCase[],
  held: Held,
  mutate: boolean,
  writing: Writing = "written out",
): Promise<Judgement> {
  return judge({
    policies: thoroughFirst(manifests).map(({ name, policy, bindings }) => ({
      name,
      policy: writing === "written out" ? policy : withVariables(policy),
      bindings,
    })),
    namespaces: Object.values(allPlaces).map(({ name, labels, ...rest }) => ({
      metadata: { name, labels: { ...labels, "kubernetes.io/metadata.name": name }, ...rest },
    })),
    params: [lease.object],
    cases: cases.map((one) => judgedCase(one, held)),
    mutate,
  });
}

/** The metadata have all their cases for a kind of this policy; a mutant that they tell apart is tried in no other one. */
function thoroughFirst<Named extends { name: string }>(policies: readonly Named[]): Named[] {
  return [...policies].sort((one, other) => Number(other.name === "sql") - Number(one.name === "sql"));
}

/** So that a mutant of a variable is one of the condition too. */
function withVariables(policy: (typeof manifests)[number]["policy"]): object {
  const { matchConditions } = policy.spec as {
    matchConditions?: readonly { name: string; expression: string }[];
  };
  const written = matchConditions?.map((one) => (one.name === "noted" ? { ...one, expression: noted } : one));
  return {
    ...policy,
    spec: { ...policy.spec, ...(written === undefined ? {} : { matchConditions: written }) },
  };
}

/** The whole object that a request sends. */
export function sent(
  one: Pick<ModelCase, "verb" | "stored" | "after" | "subresource">,
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
  const { status: sentStatus, ...object } = one.after;
  // The API server takes a status where it is written by itself, and an Application has none of that kind.
  const takesStatus = one.subresource === "status" || one.stored.kind === "Application";
  const written = takesStatus ? (sentStatus ?? status) : status;
  const after = {
    ...object,
    metadata: { ...one.after.metadata, ...known },
    ...(written === undefined ? {} : { status: written }),
  };
  return withUid(after, uid ?? "");
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
    ...(one.subresource === undefined ? {} : { subresource: one.subresource }),
    // The API server takes a namespace to be in itself.
    namespace: namespace ?? (object.kind === "Namespace" ? name : ""),
    name,
    ...(one.verb === "CREATE" ? {} : { oldObject: held(one.stored) }),
    ...(one.verb === "DELETE" || after === undefined ? {} : { object: after }),
    user: actors[one.actor].user,
    groups: ["system:authenticated"],
    verbs: actors[one.actor].verbs,
    ...(one.clockless === true ? { withoutParams: [`${clock.namespace}/${clock.name}`] } : {}),
  };
}

export function allCases(): Cases {
  return new Cases();
}
