import assert from "node:assert/strict";

import { Layer, LayerState } from "../../../components/platform/protection-layers";
import { protectionAnnotations, protectionLabels } from "../../../components/protection";
import { workloadLabel } from "../../../safety/labels";
import type { Cluster, KubeObject } from "../../../sandbox/cluster";
import { protectionOf } from "../../../sandbox/results";
import { missingProtection, verifyLayers } from "../../../sandbox/verify-layers";

const object = (kind: string, apiVersion: string, spec: object = {}, metadata: object = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: {
    name: "app",
    namespace: "databases",
    uid: "1",
    annotations: protectionAnnotations,
    labels: protectionLabels,
    ...metadata,
  },
  spec,
});
const operator = "k8s.mariadb.com/v1alpha1";
const unmarked = { annotations: {}, labels: {} };

/** The closing table's word for one delivered object. */
async function deletion(live: KubeObject | undefined, { kind, apiVersion } = object("Database", operator)) {
  const cluster = { read: () => Promise.resolve(live) } as unknown as Cluster;
  const [group = "", version = ""] = apiVersion.split("/");
  const delivered = { group, version, kind, namespace: "databases", name: "app" };
  return (await protectionOf(cluster, [delivered]))[0]?.[2];
}

describe("the layers that keep data by fields of the delivered objects", () => {
  it("call an object protected only with everything that the engines, Helm and the guard read", async () => {
    assert.equal(await deletion(object("Database", operator, { cleanupPolicy: "Skip" })), "protected");
    const bare = await deletion(object("Database", operator, { cleanupPolicy: "Skip" }, unmarked));
    for (const said of [/^NOT PROTECTED/, /Prune=false/, /Delete=false/, /prune/, /helm\.sh/, /protected/]) {
      assert.match(bare ?? "", said);
    }
    assert.equal(await deletion(undefined), "MISSING");
  });

  it("ask of kinds without a rule of their own what they ask of every delivered object", () => {
    for (const kind of ["MaxScale", "Connection", "SqlJob"]) {
      assert.deepEqual(missingProtection(object(kind, operator), Layer.ObjectSettings), [], kind);
      const missing = missingProtection(object(kind, operator, {}, unmarked), Layer.ObjectSettings);
      assert.equal(missing.length, 5, `${kind}: ${missing.join()}`);
    }
  });

  it("judge as in production, whatever the environment", () => {
    const target = { creationPolicy: "Owner", deletionPolicy: "Delete" };
    const secret = object("ExternalSecret", "external-secrets.io/v1", { refreshInterval: "1h", target });
    const missing = missingProtection(secret, Layer.ObjectSettings).join();
    assert.match(missing, /creationPolicy/);
    assert.match(missing, /deletionPolicy/);
    assert.match(missing, /helm\.sh\/resource-policy: keep.*on its Secret/);
    const pvcRetentionPolicy = { whenDeleted: "Delete", whenScaled: "Delete" };
    const labels = { ...protectionLabels, [workloadLabel]: "stateless" };
    const mariadb = object("MariaDB", operator, { storage: { pvcRetentionPolicy } }, { labels });
    assert.equal(missingProtection(mariadb, Layer.Storage).length, 2);
  });

  it("do not ask how often a Secret is refreshed", () => {
    const template = { metadata: { annotations: protectionAnnotations, labels: protectionLabels } };
    const target = { creationPolicy: "Orphan", deletionPolicy: "Retain", template };
    const secret = object("ExternalSecret", "external-secrets.io/v1", { refreshInterval: "2h", target });
    assert.deepEqual(missingProtection(secret, Layer.ObjectSettings), []);
  });

  it("do not find the layer where a delivered object of any kind is gone", async () => {
    const gone = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "app", namespace: "databases" } };
    const layer = { layer: Layer.ObjectSettings, state: LayerState.Expected, detail: "" };
    const delivery = { environment: "dev" as const, namespace: "databases", missingSettings: [] };
    const [found] = await verifyLayers({} as unknown as Cluster, [layer], {
      ...delivery,
      missingIdentity: [],
      objects: [gone],
    });
    assert.deepEqual([found?.state, found?.detail], ["NOT FOUND", "ConfigMap app is not there"]);
  });
});
