import { UNKNOWN, type Value } from "../../../safety";
import { identityOf } from "../../../safety/objects";
import { protectionKept } from "../../../safety/rules/protection-kept";
import { edit, mariadb, named, type Manifest } from "./objects";
import { changeTable } from "./table";

const options = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];
const environment = ["metadata", "labels", "mariadb-gitops.dev/environment"];
const confirm = ["metadata", "annotations", "mariadb-gitops.dev/confirm-deletion"];
const at = (kind: string, apiVersion: string, path: string, value: string) => ({
  object: edit(named(apiVersion, kind, "a", "a"), path.split(" "), value),
  path: path.split(" "),
});
const guarded = [
  at("Namespace", "v1", "metadata labels mariadb-gitops.dev/protected", "true"),
  at("Secret", "v1", "metadata labels kustomize.toolkit.fluxcd.io/prune", "disabled"),
  at("Secret", "v1", "metadata annotations kustomize.toolkit.fluxcd.io/prune", "disabled"),
  at("Secret", "v1", "metadata annotations helm.sh/resource-policy", "keep"),
  at("Database", "k8s.mariadb.com/v1alpha1", "spec cleanupPolicy", "Skip"),
  at("MariaDB", "k8s.mariadb.com/v1alpha1", "spec storage pvcRetentionPolicy whenDeleted", "Retain"),
  at("MariaDB", "k8s.mariadb.com/v1alpha1", "spec storage pvcRetentionPolicy whenScaled", "Retain"),
  at("StatefulSet", "apps/v1", "spec persistentVolumeClaimRetentionPolicy whenDeleted", "Retain"),
  at("PersistentVolume", "v1", "spec persistentVolumeReclaimPolicy", "Retain"),
  at("ExternalSecret", "external-secrets.io/v1", "spec target creationPolicy", "Orphan"),
  at("ExternalSecret", "external-secrets.io/v1", "spec target deletionPolicy", "Retain"),
  at(
    "SealedSecret",
    "bitnami.com/v1alpha1",
    "spec template metadata annotations sealedsecrets.bitnami.com/skip-set-owner-references",
    "true",
  ),
  at("Kustomization", "kustomize.toolkit.fluxcd.io/v1", "spec deletionPolicy", "Orphan"),
];
const safe = edit(mariadb(), options, "Prune=false,Delete=false");
const change = (object: Manifest, path: readonly string[], value: Value | undefined) => ({
  before: [object],
  after: [edit(object, path, value)],
});
const written = (path: readonly string[]) =>
  `0 ${path.map((step, index) => (/[./]/.test(step) ? `["${step}"]` : (index === 0 ? "" : ".") + step)).join("")}`;

describe("protection-kept", () => {
  changeTable(protectionKept, [
    ...guarded.flatMap(({ object, path }) => {
      const [kind, field] = [identityOf(object).kind, path.slice(-1).join()];
      const usual = /when|deletionPolicy/.test(field) && kind !== "Kustomization";
      return [
        { name: `another ${field} of a ${kind}`, ...change(object, path, "Delete"), finds: [written(path)] },
        {
          name: `a ${field} of a ${kind} that is left out`,
          ...change(object, path, undefined),
          finds: usual ? [] : [written(path)],
        },
        { name: `a ${field} of a ${kind} that stays`, ...change(object, ["spec", "other"], "a"), finds: [] },
        {
          name: `a ${field} of a ${kind} that is new`,
          before: [edit(object, path, "Delete")],
          after: [object],
          finds: [],
        },
      ];
    }),
    {
      name: "options that are gone",
      ...change(safe, options, undefined),
      finds: [written(options), written(options)],
    },
    {
      name: "one option that is gone",
      ...change(safe, options, "Prune=false"),
      finds: [written(options)],
      message: /Delete=false/,
    },
    {
      name: "an option that Argo CD does not read",
      ...change(safe, options, "prune=false,Delete=false"),
      finds: [written(options)],
    },
    { name: "options that ask first", ...change(safe, options, "Delete=confirm, Prune=confirm"), finds: [] },
    {
      name: "options that are not known yet",
      ...change(safe, options, UNKNOWN),
      finds: [written(options)],
      undecided: true,
    },
    { name: "options that nobody knew", ...change(edit(safe, options, UNKNOWN), options, "a"), finds: [] },
    {
      name: "a weaker environment",
      ...change(edit(safe, environment, "production"), environment, "dev"),
      finds: [written(environment)],
    },
    {
      name: "an environment that is left out",
      ...change(edit(safe, environment, "staging"), environment, undefined),
      finds: [written(environment)],
    },
    {
      name: "a stricter environment",
      ...change(edit(safe, environment, "dev"), environment, "staging"),
      finds: [],
    },
    {
      name: "an environment that is not known yet",
      ...change(edit(safe, environment, "dev"), environment, UNKNOWN),
      finds: [written(environment)],
      undecided: true,
    },
    { name: "no environment before", ...change(safe, environment, UNKNOWN), finds: [] },
    {
      name: "a policy that is not known yet",
      before: [mariadb()],
      after: [edit(mariadb(), ["spec", "cleanupPolicy"], UNKNOWN)],
      finds: ["0 spec.cleanupPolicy"],
      undecided: true,
    },
    {
      name: "a policy that nobody knew",
      before: [edit(mariadb(), ["spec", "cleanupPolicy"], UNKNOWN)],
      after: [edit(mariadb(), ["spec", "cleanupPolicy"], "Delete")],
      finds: ["0 spec.cleanupPolicy"],
    },
    {
      name: "metadata that is not known yet",
      ...change(safe, ["metadata"], UNKNOWN),
      finds: ["0 metadata"],
      undecided: true,
    },
    {
      name: "a weakening that the revision before claims to confirm: no manifest can",
      ...change(edit(safe, confirm, "mariadb"), options, undefined),
      finds: [written(options), written(options)],
    },
    {
      name: "a weakening that confirms itself",
      before: [safe],
      after: [edit(edit(safe, options, "Prune=false"), confirm, "mariadb")],
      finds: [written(options)],
    },
    {
      name: "no metadata",
      before: [edit(safe, ["metadata"], undefined)],
      after: [edit(safe, ["metadata"], undefined)],
      finds: [],
    },
    {
      name: "an object that no data hangs on",
      ...change(
        edit(named("v1", "ConfigMap", "a"), ["metadata", "labels", "mariadb-gitops.dev/protected"], "true"),
        ["metadata", "labels"],
        {},
      ),
      finds: [],
    },
  ]);
});
