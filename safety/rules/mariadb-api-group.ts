import { text } from "../expect";
import { shown } from "../finding";
import { groupOf } from "../objects";
import { defineRule } from "../rule";

/** One group: which of its versions are gone, and what to write instead. */
interface Past {
  readonly group: string;
  readonly versions: RegExp;
  readonly instead: string;
}

const past: readonly Past[] = [
  { group: "mariadb.mmontes.io", versions: /^/, instead: "k8s.mariadb.com/v1alpha1" },
  { group: "external-secrets.io", versions: /^v1beta1$/, instead: "external-secrets.io/v1" },
  { group: "helm.toolkit.fluxcd.io", versions: /^v2beta\d+$/, instead: "helm.toolkit.fluxcd.io/v2" },
  { group: "source.toolkit.fluxcd.io", versions: /^v1beta\d+$/, instead: "source.toolkit.fluxcd.io/v1" },
  {
    group: "kustomize.toolkit.fluxcd.io",
    versions: /^v1beta\d+$/,
    instead: "kustomize.toolkit.fluxcd.io/v1",
  },
];

export const mariadbApiGroup = defineRule({
  id: "mariadb-api-group",
  scope: "object",
  title: "No object is of an API group or version that its controller no longer serves",
  why:
    "The operator moved from mariadb.mmontes.io to k8s.mariadb.com, and nothing watches the old group any more: where " +
    "its definitions are left over, a Backup is accepted, looks well and never runs. External Secrets and Flux have " +
    "stopped serving their beta versions, so that the first sync after their upgrade fails for every object.",
  severity: "high",
  appliesTo: past.map(({ group }) => ({ group, kinds: ["*"] })),
  remedy:
    "Set the apiVersion that is served, and move the fields of spec: k8s.mariadb.com/v1alpha1, " +
    "external-secrets.io/v1, helm.toolkit.fluxcd.io/v2, source.toolkit.fluxcd.io/v1, kustomize.toolkit.fluxcd.io/v1.",
  references: [
    {
      title: "mariadb-operator: releases",
      url: "https://github.com/mariadb-operator/mariadb-operator/releases",
    },
    {
      title: "External Secrets: stability and support",
      url: "https://external-secrets.io/latest/introduction/stability-support/",
    },
    { title: "Flux: release notes", url: "https://github.com/fluxcd/flux2/releases" },
  ],
  shows: ["apiVersion"],
  check: (object) =>
    text(object, ["apiVersion"], {
      known: (apiVersion, path) => {
        const group = groupOf(apiVersion);
        const found = past.find(
          (one) => one.group === group && one.versions.test(apiVersion.slice(group.length + 1)),
        );
        const message = `must not be of ${shown(apiVersion)}, which is no longer served, but of ${found?.instead ?? ""}`;
        return found === undefined ? [] : [{ path, message }];
      },
    }),
});
