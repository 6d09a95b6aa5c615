import { about, undecided, type Finding, type SetFinding } from "../finding";
import { externalSecrets, mariadbs, operatorKinds, sealedSecrets, secrets } from "../kinds";
import { identityOf, membersOf, shareNamespace, textAt, type Member, type Target } from "../objects";
import { defineRule } from "../rule";
import { read, type Path, type Value } from "../value";

const watch = "k8s.mariadb.com/watch";
const readers: readonly Target[] = [mariadbs, operatorKinds("User")];
const producers: readonly Target[] = [secrets, sealedSecrets, externalSecrets];

/** Where an object names the Secret of a password. */
const references: readonly Path[] = [
  ["spec", "rootPasswordSecretKeyRef", "name"],
  ["spec", "passwordSecretKeyRef", "name"],
  ["spec", "passwordHashSecretKeyRef", "name"],
  ["spec", "metrics", "passwordSecretKeyRef", "name"],
  ["spec", "replication", "replica", "replPasswordSecretKeyRef", "name"],
];

export const secretWatchLabel = defineRule({
  id: "secret-watch-label",
  scope: "set",
  title: "A Secret with a database password carries the label that the operator watches",
  why:
    "The operator notices a changed Secret only where it carries the label; otherwise it reads it at its next round, " +
    "after up to ten hours. Until then the applications have the new password and the server the old one, and a " +
    "rotation after a leak has not happened.",
  severity: "medium",
  levels: { dev: "advisory", staging: "advisory", production: "mandatory" },
  appliesTo: [...readers, ...producers],
  remedy:
    'Add the label k8s.mariadb.com/watch: "" to metadata.labels of the Secret: spec.template.metadata.labels ' +
    "of a SealedSecret, spec.target.template.metadata.labels of an ExternalSecret.",
  references: [
    {
      title: "mariadb-operator: configuration and the watch label",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/configuration.md",
    },
  ],
  check: (objects) => {
    const used = membersOf(objects, ...readers);
    return membersOf(objects, ...producers).flatMap((producer) => unwatched(producer, used));
  },
});

function unwatched({ index, object }: Member, readers: readonly Member[]): readonly SetFinding[] {
  const secret = textAt(object, ["spec", "target", "name"]) || identityOf(object).name;
  const isUsed = readers.some(
    (reader) =>
      shareNamespace(reader.object, object) &&
      references.some((path) => secret !== "" && textAt(reader.object, path) === secret),
  );
  return isUsed ? about(index, labelled(object, [...labels(object), watch])) : [];
}

function labels(object: Value): Path {
  switch (identityOf(object).kind) {
    case "ExternalSecret":
      return ["spec", "target", "template", "metadata", "labels"];
    case "SealedSecret":
      return ["spec", "template", "metadata", "labels"];
    default:
      return ["metadata", "labels"];
  }
}

/** The value does not matter to the operator. */
function labelled(object: Value, path: Path): readonly Finding[] {
  const reading = read(object, path);
  if (reading.state === "known") {
    return [];
  }
  const message = `must give its Secret the label ${watch}, because a changed password goes unnoticed for hours otherwise`;
  return [reading.state === "unknown" ? undecided(reading.path) : { path, message }];
}
