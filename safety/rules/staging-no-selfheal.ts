import { argoApplications, checkApplication } from "../application";
import { environmentOf } from "../environment";
import { mustNotBeTrue } from "../expect";
import { defineRule } from "../rule";

const because = "self-heal then undoes a suspend, a failover or a restore within seconds";

export const stagingNoSelfheal = defineRule({
  id: "staging-no-selfheal",
  scope: "object",
  title: "Staging and production do not self-heal",
  why:
    "Self-heal reverts every manual change within seconds. Scaling down for a restore, suspending the operator or " +
    "promoting a replica is such a change, and staging is where these are rehearsed: with self-heal on, the rehearsal " +
    "fails there, or passes only because somebody switched off something that production has.",
  severity: "medium",
  levels: { dev: "advisory", staging: "advisory", production: "advisory" },
  appliesTo: [argoApplications],
  remedy: "Set spec.syncPolicy.automated.selfHeal: false, or leave selfHeal out.",
  references: [
    {
      title: "Argo CD: automatic self-healing",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-self-healing",
    },
    {
      title: "argo-cd #9344: nothing reminds of a disabled auto-sync",
      url: "https://github.com/argoproj/argo-cd/issues/9344",
    },
  ],
  mechanical: true,
  check: (object, context) =>
    environmentOf(object, context) === "dev"
      ? []
      : checkApplication(object, ({ root, at }) =>
          mustNotBeTrue(root, [...at, "spec", "syncPolicy", "automated", "selfHeal"], because),
        ),
});
