import { field, notChanged, notSwitchedOn, stays } from "../cel";
import type { Check } from "../check";
import type { Guarded } from "../policy";
import { labelledObjects, type Reach } from "../scope";

const deletionPolicy = (side: "oldObject" | "object"): string =>
  field(side, "spec.deletionPolicy", '"MirrorPrune"');
const retries = (side: "oldObject" | "object"): string =>
  field(side, "spec.install.remediation.retries", "0");
const remediation = (side: "oldObject" | "object"): string =>
  field(side, "spec.upgrade.remediation.strategy", '"rollback"');

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
