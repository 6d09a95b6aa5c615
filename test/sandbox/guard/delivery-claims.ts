/**
 * What the guard's page claims about the fields of what delivers databases, see `claims.ts`.
 */
import { at, both, changed, set, switchedOn, switches } from "./claim-fields";
import { combined, optionLists, weakerOptions, type Claim, type Plain } from "./claims";
import { account } from "./objects";

const automated = "spec.syncPolicy.automated";
const cascade = "resources-finalizer.argocd.argoproj.io";
const accounts = (names: string[]): object => set("spec.destinationServiceAccounts", names.map(account));

const text = (object: Plain, path: string): string => (at(object, path) ?? "") as string;
const ownServer = "https://kubernetes.default.svc";

interface Sync {
  readonly prune?: boolean;
  readonly dryRun?: boolean;
  readonly syncOptions?: readonly string[];
  readonly syncStrategy?: Readonly<Partial<Record<"apply" | "hook", { readonly force?: boolean }>>>;
  readonly source?: object;
  readonly sources?: readonly object[];
}

const source = (other: object): object => ({
  repoURL: "https://example.com/databases.git",
  path: "gitops",
  ...other,
});

/** What Argo CD reads from a source, whatever the revision. */
function identity(one: object): string {
  const { repoURL = "", path = "", chart = "" } = one as Record<string, string | undefined>;
  return [repoURL, path, chart].join(" ");
}

/** The sources that Argo CD takes: the hydrated one, else several, else the single one. */
function sourcesOf(side: Plain): string[] {
  const hydrator = at(side, "spec.sourceHydrator") as
    Partial<Record<"drySource" | "syncSource", Record<string, string>>> | undefined;
  if (hydrator !== undefined) {
    const repoURL = hydrator.syncSource?.repoURL ?? hydrator.drySource?.repoURL ?? "";
    return [identity({ repoURL, path: hydrator.syncSource?.path ?? "" })];
  }
  const several = (at(side, "spec.sources") ?? []) as object[];
  return (several.length > 0 ? several : [at(side, "spec.source") ?? {}]).map(identity);
}

const hydrator = (syncSource: object, repoURL = "https://example.com/databases.git"): object =>
  set("spec.sourceHydrator", { drySource: { repoURL, path: "dry" }, syncSource });
