import { UNKNOWN } from "../../../safety";
import { mariadbApiGroup } from "../../../safety/rules/mariadb-api-group";
import { mariadb, named } from "./objects";
import { table } from "./table";

const finds = ["apiVersion"];

describe("mariadb-api-group", () => {
  table(mariadbApiGroup, [
    { name: "the operator's group", object: mariadb(), finds: [] },
    ...[
      ["mariadb.mmontes.io/v1alpha1", "MariaDB", "k8s.mariadb.com/v1alpha1"],
      ["mariadb.mmontes.io/v1", "Backup", "k8s.mariadb.com/v1alpha1"],
      ["external-secrets.io/v1beta1", "ExternalSecret", "external-secrets.io/v1"],
      ["helm.toolkit.fluxcd.io/v2beta2", "HelmRelease", "helm.toolkit.fluxcd.io/v2"],
      ["source.toolkit.fluxcd.io/v1beta2", "GitRepository", "source.toolkit.fluxcd.io/v1"],
      ["kustomize.toolkit.fluxcd.io/v1beta2", "Kustomization", "kustomize.toolkit.fluxcd.io/v1"],
    ].map(([apiVersion = "", kind = "", instead = ""]) => ({
      name: `${apiVersion} ${kind}`,
      object: named(apiVersion, kind, "a"),
      finds,
      message: new RegExp(`must not be of "${apiVersion}", which is no longer served, but of ${instead}$`),
    })),
    {
      name: "an old version in dev",
      object: named("mariadb.mmontes.io/v1alpha1", "MariaDB", "a"),
      environment: "dev",
      finds,
    },
    ...[
      ["external-secrets.io/v1", "ExternalSecret"],
      ["external-secrets.io/v1alpha1", "PushSecret"],
      ["helm.toolkit.fluxcd.io/v2", "HelmRelease"],
      ["source.toolkit.fluxcd.io/v1", "OCIRepository"],
      ["kustomize.toolkit.fluxcd.io/v1", "Kustomization"],
      ["kustomize.config.k8s.io/v1beta1", "Kustomization"],
      ["example.com/v1beta1", "Thing"],
    ].map(([apiVersion = "", kind = ""]) => ({
      name: `${apiVersion} ${kind}`,
      object: named(apiVersion, kind, "a"),
      finds: [],
    })),
    {
      name: "a version that is not known yet",
      object: { apiVersion: UNKNOWN, kind: "ExternalSecret" },
      finds,
      undecided: true,
    },
    { name: "nothing but a group", object: { apiVersion: "mariadb.mmontes.io/" }, finds },
    { name: "no apiVersion", object: { kind: "MariaDB" }, finds: [] },
  ]);
});
