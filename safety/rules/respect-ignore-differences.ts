import { argoApplications, checkApplication } from "../application";
import type { ApplicationView } from "../application";
import { inspect, mustListOption } from "../expect";
import { misshapen } from "../finding";
import type { Finding } from "../finding";
import { defineRule, levels } from "../rule";
import { isList } from "../value";

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
  check: (object) => checkApplication(object, application),
});

function application({ root, at }: ApplicationView): readonly Finding[] {
  return inspect(root, [...at, "spec", "ignoreDifferences"], {
    known: (list, path) => {
      if (!isList(list)) {
        return [misshapen(path, "a list", list)];
      }
      const because = "the next sync otherwise overwrites what spec.ignoreDifferences names";
      return list.length === 0
        ? []
        : mustListOption(
            ["RespectIgnoreDifferences=true"],
            root,
            [...at, "spec", "syncPolicy", "syncOptions"],
            because,
          );
    },
  });
}
