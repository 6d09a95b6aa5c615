import { argoApplications, checkApplication } from "../application";
import { mustNotBeTrue } from "../expect";
import { defineRule, levels } from "../rule";

const because = "an empty source, such as a wrong path or branch, then wipes out every object";

export const allowEmptyFalse = defineRule({
  id: "allow-empty-false",
  scope: "object",
  title: "An empty source never counts as a wish to delete everything",
  why:
    "A renamed directory, a wrong branch or an overlay that renders nothing looks to Argo CD like the wish to have no " +
    "objects at all. Its automated sync refuses that (auto-sync will wipe out all resources), and allowEmpty: true " +
    "switches this refusal off. People have asked for more of this guard, not less (argo-cd #7412, #23645).",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [argoApplications],
  remedy: "Set spec.syncPolicy.automated.allowEmpty: false, or leave allowEmpty out.",
  references: [
    {
      title: "argo-cd #7412: limit what a sync may prune",
      url: "https://github.com/argoproj/argo-cd/issues/7412",
    },
    {
      title: "argo-cd #23645: the guard is bypassed by one remaining object",
      url: "https://github.com/argoproj/argo-cd/issues/23645",
    },
    {
      title: "Argo CD: automatic pruning with allow-empty",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-pruning-with-allow-empty-v18",
    },
  ],
  mechanical: true,
  check: (object) =>
    checkApplication(object, ({ root, at }) =>
      mustNotBeTrue(root, [...at, "spec", "syncPolicy", "automated", "allowEmpty"], because),
    ),
});
