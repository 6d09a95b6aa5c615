import { argoApplications, checkApplication } from "../application";
import { mustBeAbsent } from "../expect";
import type { Finding } from "../finding";
import { externalSecrets, mariadbGroup, sealedSecrets } from "../kinds";
import { identityOf, isTarget, type Target } from "../objects";
import { defineRule, levels } from "../rule";
import type { Path, Value } from "../value";

/** Marks by which the engines and Helm recognise what they own. */
const marks: Readonly<Record<"annotations" | "labels", readonly string[]>> = {
  annotations: [
    "argocd.argoproj.io/tracking-id",
    "meta.helm.sh/release-name",
    "meta.helm.sh/release-namespace",
  ],
  labels: [
    "app.kubernetes.io/instance",
    "argocd.argoproj.io/instance",
    "kustomize.toolkit.fluxcd.io/name",
    "kustomize.toolkit.fluxcd.io/namespace",
    "helm.toolkit.fluxcd.io/name",
    "helm.toolkit.fluxcd.io/namespace",
  ],
};

/** Where an object says what the objects carry that its controller makes. */
const templates: readonly Path[] = [
  ["inheritMetadata"],
  ["podMetadata"],
  ["service", "metadata"],
  ["primaryService", "metadata"],
  ["secondaryService", "metadata"],
  ["kubernetesService", "metadata"],
  ["storage", "volumeClaimTemplate", "metadata"],
  ["storage", "volumeSnapshot", "metadata"],
  ["galera", "config", "volumeClaimTemplate", "metadata"],
  ["config", "volumeClaimTemplate", "metadata"],
];

/** The same in what makes Secrets; a PhysicalBackup has a `target` of another sense. */
const templatesOfSecrets: readonly Path[] = [
  ["target", "template", "metadata"],
  ["template", "metadata"],
];

const makers: readonly Target[] = [{ group: mariadbGroup, kinds: ["*"] }, sealedSecrets, externalSecrets];

const because =
  "the engine then believes that it owns what the controller made, misses it in Git and prunes it";

export const noTrackingCopied = defineRule({
  id: "no-tracking-copied",
  scope: "object",
  title: "No object copies an engine's mark of ownership to what is made from it",
  why:
    "An engine prunes what carries its mark and is not in Git. Operators that copied labels from their objects to claims " +
    "had these claims pruned, with the data on them (Altinity clickhouse-operator #1272, zalando postgres-operator " +
    "#2569), and a Namespace that carries Argo CD's tracking id is deleted with the Application.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [argoApplications, ...makers],
  remedy:
    "Remove the mark from spec.inheritMetadata and from the other metadata templates of the spec, in an Application from " +
    "spec.syncPolicy.managedNamespaceMetadata.",
  references: [
    {
      title: "clickhouse-operator #1272: copied labels, pruned claims",
      url: "https://github.com/Altinity/clickhouse-operator/issues/1272",
    },
    {
      title: "postgres-operator #2569: copied labels",
      url: "https://github.com/zalando/postgres-operator/issues/2569",
    },
    {
      title: "Argo CD: resource tracking",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/",
    },
  ],
  check: (object) => {
    const { group, kind } = identityOf(object);
    return isTarget([argoApplications], group, kind)
      ? checkApplication(object, ({ root, at }) =>
          unmarked(root, [...at, "spec", "syncPolicy", "managedNamespaceMetadata"]),
        )
      : (group === mariadbGroup ? templates : templatesOfSecrets).flatMap((path) =>
          unmarked(object, ["spec", ...path]),
        );
  },
});

function unmarked(root: Value, at: Path): readonly Finding[] {
  return (["annotations", "labels"] as const).flatMap((map) =>
    marks[map].flatMap((name) => mustBeAbsent(root, [...at, map, name], because)),
  );
}
