import { field, notChanged, notSwitchedOn, type Side } from "./cel";
import type { Check, Guarded } from "./guarded";
import { labelledObjects, type Reach } from "./scope";

const deletionPolicy = (side: Side): string => field(side, "spec.deletionPolicy", '"MirrorPrune"');
const retries = (side: Side): string => field(side, "spec.install.remediation.retries", "0");
const remediation = (side: Side): string => field(side, "spec.upgrade.remediation.strategy", '"rollback"');

/** A text field, or what Flux takes when it is absent or empty. */
function effective(side: Side, path: string, absent: string): string {
  const value = field(side, path, '""');
  return `(${value} == "" ? ${absent} : ${value})`;
}

const ownNamespace = (side: Side): string => `${side}.metadata.namespace`;

/** CEL that is true when the same holds of both sides. */
function same(read: (side: Side) => string): string {
  return `(${read("object")} == ${read("oldObject")})`;
}

/** The path without the dot and the slash that mean nothing. */
function path(side: Side): string {
  const value = field(side, "spec.path", '""');
  return `(${value}.startsWith("./") ? ${value}.substring(2) : ${value} == "." ? "" : ${value})`;
}

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
  {
    name: "keepsInventory",
    kept:
      'request.kind.kind != "Kustomization" || ' +
      [
        same(path),
        ...["sourceRef.kind", "sourceRef.name", "targetNamespace", "namePrefix", "nameSuffix"].map((key) =>
          same((side) => field(side, `spec.${key}`, '""')),
        ),
        same((side) => effective(side, "spec.sourceRef.namespace", ownNamespace(side))),
      ].join(" && "),
    loss:
      "delivers other objects, and those that it delivered are left to be pruned " +
      "(path, sourceRef, targetNamespace, namePrefix or nameSuffix)",
  },
];

/** The release's name as helm-controller makes it; it shortens a longer one, which CEL cannot. */
function releaseName(side: Side): string {
  const target = field(side, "spec.targetNamespace", '""');
  const made = `(${target} == "" ? ${side}.metadata.name : ${target} + "-" + ${side}.metadata.name)`;
  return effective(side, "spec.releaseName", made);
}

const installedName = 'oldObject.?status.?history[?0].?name.orValue("")';

const releases: readonly Check[] = [
  {
    name: "keepsRemediation",
    kept:
      `(${remediation("object")} != "uninstall" || ${remediation("oldObject")} == "uninstall") && ` +
      `(${retries("object")} == 0 || ${retries("oldObject")} != 0) && ` +
      `(${notSwitchedOn("spec.install.remediation.remediateLastFailure")})`,
    loss: "makes Helm uninstall the release after a failure",
  },
  {
    name: "keepsRelease",
    kept:
      'request.kind.kind != "HelmRelease" || ' +
      [
        `(${same(releaseName)} || ${releaseName("object")} == ${installedName})`,
        ...["targetNamespace", "storageNamespace"].map((key) =>
          same((side) => effective(side, `spec.${key}`, ownNamespace(side))),
        ),
      ].join(" && "),
    loss: "makes Helm uninstall the release and install another one (releaseName, targetNamespace or storageNamespace)",
  },
  {
    name: "keepsChart",
    kept:
      `(${inPlace("object")} || !${inPlace("oldObject")}) && (${inPlace("object")} || ` +
      [
        ...["chart.spec.chart", "chartRef.kind", "chartRef.name"].map((key) =>
          same((side) => field(side, `spec.${key}`, '""')),
        ),
        same((side) => effective(side, "spec.chartRef.namespace", ownNamespace(side))),
      ].join(" && ") +
      ")",
    loss:
      "can make Helm uninstall the release and install another one (its chart); " +
      "with upgrade.chartNameChangeStrategy InPlaceUpdate a chart of another name upgrades it",
  },
];

function inPlace(side: Side): string {
  return `(${field(side, "spec.upgrade.chartNameChangeStrategy", '""')} == "InPlaceUpdate")`;
}

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
        kept: `(${notChanged("spec.serviceAccountName")}) && ${same((side) => field(side, "spec.kubeConfig", "{}"))}`,
        loss: "removes or changes serviceAccountName, the account that cannot delete, or the kubeConfig beside it",
      },
    ],
    scopes: labelledObjects(reach),
  };
}
