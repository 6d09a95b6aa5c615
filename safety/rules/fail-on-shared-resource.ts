import { argoApplications, checkApplication } from "../application";
import { mustListOption } from "../expect";
import { isStateless } from "../labels";
import { defineRule } from "../rule";

const because = "two Applications that own one object overwrite each other, and the one that goes deletes it";

export const failOnSharedResource = defineRule({
  id: "fail-on-shared-resource",
  scope: "object",
  title: "The sync of data fails when another Application owns one of its objects",
  why:
    "When two Applications deliver one object, the later sync takes it over, and the Application that is renamed or " +
    "removed takes it along. Argo CD only warns, unless FailOnSharedResource=true makes the sync fail. At InfluxData in " +
    "2022 one duplicate name made Argo CD remove the product from a production region.",
  severity: "high",
  appliesTo: [argoApplications],
  remedy: "Add FailOnSharedResource=true to spec.syncPolicy.syncOptions.",
  references: [
    {
      title: "Argo CD: fail the sync if a shared resource is found",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#fail-the-sync-if-a-shared-resource-is-found",
    },
    {
      title: "InfluxData: how production was deleted, and what fixes it",
      url: "https://www.influxdata.com/blog/deleting-production-steps-how-fix-it/",
    },
  ],
  check: (object) =>
    checkApplication(object, ({ root, at }) =>
      isStateless(root, at)
        ? []
        : mustListOption(
            ["FailOnSharedResource=true"],
            root,
            [...at, "spec", "syncPolicy", "syncOptions"],
            because,
          ),
    ),
});
