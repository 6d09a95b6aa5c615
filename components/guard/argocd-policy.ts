import { field, notSwitchedOn, text, texts, type Side } from "./cel";
import type { Check, Guarded } from "./guarded";
import { keepsSyncOptions, mostOptions, recreating } from "./object-checks";
import { labelledObjects, type Reach } from "./scope";

const cascade = "resources-finalizer.argocd.argoproj.io";
const finalizers = (side: Side): string => field(side, "metadata.finalizers", "[]");
const options = (side: Side): string => field(side, "spec.syncPolicy.syncOptions", "[]");
const accounts = (side: Side): string => field(side, "spec.destinationServiceAccounts", "[]");

/** More entries than these are refused unless they are the same: comparing them would cost more than a request may. */
const mostEntries = 100;

/** The cluster that Argo CD runs in, by either of its names. */
const ownCluster = { server: "https://kubernetes.default.svc", name: "in-cluster" };

function cluster(side: Side): string {
  const [server, name] = ["server", "name"].map((key) => field(side, `spec.destination.${key}`, '""'));
  return `(${name} == "" ? ${server} : ${name} == ${text(ownCluster.name)} ? ${text(ownCluster.server)} : "name " + ${name})`;
}

/** What a source reads, without the revision, which changes every day. */
function identity(source: string): string {
  const parts = ["repoURL", "path", "chart"].map((key) => `${source}.?${key}.orValue("")`);
  return parts.join(' + " " + ');
}

/** The sources that Argo CD takes: the hydrated one, else several, else the single one. */
function sources(side: Side): string {
  const hydrator = `${side}.?spec.?sourceHydrator`;
  const repository = `${hydrator}.?syncSource.?repoURL.orValue(${hydrator}.?drySource.?repoURL.orValue(""))`;
  const hydrated = `${repository} + " " + ${hydrator}.?syncSource.?path.orValue("") + " "`;
  const several = field(side, "spec.sources", "[]");
  return (
    `${hydrator}.hasValue() ? [${hydrated}] : (size(${several}) > 0 ? ${several} : ` +
    `[${field(side, "spec.source", "{}")}]).map(source, ${identity("source")})`
  );
}

const sync = "object.?operation.?sync";

/** What one sync does beyond the settings of the Application, and only when it is asked for. */
const operation: Check = {
  name: "keepsOperation",
  variables: {
    operationSources:
      `(size(${sync}.?sources.orValue([])) > 0 ? ${sync}.?sources.orValue([]) : ` +
      `${sync}.?source.hasValue() ? [${sync}.?source.orValue({})] : []).map(source, ${identity("source")})`,
  },
  kept: [
    'object.?operation.orValue({}) == oldObject.?operation.orValue({}) || request.kind.kind != "Application"',
    `${sync}.?dryRun.orValue(false) == true`,
    [
      `(${sync}.?prune.orValue(false) != true || ${field("oldObject", "spec.syncPolicy.automated.prune", "false")} == true)`,
      `["apply", "hook"].all(strategy, ${sync}.?syncStrategy[?strategy].?force.orValue(false) != true)`,
      `${texts(recreating)}.all(option, !(option in ${sync}.?syncOptions.orValue([])) || option in ${options("oldObject")})`,
      `size(variables.operationSources) <= ${String(mostEntries)}`,
      "variables.operationSources.all(source, source in variables.sourcesBefore)",
    ].join(" && "),
  ].join(" || "),
  loss: "starts a sync that prunes, forces, replaces or reads another source (operation.sync)",
};

const checks: readonly Check[] = [
  {
    name: "staysPruneless",
    kept: `(${notSwitchedOn("spec.syncPolicy.automated.prune")}) && (${notSwitchedOn("spec.syncPolicy.automated.allowEmpty")})`,
    loss: "switches on automated.prune or automated.allowEmpty",
  },
  {
    name: "keepsAppOptions",
    kept: keepsSyncOptions(options("oldObject"), options("object")),
    loss: `lets Argo CD delete or recreate databases (spec.syncPolicy.syncOptions), or sets more than ${String(mostOptions)} options`,
  },
  {
    name: "staysCascadeless",
    // On an AppProject the same finalizer only keeps the project while an Application uses it.
    kept:
      `request.kind.kind != "Application" || ${finalizers("object")} == ${finalizers("oldObject")} || ` +
      `${finalizers("object")}.filter(finalizer, finalizer.startsWith("${cascade}")).all(finalizer, ` +
      `finalizer in ${finalizers("oldObject")})`,
    loss: `adds the finalizer ${cascade}, with which its deletion deletes the databases`,
  },
  {
    name: "keepsProject",
    kept: `${field("object", "spec.project", '""')} == ${field("oldObject", "spec.project", '""')}`,
    loss: "moves it to another project, where an account may delete (spec.project)",
  },
  {
    name: "keepsDestination",
    kept:
      `${cluster("object")} == ${cluster("oldObject")} && ` +
      `${field("object", "spec.destination.namespace", '""')} == ${field("oldObject", "spec.destination.namespace", '""')}`,
    loss: "delivers to another cluster or namespace, and what it delivered is left to be pruned (spec.destination)",
  },
  {
    name: "keepsSources",
    variables: { sourcesBefore: sources("oldObject"), sourcesAfter: sources("object") },
    // Another one may come beside them.
    kept:
      `variables.sourcesAfter == variables.sourcesBefore || ` +
      `size(variables.sourcesBefore) <= ${String(mostEntries)} && size(variables.sourcesAfter) <= ${String(mostEntries)} && ` +
      "variables.sourcesBefore.all(source, source in variables.sourcesAfter)",
    loss: "delivers from another repository, path or chart, and what it delivered is left to be pruned (spec.source)",
  },
  operation,
  {
    name: "keepsAccounts",
    // Argo CD takes the first entry that fits, so a new one may only come after those that are there.
    kept:
      `${accounts("object")} == ${accounts("oldObject")} || size(${accounts("oldObject")}) <= size(${accounts("object")}) && ` +
      `size(${accounts("object")}) <= ${String(mostEntries)} && ` +
      `${accounts("oldObject")}.all(entry, ${accounts("object")}.indexOf(entry) == ${accounts("oldObject")}.indexOf(entry))`,
    loss: "removes, changes or overrides an entry of destinationServiceAccounts, the accounts that cannot delete",
  },
  {
    name: "keepsGenerated",
    // What the template does to an Application is judged at the Application, which carries its own label.
    kept:
      `request.kind.kind != "ApplicationSet" || ` +
      `(${field("oldObject", "spec.syncPolicy.preserveResourcesOnDeletion", "false")} != true || ` +
      `${field("object", "spec.syncPolicy.preserveResourcesOnDeletion", "false")} == true) && ` +
      `(!(${applicationsSync("oldObject")} in ["create-only", "create-update"]) || ` +
      `${applicationsSync("object")} in ["create-only", "create-update"])`,
    loss: "lets it delete its Applications (preserveResourcesOnDeletion, applicationsSync)",
  },
];

function applicationsSync(side: Side): string {
  return field(side, "spec.syncPolicy.applicationsSync", '"sync"');
}

/** What Argo CD delivers databases with. */
export function argocd(reach: Reach): Guarded {
  return {
    name: "argocd",
    kinds: [{ group: "argoproj.io", resources: ["applications", "applicationsets", "appprojects"] }],
    consequence: "Nothing delivers the databases then, and with a cascade they go too.",
    checks,
    scopes: labelledObjects(reach),
  };
}
