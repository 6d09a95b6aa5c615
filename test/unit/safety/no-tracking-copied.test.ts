import { UNKNOWN, type Path } from "../../../safety";
import { noTrackingCopied } from "../../../safety/rules/no-tracking-copied";
import { application, applicationSet, edit, mariadb, named } from "./objects";
import { table } from "./table";

const instance = ["labels", "app.kubernetes.io/instance"];
const tracking = ["annotations", "argocd.argoproj.io/tracking-id"];
const managed = ["spec", "syncPolicy", "managedNamespaceMetadata"];
const marked = (path: Path) => edit(mariadb(), ["spec", ...path], "x");

describe("no-tracking-copied", () => {
  table(noTrackingCopied, [
    { name: "a server", object: mariadb(), finds: [] },
    {
      name: "a physical backup whose target is a word",
      object: edit(
        named("k8s.mariadb.com/v1alpha1", "PhysicalBackup", "a"),
        ["spec", "target"],
        "PreferReplica",
      ),
      finds: [],
    },
    { name: "a server without a spec", object: edit(mariadb(), ["spec"], undefined), finds: [] },
    { name: "a label of its own", object: marked(["inheritMetadata", "labels", "team"]), finds: [] },
    {
      name: "settings that protect",
      object: edit(
        marked(["inheritMetadata", "annotations", "argocd.argoproj.io/sync-options"]),
        ["spec", "inheritMetadata", "labels", "kustomize.toolkit.fluxcd.io/prune"],
        "disabled",
      ),
      finds: [],
    },
    ...[
      instance,
      tracking,
      ["labels", "argocd.argoproj.io/instance"],
      ["labels", "kustomize.toolkit.fluxcd.io/name"],
      ["labels", "helm.toolkit.fluxcd.io/name"],
      ["annotations", "meta.helm.sh/release-name"],
    ].map(([map = "", name = ""]) => ({
      name: `the mark ${name}, in dev`,
      object: marked(["inheritMetadata", map, name]),
      environment: "dev",
      finds: [`spec.inheritMetadata.${map}["${name}"]`],
      message: /must not set spec\.inheritMetadata.*, because the engine then believes that it owns/,
    })),
    {
      name: "a mark on claims",
      object: marked(["storage", "volumeClaimTemplate", "metadata", ...instance]),
      finds: ['spec.storage.volumeClaimTemplate.metadata.labels["app.kubernetes.io/instance"]'],
    },
    {
      name: "a mark on a Secret that is made",
      object: edit(
        named("bitnami.com/v1alpha1", "SealedSecret", "x"),
        ["spec", "template", "metadata", ...tracking],
        "x",
      ),
      finds: ['spec.template.metadata.annotations["argocd.argoproj.io/tracking-id"]'],
    },
    {
      name: "labels that are not known yet",
      object: edit(mariadb(), ["spec", "inheritMetadata", "labels"], UNKNOWN),
      finds: ["spec.inheritMetadata.labels"],
      undecided: true,
    },
    {
      name: "a label of its own that is not known yet",
      object: edit(mariadb(), ["spec", "inheritMetadata", "labels", "team"], UNKNOWN),
      finds: [],
    },
    { name: "an Application", object: application("production"), finds: [] },
    {
      name: "an Application that marks its namespace",
      object: edit(application("production"), [...managed, ...tracking], "x"),
      finds: ['spec.syncPolicy.managedNamespaceMetadata.annotations["argocd.argoproj.io/tracking-id"]'],
    },
    {
      name: "an ApplicationSet that does",
      object: edit(applicationSet("production"), ["spec", "template", ...managed, ...instance], "x"),
      finds: ['spec.template.spec.syncPolicy.managedNamespaceMetadata.labels["app.kubernetes.io/instance"]'],
    },
  ]);
});
