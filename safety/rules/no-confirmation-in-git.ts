import { confirmationLabel, confirmDeletionAnnotation, confirmWeakeningAnnotation } from "../labels";
import { everyKind } from "../objects";
import { defineRule, levels } from "../rule";
import { formatPath, read, type Path } from "../value";

const marks: readonly Path[] = [
  ["metadata", "annotations", confirmDeletionAnnotation],
  ["metadata", "annotations", confirmWeakeningAnnotation],
  ["metadata", "labels", confirmationLabel],
];

export const noConfirmationInGit = defineRule({
  id: "no-confirmation-in-git",
  scope: "object",
  title: "No manifest confirms a deletion or a weakening",
  why:
    "A confirmation is for one live object and one hour, by a person who looks at that object. In a manifest it is there " +
    "for every object of that name, for as long as the manifest is: in dev, where the name is enough, an engine would " +
    "confirm with each sync and the deletion guard protect nothing; elsewhere the guard refuses to create the object.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [everyKind],
  remedy:
    "Remove the annotations and the label. To delete or weaken the live object, run mariadb-gitops confirm KIND/NAME.",
  references: [
    {
      title: "Kubernetes: validating admission policies",
      url: "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
    },
  ],
  check: (object) =>
    marks.flatMap((path) => {
      // What is not known yet is left to the guard: it refuses objects that are created confirmed.
      const message = `must not set ${formatPath(path)}, because a person confirms the live object, never a manifest`;
      return read(object, path).state === "known" ? [{ path, message }] : [];
    }),
});
