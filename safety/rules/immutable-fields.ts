import { eachKept, mustStay } from "../changes";
import { defineRule } from "../rule";
import { identityOf } from "../identity";
import { immutable } from "../immutable";
import { databaseObjects, operatorKinds, statefulSets, storageClasses, volumeClaims } from "../kinds";
import type { Target } from "../rule";

const targets: readonly Target[] = [
  databaseObjects,
  operatorKinds("Restore", "SqlJob"),
  volumeClaims,
  statefulSets,
  storageClasses,
];

export const immutableFields = defineRule({
  id: "immutable-fields",
  scope: "change",
  title: "No revision changes a field that cannot change",
  why:
    "The operator's webhook and the API server refuse such a change, so that every sync fails from then on, and with it " +
    "every other change of the same delivery. The usual way out, deleting the object so that the engine creates it " +
    "anew, or Flux's force: true which does the same, takes the data along. The character set of a Database, the host " +
    "of a User and the storage of a Backup are among these fields.",
  severity: "critical",
  appliesTo: targets,
  remedy:
    "Write the earlier value back. Make a new object under a new metadata.name instead; change a character set with " +
    "ALTER DATABASE in a migration, not in spec.characterSet.",
  references: [
    {
      title: "mariadb-operator: immutable fields in its webhooks",
      url: "https://github.com/mariadb-operator/mariadb-operator/tree/main/internal/webhook/v1alpha1",
    },
    {
      title: "flux2 #4392: a claim deleted by force",
      url: "https://github.com/fluxcd/flux2/issues/4392",
    },
  ],
  check: (change) =>
    eachKept(change, targets, (revisions) => {
      const because = "it cannot change on an object that exists, and every sync fails from then on";
      return (immutable[identityOf(revisions.after).kind] ?? []).flatMap(({ path, ...terms }) =>
        mustStay(revisions, path, { because, ...terms }),
      );
    }),
});
