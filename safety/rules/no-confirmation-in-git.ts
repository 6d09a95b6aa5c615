import { argoApplications, checkApplication } from "../application";
import { is } from "../delivered";
import { inspect } from "../expect";
import type { Finding } from "../finding";
import {
  confirmationLabel,
  confirmDeletionAnnotation,
  confirmRestoreAnnotation,
  confirmWeakeningAnnotation,
} from "../labels";
import { appProjects, dataKinds, fluxHelmReleases, fluxKustomizations } from "../kinds";
import { defineRule, levels } from "../rule";
import { formatPath, type Path, type Value } from "../value";

const marks: readonly Path[] = [
  ["metadata", "annotations", confirmDeletionAnnotation],
  ["metadata", "annotations", confirmWeakeningAnnotation],
  ["metadata", "annotations", confirmRestoreAnnotation],
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
  appliesTo: [...dataKinds, argoApplications, appProjects, fluxKustomizations, fluxHelmReleases],
  remedy:
    "Remove the annotations and the label from metadata. To delete or weaken the live object, run mariadb-gitops confirm " +
    "KIND/NAME.",
  references: [
    {
      title: "Kubernetes: validating admission policies",
      url: "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
    },
  ],
  check: (object) =>
    is(object, argoApplications)
      ? checkApplication(object, ({ root, at }) => [
          ...marked(root, at),
          ...(at.length === 0 ? [] : marked(root, [])),
        ])
      : marked(object, []),
});

function marked(object: Value, at: Path): readonly Finding[] {
  return marks.flatMap((mark) => {
    const path = [...at, ...mark];
    const message = `must not set ${formatPath(path)}, because a person confirms the live object, never a manifest`;
    return inspect(object, path, { known: () => [{ path, message }] });
  });
}
