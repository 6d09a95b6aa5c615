import { argoApplications, checkApplication, type ApplicationView } from "../application";
import { environmentOf } from "../environment";
import { boolean, inspect, map } from "../expect";
import type { Finding } from "../finding";
import { defineRule } from "../rule";
import { formatPath, type Value } from "../value";

export const prodManualSync = defineRule({
  id: "prod-manual-sync",
  scope: "object",
  title: "Production syncs only when a person or the promotion pipeline starts it",
  why:
    "With automated sync every merge that touches the path reaches the production database at once, with nobody " +
    "looking at the diff; self-heal then undoes a suspend, a failover or a restore in seconds, and a rollback is " +
    "refused. The mere presence of `automated: {}` switches automated sync on, and `enabled: null` means enabled.",
  severity: "high",
  levels: { dev: "advisory", staging: "advisory", production: "mandatory" },
  appliesTo: [argoApplications],
  remedy: "Remove spec.syncPolicy.automated, or set spec.syncPolicy.automated.enabled: false.",
  references: [
    {
      title: "Argo CD: automated sync policy",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/",
    },
    {
      title: "Argo CD: progressive syncs of an ApplicationSet",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Progressive-Syncs/",
    },
  ],
  check: (object, context) =>
    environmentOf(object, context) === "production" ? checkApplication(object, application) : [],
});

function application(view: ApplicationView): readonly Finding[] {
  return [...automated(view), ...(view.generated ? rollingSync(view.root) : operation(view.root))];
}

function automated({ root, at }: ApplicationView): readonly Finding[] {
  const path = [...at, "spec", "syncPolicy", "automated"];
  const on = { path, message: `must not switch on ${formatPath(path)} in production` };
  return map(root, path, {
    known: () =>
      boolean(root, [...path, "enabled"], {
        known: (enabled) => (enabled ? [on] : []),
        absent: () => [on],
      }),
  });
}

/** An operation in the manifest is a sync that starts as soon as the Application is applied. */
function operation(root: Value): readonly Finding[] {
  const path = ["operation"];
  const message =
    "must not declare an operation in production, because it starts a sync as soon as it is applied";
  return inspect(root, path, { known: () => [{ path, message }] });
}

/** The controller of a rolling sync syncs the Applications itself. */
function rollingSync(root: Value): readonly Finding[] {
  const path = ["spec", "strategy", "type"];
  const message =
    "must leave spec.strategy.type at AllAtOnce in production, because a rolling sync starts syncs by itself";
  return inspect(root, path, {
    known: (type) => (type === "AllAtOnce" || type === "" ? [] : [{ path, message }]),
  });
}