const sourceStates: object[] = [
  {},
  ...[
    { repoURL: "https://example.com/other.git" },
    { path: "other" },
    { path: null, chart: "one" },
    { path: null, chart: "two" },
    { targetRevision: "v2" },
    { repoURL: null },
  ].map((other) => ({ spec: { source: other } })),
  set("spec.source", null),
  set("spec.sources", []),
  set("spec.sources", [source({})]),
  set("spec.sources", [source({ path: "other" })]),
  set("spec.sources", [source({}), source({ path: "other" })]),
  set(
    "spec.sources",
    Array.from({ length: 100 }, () => source({})),
  ),
  set(
    "spec.sources",
    Array.from({ length: 101 }, () => source({})),
  ),
  hydrator({ path: "gitops" }),
  hydrator({ path: "other" }),
  hydrator({ path: "gitops" }, "https://example.com/other.git"),
  hydrator({ path: "gitops", repoURL: "https://example.com/other.git" }),
  hydrator({}),
];

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
    ).concat(switches.map((value) => set("spec.install.remediation.remediateLastFailure", value))),
    weakens: (before, after) => {
      const uninstalls = (side: Plain): boolean =>
        at(side, "spec.upgrade.remediation.strategy") === "uninstall";
      const retries = (side: Plain): boolean => (at(side, "spec.install.remediation.retries") ?? 0) !== 0;
      return (
        (uninstalls(after) && !uninstalls(before)) ||
        (retries(after) && !retries(before)) ||
        switchedOn(before, after, "spec.install.remediation.remediateLastFailure")
      );
    },
  },
  {
    check: "keepsRelease",
    kinds: ["HelmRelease"],
    states: [
      {},
      ...["one", "two", null].map((value) => set("spec.releaseName", value)),
      ...both("spec.targetNamespace", ["guard-named", "two", null], "spec.releaseName", ["databases", null]),
      ...["guard-named", "two", null].map((value) => set("spec.storageNamespace", value)),
      { spec: { releaseName: "one" }, status: { history: [{ name: "two" }] } },
      { spec: { releaseName: "two" }, status: { history: [{ name: "two" }] } },
    ],
    weakens: (before, after) => {
      const own = (side: Plain): string => side.metadata.namespace ?? "";
      const target = (side: Plain): string => text(side, "spec.targetNamespace");
      const made = (side: Plain): string =>
        target(side) === "" ? side.metadata.name : `${target(side)}-${side.metadata.name}`;
      const release = (side: Plain): string => text(side, "spec.releaseName") || made(side);
      const installed = (at(before, "status.history") as { name: string }[] | undefined)?.[0]?.name ?? "";
      return (
        (release(after) !== release(before) && release(after) !== installed) ||
        ["targetNamespace", "storageNamespace"].some(
          (key) =>
            (text(after, `spec.${key}`) || own(after)) !== (text(before, `spec.${key}`) || own(before)),
        )
      );
    },
  },
  {
    check: "keepsChart",
    kinds: ["HelmRelease"],
    states: ["InPlaceUpdate", "Reinstall", null].flatMap((strategy) =>
      [
        {},
        set("spec.chart.spec.chart", "one"),
        set("spec.chartRef.kind", "HelmChart"),
        set("spec.chartRef.name", "renamed"),
        set("spec.chartRef.namespace", "guard-named"),
        set("spec.chartRef.namespace", "elsewhere"),
        set("spec.chartRef.namespace", ""),
      ].map((state) => combined(state, set("spec.upgrade.chartNameChangeStrategy", strategy))),
    ),
    weakens: (before, after) => {
      const inPlace = (side: Plain): boolean =>
        text(side, "spec.upgrade.chartNameChangeStrategy") === "InPlaceUpdate";
      const chart = (side: Plain): string =>
        JSON.stringify([
          ...["chart.spec.chart", "chartRef.kind", "chartRef.name"].map((key) => text(side, `spec.${key}`)),
          text(side, "spec.chartRef.namespace") || side.metadata.namespace,
        ]);
      return !inPlace(after) && (inPlace(before) || chart(after) !== chart(before));
    },
  },
  {
    check: "keepsInventory",
    kinds: ["Kustomization"],
    states: [
      {},
      ...[".", "./", "", "./a", "a", "./b"].map((path) => set("spec.path", path)),
      ...["sourceRef.kind", "sourceRef.name", "targetNamespace", "namePrefix", "nameSuffix"].flatMap((key) =>
        ["other", "", null].map((value) => set(`spec.${key}`, value)),
      ),
      ...["guard-named", "elsewhere", ""].map((value) => set("spec.sourceRef.namespace", value)),
    ],
    weakens: (before, after) => {
      const path = (side: Plain): string => text(side, "spec.path").replace(/^\.(\/|$)/, "");
      const inventory = (side: Plain): string =>
        JSON.stringify([
          path(side),
          ...["sourceRef.kind", "sourceRef.name", "targetNamespace", "namePrefix", "nameSuffix"].map((key) =>
            text(side, `spec.${key}`),
          ),
          text(side, "spec.sourceRef.namespace") || side.metadata.namespace,
        ]);
      return inventory(before) !== inventory(after);
    },
  },
  {
    check: "keepsAccount",
    kinds: ["Kustomization", "HelmRelease"],
    states: [
      ...["mariadb-sync", "admin", null].map((value) => set("spec.serviceAccountName", value)),
      ...["admin", "other"].map((name) => set("spec.kubeConfig.secretRef.name", name)),
    ],
    weakens: (before, after) =>
      changed(before, after, "spec.serviceAccountName") ||
      JSON.stringify(at(before, "spec.kubeConfig")) !== JSON.stringify(at(after, "spec.kubeConfig")),
  },
  {
    check: "keepsProject",
    kinds: ["Application"],
    states: ["databases", "default", null].map((project) => set("spec.project", project)),
    weakens: (before, after) => text(before, "spec.project") !== text(after, "spec.project"),
  },
  {
    check: "keepsDestination",
    kinds: ["Application"],
    states: [
      {},
      ...["elsewhere", null].map((namespace) => set("spec.destination.namespace", namespace)),
      ...both("spec.destination.server", [null, ownServer, "https://elsewhere"], "spec.destination.name", [
        null,
        "in-cluster",
        "other",
        "another",
        ownServer,
      ]),
    ],
    weakens: (before, after) => {
      const place = (side: Plain): string => {
        const name = text(side, "spec.destination.name");
        const server = text(side, "spec.destination.server");
        const own = name === "in-cluster" || (name === "" && server === ownServer);
        return JSON.stringify([
          own ? "own" : name === "" ? `server ${server}` : `name ${name}`,
          text(side, "spec.destination.namespace"),
        ]);
      };
      return place(before) !== place(after);
    },
  },
  {
    check: "keepsSources",
    kinds: ["Application"],
    states: sourceStates,
    weakens: (before, after) => {
      const [was, is] = [sourcesOf(before), sourcesOf(after)];
      return (
        was.join() !== is.join() &&
        (was.some((source) => !is.includes(source)) || is.length > 100 || was.length > 100)
      );
    },
  },
  {
    check: "keepsOperation",
    kinds: ["Application"],
    states: [
      {},
      { operation: {} },
      ...[
        {},
        { revision: "v2" },
        { prune: true },
        { prune: false },
        { prune: true, dryRun: true },
        { dryRun: true, syncOptions: ["Force=true"] },
        { dryRun: false, prune: true },
        ...["apply", "hook"].flatMap((key) =>
          [true, false].map((force) => ({ syncStrategy: { [key]: { force } } })),
        ),
        ...["Replace=true", "Force=true", "ServerSideApply=true"].map((option) => ({
          syncOptions: [option],
        })),
        { source: source({}) },
        { source: source({ path: "other" }) },
        { sources: [], source: source({ path: "other" }) },
        { sources: [source({}), source({ path: "other" })] },
        { sources: [source({})] },
        { sources: Array.from({ length: 101 }, () => source({})) },
        { sources: Array.from({ length: 100 }, () => source({})) },
      ].map((sync) => ({ operation: { sync } })),
      set("spec.syncPolicy.automated.prune", true),
      {
        operation: { sync: { prune: true } },
        spec: { syncPolicy: { automated: { prune: true }, syncOptions: ["Replace=true"] } },
      },
      {
        operation: { sync: { syncOptions: ["Replace=true"] } },
        spec: { syncPolicy: { syncOptions: ["Replace=true"] } },
      },
      set("spec.syncPolicy.syncOptions", ["Replace=true", "Force=true"]),
    ],
    weakens: (before, after) => {
      const sync = at(after, "operation.sync") as Sync | undefined;
      if (
        sync === undefined ||
        sync.dryRun === true ||
        JSON.stringify(at(before, "operation")) === JSON.stringify(at(after, "operation"))
      ) {
        return false;
      }
      const known = sourcesOf(before);
      const options = (at(before, "spec.syncPolicy.syncOptions") ?? []) as string[];
      const read =
        (sync.sources ?? []).length > 0
          ? (sync.sources ?? [])
          : sync.source === undefined
            ? []
            : [sync.source];
      return (
        (sync.prune === true && at(before, "spec.syncPolicy.automated.prune") !== true) ||
        [sync.syncStrategy?.apply, sync.syncStrategy?.hook].some((strategy) => strategy?.force === true) ||
        ["Replace=true", "Force=true"].some(
          (option) => (sync.syncOptions ?? []).includes(option) && !options.includes(option),
        ) ||
        read.length > 100 ||
        read.some((one) => !known.includes(identity(one)))
      );
    },
  },
  {
    check: "keepsGenerated",
    kinds: ["ApplicationSet"],
    states: both(
      "spec.syncPolicy.preserveResourcesOnDeletion",
      switches,
      "spec.syncPolicy.applicationsSync",
      ["create-only", "create-update", "create-delete", "sync", null],
    ),
    weakens: (before, after) => {
      const keeps = (side: Plain): boolean =>
        ["create-only", "create-update"].includes(text(side, "spec.syncPolicy.applicationsSync"));
      const preserves = (side: Plain): boolean =>
        at(side, "spec.syncPolicy.preserveResourcesOnDeletion") === true;
      return (preserves(before) && !preserves(after)) || (keeps(before) && !keeps(after));
    },
  },
  {
    check: "keepsReach",
    kinds: ["ClusterRole"],
    states: ["guard-both,guard-named", "guard-both", "guard-named,guard-both,more", "", null].map(
      (names) => ({
        metadata: { annotations: { "mariadb-gitops.dev/guarded-namespaces": names } },
      }),
    ),
    weakens: (before, after) => {
      const names = (side: Plain): string[] =>
        (side.metadata.annotations?.["mariadb-gitops.dev/guarded-namespaces"] ?? "")
          .split(",")
          .filter(Boolean);
      return names(before).some((name) => !names(after).includes(name));
    },
  },
];
