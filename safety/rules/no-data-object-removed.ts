import { removedMembers } from "../changes";
import { exceptionsOf } from "../exceptions";
import { aboutRemoved, type SetFinding } from "../finding";
import { dataKinds } from "../kinds";
import { identityOf, type Member } from "../objects";
import { defineRule } from "../rule";
import type { Value } from "../value";

const sql = "deleting it runs DROP or REVOKE unless the live object's cleanupPolicy is Skip";
const password = "the data can no longer be opened without the password that it holds or makes";

/** What comes of a deletion, by kind. */
const outcomes: Readonly<Record<string, string>> = {
  Database: sql,
  User: sql,
  Grant: sql,
  Namespace: "everything inside goes with it",
  CustomResourceDefinition: "every object of its kind goes with it",
  Backup: "no backup is taken any more",
  PhysicalBackup: "no backup is taken any more",
  PointInTimeRecovery: "no binary log is archived any more",
  Secret: password,
  SealedSecret: password,
  ExternalSecret: password,
};

export const noDataObjectRemoved = defineRule({
  id: "no-data-object-removed",
  scope: "change",
  title: "No revision removes an object that holds, makes or secures data",
  why:
    "An object that is missing in Git is pruned by an engine that may prune, or deleted by the next person who tidies " +
    "up: a Database object takes its tables with it, a Namespace everything inside. Both engines read the protection " +
    "from the live object, so a guard that is added in the very revision that removes the object comes too late. A " +
    "renamed object, or one that moves to another namespace, is removed as well.",
  severity: "critical",
  appliesTo: dataKinds,
  remedy:
    "Put the object back. To remove it on purpose, write an exception in metadata.annotations with a reason and an end; the live object stays " +
    "until a person confirms its deletion with mariadb-gitops confirm KIND/NAME and deletes it.",
  references: [
    {
      title: "mariadb-operator #643: databases dropped with their objects",
      url: "https://github.com/mariadb-operator/mariadb-operator/issues/643",
    },
    {
      title: "Argo CD: no prune resources",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources",
    },
    {
      title: "Flux: garbage collection",
      url: "https://fluxcd.io/flux/components/kustomize/kustomizations/#prune",
    },
  ],
  check: (change, context) => {
    const removed = removedMembers(change, ...dataKinds);
    const homes = Map.groupBy(change.after, (object) => nameless(object));
    const moves = Map.groupBy(removed, ({ object }) => {
      const [there] = homes.get(nameless(object)) ?? [];
      const { namespace, name } = identityOf(object);
      // An exception frees its own object and none of those that move with it.
      const alone = name === "" || there === undefined || exceptionsOf(object, context).length > 0;
      return alone ? undefined : `${namespace} ${identityOf(there).namespace}`;
    });
    return [...moves].flatMap(([move, members]) =>
      move === undefined ? members.flatMap(gone) : moved(members),
    );
  },
});

/** What an object is called in any namespace. */
function nameless(object: Value): string {
  const { group, kind, name } = identityOf(object);
  return JSON.stringify([group, kind, name]);
}

/** One change of a namespace moves everything in it, and is one finding. */
function moved(members: readonly Member[]): readonly SetFinding[] {
  const [first] = members;
  if (first === undefined || members.length === 1) {
    return members.flatMap(gone);
  }
  const others = members.length - 1;
  const message = `must not move to another namespace with ${others} more objects, because ${outcomeOf(first.object)}`;
  return aboutRemoved(first.index, [{ path: ["metadata", "namespace"], message }]);
}

function gone({ index, object }: Member): readonly SetFinding[] {
  const message = `must not disappear, because ${outcomeOf(object)}`;
  return aboutRemoved(index, [{ path: ["metadata", "name"], message }]);
}

function outcomeOf(object: Value): string {
  return outcomes[identityOf(object).kind] ?? "the data that hangs on it is deleted or left without an owner";
}
