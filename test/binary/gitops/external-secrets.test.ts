import assert from "node:assert/strict";
import { join } from "node:path";

import { storedSecretManifest } from "../../../components/secrets/external-secret-manifest";
import { resolveStore, storeManifest } from "../../../components/secrets/stores/store-manifest";
import { gitopsDirectory, needRenderer, renderOverlay } from "../../support/kustomize";
import { find } from "../../support/manifest";

describe("manifests of External Secrets", () => {
  const place = {
    environment: "production",
    namespace: "mariadb-production",
    secretName: "mariadb-root",
  } as const;

  it("say the same as the production overlay", function () {
    needRenderer(this);
    const overlay = renderOverlay(join(gitopsDirectory, "overlays/production"));
    const inGit = find(overlay, "ExternalSecret", "mariadb-root");
    const data = [{ remoteKey: "production/mariadb/root-password" }];
    const ours = storedSecretManifest(place, "aws-secrets-manager", "1h", data);
    const { refreshPolicy, target, ...spec } = ours.spec;
    const { immutable, ...rest } = target;
    // Both are the defaults that the overlay leaves out.
    assert.deepEqual([refreshPolicy, immutable], ["Periodic", false]);
    assert.deepEqual({ ...spec, target: rest }, inGit.spec);
    assert.deepEqual(ours.metadata.labels, inGit.metadata.labels);
    const store = resolveStore({ aws: { region: "eu-west-1" } });
    const storeInGit = find(overlay, "SecretStore", store.defaultName);
    assert.deepEqual(storeManifest(place, store.defaultName, store).spec, storeInGit.spec);
  });
});
