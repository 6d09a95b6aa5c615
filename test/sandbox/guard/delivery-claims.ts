/**
 * What the guard's page claims about the fields of what delivers databases, see `claims.ts`.
 */
import { at, both, changed, set, switchedOn, switches } from "./claim-fields";
import { optionLists, weakerOptions, type Claim, type Plain } from "./claims";
import { account } from "./objects";

const automated = "spec.syncPolicy.automated";
const cascade = "resources-finalizer.argocd.argoproj.io";
const accounts = (names: string[]): object => set("spec.destinationServiceAccounts", names.map(account));

/** Claims about what delivers databases. */
export const deliveryClaims: readonly Claim[] = [
  {
    check: "staysPruneless",
    kinds: ["Application"],
    states: both(`${automated}.prune`, switches, `${automated}.allowEmpty`, switches),
    weakens: (before, after) =>
      ["prune", "allowEmpty"].some((key) => switchedOn(before, after, `${automated}.${key}`)),
  },
  {
    check: "keepsAppOptions",
    kinds: ["Application"],
    states: [
      ...optionLists.map((list) => set("spec.syncPolicy.syncOptions", list)),
      set("spec.syncPolicy", null),
    ],
    weakens: (before, after) => {
      const list = (side: Plain): string[] => (at(side, "spec.syncPolicy.syncOptions") ?? []) as string[];
      return weakerOptions(list(before), list(after));
    },
  },
  {
    check: "staysCascadeless",
    kinds: ["Application", "AppProject"],
    states: [[], [cascade], [`${cascade}/background`], ["other.example.com/hold"]].map((finalizers) =>
      set("metadata.finalizers", finalizers),
    ),
    weakens: (before, after) =>
      at(after, "kind") === "Application" &&
      (after.metadata.finalizers ?? []).some(
        (finalizer) =>
          finalizer.startsWith(cascade) && !(before.metadata.finalizers ?? []).includes(finalizer),
      ),
  },
  {
    check: "keepsAccounts",
    kinds: ["AppProject"],
    states: [["mariadb-sync"], ["mariadb-sync", "other"], ["other", "mariadb-sync"], ["other"], []].map(
      accounts,
    ),
    weakens: (before, after) => {
      const list = (side: Plain): string[] =>
        ((at(side, "spec.destinationServiceAccounts") ?? []) as object[]).map((entry) =>
          JSON.stringify(Object.entries(entry).sort()),
        );
      return list(before).some((entry, index) => list(after)[index] !== entry);
    },
  },
  {
    check: "staysPruneless",
    kinds: ["Kustomization"],
    states: both("spec.prune", [true, false, null], "spec.force", switches),
    weakens: (before, after) => ["prune", "force"].some((key) => switchedOn(before, after, `spec.${key}`)),
  },
  {
    check: "keepsDeletionPolicy",
    kinds: ["Kustomization"],
    states: ["Orphan", "MirrorPrune", "Delete", null].map((value) => set("spec.deletionPolicy", value)),
    weakens: (before, after) => {
      const [was, is] = [before, after].map((side) => at(side, "spec.deletionPolicy") ?? "MirrorPrune");
      return is !== "Orphan" && is !== was;
    },
  },
  {
    check: "keepsRemediation",
    kinds: ["HelmRelease"],
    states: both(
      "spec.upgrade.remediation.strategy",
      ["uninstall", "rollback", null],
      "spec.install.remediation.retries",
      [0, 1, 3, -1, null],
    ),
    weakens: (before, after) => {
      const uninstalls = (side: Plain): boolean =>
        at(side, "spec.upgrade.remediation.strategy") === "uninstall";
      const retries = (side: Plain): boolean => (at(side, "spec.install.remediation.retries") ?? 0) !== 0;
      return (uninstalls(after) && !uninstalls(before)) || (retries(after) && !retries(before));
    },
  },
  {
    check: "keepsRelease",
    kinds: ["HelmRelease"],
    states: [
      {},
      ...["releaseName", "targetNamespace", "storageNamespace"].flatMap((key) =>
        ["one", "two", null].map((value) => set(`spec.${key}`, value)),
      ),
      ...["Reinstall", null].map((value) => set("spec.upgrade.chartNameChangeStrategy", value)),
    ],
    weakens: (before, after) => {
      const strategy = "spec.upgrade.chartNameChangeStrategy";
      return (
        ["releaseName", "targetNamespace", "storageNamespace"].some((key) =>
          changed(before, after, `spec.${key}`),
        ) ||
        (at(before, strategy) === "InPlaceUpdate" && at(after, strategy) !== "InPlaceUpdate")
      );
    },
  },
  {
    check: "keepsAccount",
    kinds: ["Kustomization", "HelmRelease"],
    states: ["mariadb-sync", "admin", null].map((value) => set("spec.serviceAccountName", value)),
    weakens: (before, after) => changed(before, after, "spec.serviceAccountName"),
  },
];
