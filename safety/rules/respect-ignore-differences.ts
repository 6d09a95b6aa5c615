import { argoApplications, checkApplication, type ApplicationView } from "../application";
import { list, mustListOption } from "../expect";
import type { Finding } from "../finding";
import { defineRule, levels } from "../rule";

export const respectIgnoreDifferences = defineRule({
  id: "respect-ignore-differences",
  scope: "object",
  title: "A difference that is ignored is not overwritten by the next sync either",
  why:
    "The field ignoreDifferences alone only hides a difference: the Application is Synced, and the next sync, for whatever reason, " +
    "writes the value from Git all the same. An ignored primary.podIndex then forces the old primary back, and ignored " +
    "volumeClaimTemplates make the sync fail, because they cannot be changed.",
  severity: "medium",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [argoApplications],
  remedy: "Add RespectIgnoreDifferences=true to spec.syncPolicy.syncOptions.",
  references: [
    {
      title: "Argo CD: respect ignored differences",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#respect-ignore-difference-configs",
    },
    {
      title: "argo-cd #8501: claims of a StatefulSet that grew",
      url: "https://github.com/argoproj/argo-cd/issues/8501",
    },
  ],
  mechanical: true,
  check: (object) => checkApplication(object, application),
});

function application({ root, at }: ApplicationView): readonly Finding[] {
  const options = [...at, "spec", "syncPolicy", "syncOptions"];
  const because = "the next sync otherwise overwrites what spec.ignoreDifferences names";
  return list(root, [...at, "spec", "ignoreDifferences"], {
    known: ({ length }) =>
      length === 0 ? [] : mustListOption(["RespectIgnoreDifferences=true"], root, options, because),
  });
}
