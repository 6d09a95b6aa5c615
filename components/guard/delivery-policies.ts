import { field, notChanged, notSwitchedOn, stays, type Side } from "./cel";
import { keepsSyncOptions, type Check } from "./object-checks";
import type { Guarded } from "./policy";
import { labelledObjects, type Reach } from "./scope";

const cascade = "resources-finalizer.argocd.argoproj.io";
const finalizers = (side: Side): string => field(side, "metadata.finalizers", "[]");
const options = (side: Side): string => field(side, "spec.syncPolicy.syncOptions", "[]");
const accounts = (side: Side): string => field(side, "spec.destinationServiceAccounts", "[]");

const argocdChecks: readonly Check[] = [
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
    checks: argocdChecks,
    scopes: labelledObjects(reach),
  };
}

const deletionPolicy = (side: Side): string => field(side, "spec.deletionPolicy", '"MirrorPrune"');
const retries = (side: Side): string => field(side, "spec.install.remediation.retries", "0");
const remediation = (side: Side): string => field(side, "spec.upgrade.remediation.strategy", '"rollback"');

const kustomizations: readonly Check[] = [
  {
    name: "staysPruneless",
    kept: `(${notSwitchedOn("spec.prune")}) && (${notSwitchedOn("spec.force")})`,
    loss: "switches on prune or force",
  },
  {
    name: "keepsDeletionPolicy",
    kept: `${deletionPolicy("object")} == "Orphan" || ${deletionPolicy("object")} == ${deletionPolicy("oldObject")}`,
    loss: "changes deletionPolicy to something else than Orphan",
  },
];

const releases: readonly Check[] = [
  {
    name: "keepsRemediation",
    kept:
      `(${remediation("object")} != "uninstall" || ${remediation("oldObject")} == "uninstall") && ` +
      `(${retries("object")} == 0 || ${retries("oldObject")} != 0)`,
    loss: "makes Helm uninstall the release after a failure",
  },
  {
    name: "keepsRelease",
    kept: [
      ...["releaseName", "targetNamespace", "storageNamespace"].map((key) => notChanged(`spec.${key}`)),
      stays("spec.upgrade.chartNameChangeStrategy", "InPlaceUpdate"),
    ]
      .map((kept) => `(${kept})`)
      .join(" && "),
    loss: "makes Helm uninstall the release and install another one (its name, namespaces or chartNameChangeStrategy)",
  },
];

/** What Flux delivers databases with. */
export function flux(reach: Reach): Guarded {
  return {
    name: "flux",
    kinds: [
      { group: "kustomize.toolkit.fluxcd.io", resources: ["kustomizations"] },
      { group: "helm.toolkit.fluxcd.io", resources: ["helmreleases"] },
    ],
    consequence: "Nothing delivers the databases then, and what it does not orphan goes too.",
    checks: [
      ...kustomizations,
      ...releases,
      {
        name: "keepsAccount",
        kept: notChanged("spec.serviceAccountName"),
        loss: "removes or changes serviceAccountName, the account that cannot delete",
      },
    ],
    scopes: labelledObjects(reach),
  };
}
