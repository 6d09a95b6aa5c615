import { field, notSwitchedOn } from "../cel";
import type { Check } from "../check";
import type { Guarded } from "../policy";
import { labelledObjects, type Reach } from "../scope";
import { keepsSyncOptions } from "../sync-options";

const cascade = "resources-finalizer.argocd.argoproj.io";
const finalizers = (side: "oldObject" | "object"): string => field(side, "metadata.finalizers", "[]");
const options = (side: "oldObject" | "object"): string => field(side, "spec.syncPolicy.syncOptions", "[]");
const accounts = (side: "oldObject" | "object"): string =>
  field(side, "spec.destinationServiceAccounts", "[]");

const checks: readonly Check[] = [
  {
    name: "staysPruneless",
    kept: `(${notSwitchedOn("spec.syncPolicy.automated.prune")}) && (${notSwitchedOn("spec.syncPolicy.automated.allowEmpty")})`,
    loss: "switches on automated.prune or automated.allowEmpty",
  },
  {
    name: "keepsAppOptions",
    kept: keepsSyncOptions(options("oldObject"), options("object")),
    loss: "lets Argo CD delete or recreate databases (spec.syncPolicy.syncOptions)",
  },
  {
    name: "staysCascadeless",
    // On an AppProject the same finalizer only keeps the project while an Application uses it.
    kept:
      `request.kind.kind != "Application" || ${finalizers("object")}.all(finalizer, ` +
      `!finalizer.startsWith("${cascade}") || finalizer in ${finalizers("oldObject")})`,
    loss: `adds the finalizer ${cascade}, with which its deletion deletes the databases`,
  },
  {
    name: "keepsAccounts",
    // Argo CD takes the first entry that fits, so a new one may only come after those that are there.
    kept: `${accounts("oldObject")}.all(entry, ${accounts("object")}.indexOf(entry) == ${accounts("oldObject")}.indexOf(entry))`,
    loss: "removes, changes or overrides an entry of destinationServiceAccounts, the accounts that cannot delete",
  },
];

/** What Argo CD delivers databases with. */
export function argocd(reach: Reach): Guarded {
  return {
    name: "argocd",
    kinds: [{ group: "argoproj.io", resources: ["applications", "appprojects"] }],
    consequence: "Nothing delivers the databases then, and with a cascade they go too.",
    checks,
    scopes: labelledObjects(reach),
  };
}
