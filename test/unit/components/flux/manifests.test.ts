import assert from "node:assert/strict";

import {
  AlertProviderType,
  deletionAlertManifest,
  errorAlertManifest,
  providerManifest,
} from "../../../../components/delivery/flux/alerts-manifest";
import { kustomizationManifest } from "../../../../components/delivery/flux/database-kustomization";
import { sourceManifest } from "../../../../components/delivery/flux/database-source";
import { FluxSize, fluxInstanceManifest } from "../../../../components/engine/flux-manifest";
import { readCrd, schemaProblems } from "../../../support/crd-schema";
import { field, type Manifest } from "../../../support/manifest";
import { needShared } from "../../../support/shared";

const labels = { "mariadb-gitops.dev/environment": "production" };

const instance = fluxInstanceManifest({
  namespace: "flux-system",
  registry: "ghcr.io/fluxcd",
  imagePullSecrets: ["registry-login"],
  reconcileInterval: "1h",
  networkPolicy: true,
  size: FluxSize.Small,
  storage: { storageClassName: "premium-ssd", size: "10Gi" },
});
const source = sourceManifest({
  name: "mariadb-production",
  namespace: "mariadb-production",
  labels,
  repositoryUrl: "https://example.com/databases.git",
  targetRevision: "v1.2.3",
  interval: "1m",
  timeout: "60s",
  credentialsSecret: "git",
  verificationSecret: "signers",
});
const kustomization = kustomizationManifest({
  name: "mariadb-production",
  namespace: "mariadb-production",
  labels,
  source: "mariadb-production",
  path: "gitops/overlays/production",
  serviceAccountName: "mariadb-sync",
  interval: "10m",
  retryInterval: "3m",
  timeout: "30m",
  suspend: false,
  dependsOn: ["secrets"],
  decryptionSecret: "sops",
});
const alerts = (type: AlertProviderType) => ({
  name: "alerts",
  namespace: "mariadb-production",
  labels,
  environment: "production",
  type,
  secret: "receiver",
  channel: "databases",
});

describe("Flux manifests", () => {
  const files: [file: string, manifests: object[]][] = [
    ["fluxcd.controlplane.io_fluxinstances.yaml", [instance]],
    ["source.toolkit.fluxcd.io_gitrepositories.yaml", [source]],
    ["kustomize.toolkit.fluxcd.io_kustomizations.yaml", [kustomization]],
    [
      "notification.toolkit.fluxcd.io_providers.yaml",
      Object.values(AlertProviderType).map((type) => providerManifest(alerts(type))),
    ],
    [
      "notification.toolkit.fluxcd.io_alerts.yaml",
      [errorAlertManifest(alerts("slack")), deletionAlertManifest(alerts("slack"))],
    ],
  ];
  for (const [file, manifests] of files) {
    it(`have only fields that ${file} knows`, function () {
      const crd = needShared(this, "crds", file);
      for (const manifest of manifests as Manifest[]) {
        assert.deepEqual(
          schemaProblems(readCrd(crd, manifest.apiVersion, manifest.kind).schema, manifest),
          [],
        );
      }
    });
  }

  it("ask for no more than the four controllers, at exact versions, locked down", () => {
    const { spec, metadata } = instance;
    assert.deepEqual(spec.components, [
      "source-controller",
      "kustomize-controller",
      "helm-controller",
      "notification-controller",
    ]);
    assert.match(spec.distribution.version, /^\d+\.\d+\.\d+$/);
    assert.equal(spec.cluster.multitenant, true);
    assert.equal(spec.cluster.tenantDefaultServiceAccount, "default");
    assert.equal(spec.cluster.networkPolicy, true);
    assert.equal(metadata.name, "flux");
  });

  it("never let a Kustomization delete or replace, whatever happens to it or to its source", () => {
    const { spec } = kustomization;
    assert.equal(spec.prune, false);
    assert.equal(spec.deletionPolicy, "Orphan");
    assert.equal(spec.force, false);
    assert.equal(spec.wait, true);
    assert.equal("targetNamespace" in spec, false);
    assert.equal(spec.serviceAccountName, "mariadb-sync");
  });

  it("report what Flux says when it deletes, and not what it says otherwise", () => {
    const { inclusionList } = field(deletionAlertManifest(alerts("slack")), "spec") as {
      inclusionList: string[];
    };
    const reported = (message: string): boolean =>
      inclusionList.some((expression) => new RegExp(expression).test(message));
    assert.ok(reported("Database/mariadb-production/shop deleted"));
    assert.ok(reported("garbage collection completed: MariaDB/mariadb-production/mariadb deleted"));
    assert.ok(reported("Helm uninstall succeeded for release mariadb-production/exporter.v1"));
    assert.ok(!reported("MariaDB/mariadb-production/mariadb configured"));
    assert.ok(!reported("Reconciliation finished in 2s, next run in 10m"));
  });
});
