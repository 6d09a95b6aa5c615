import assert from "node:assert/strict";

import * as fc from "fast-check";

import {
  bytes,
  defaultQuota,
  millicores,
  printBytes,
  printCpu,
  quota,
} from "../../../../components/delivery/quota";
import { Environment, environments } from "../../../../components/environments";

describe("defaultQuota", () => {
  it("fits one database and a restored copy of it in dev: by hand", () => {
    // One: server 500m + agent 50m + exporter 100m + 2 jobs of 100m = 850m; 1Gi + 128Mi + 128Mi + 2 x 256Mi = 1792Mi.
    assert.deepEqual(defaultQuota("dev", 1), {
      "requests.cpu": "1700m",
      "requests.memory": "3584Mi",
      // One volume of 10Gi, and two more for backups.
      "requests.storage": "60Gi",
      persistentvolumeclaims: "6",
      pods: "8",
    });
  });

  it("counts Galera's second volume in production: by hand", () => {
    // One: 3 x (500Gi + 100Mi) + 2 x 500Gi = 2500Gi + 300Mi, on 3 x 2 + 2 volumes.
    const { "requests.storage": storage, persistentvolumeclaims, pods } = defaultQuota("production", 1);
    assert.equal(storage, `${2 * (2500 * 1024 + 300)}Mi`);
    assert.deepEqual([persistentvolumeclaims, pods], ["16", "12"]);
  });

  it("grows by the same amount with each database", () => {
    for (const environment of Object.values(Environment)) {
      const pods = (databases: number) => Number(defaultQuota(environment, databases).pods);
      assert.equal(pods(3) - pods(2), pods(2) - pods(1));
      assert.equal(pods(1), 2 * (pods(2) - pods(1)));
    }
  });

  it("never says less than the servers themselves request", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(Environment)),
        fc.integer({ min: 1, max: 1000 }),
        (environment, databases) => {
          const { replicas, requests, storage } = environments[environment].database;
          const hard = defaultQuota(environment, databases);
          const servers = databases * replicas;
          assert.ok(millicores(hard["requests.cpu"] ?? "0") > servers * millicores(requests.cpu));
          assert.ok(bytes(hard["requests.memory"] ?? "0Ki") > servers * bytes(requests.memory));
          assert.ok(bytes(hard["requests.storage"] ?? "0Ki") > servers * bytes(storage));
        },
      ),
    );
  });

  it("limits nothing that would force a limit on the operator's init containers", () => {
    const { resourceQuota, limitRange } = quota(
      { namespace: "n", labels: {} },
      defaultQuota("production", 1),
    );
    const hard = Object.keys(resourceQuota.spec.hard);
    assert.ok(!hard.some((key) => key.startsWith("limits.")));
    assert.deepEqual(Object.keys(limitRange.spec.limits[0] ?? {}), ["type", "defaultRequest"]);
  });

  it("gives a request to every container that states none, without which the quota would refuse it", () => {
    const { limitRange } = quota({ namespace: "n", labels: {} }, {});
    assert.deepEqual(limitRange.spec.limits[0]?.defaultRequest, { cpu: "50m", memory: "128Mi" });
  });
});

describe("quantities", () => {
  it("are printed as Kubernetes would", () => {
    assert.deepEqual(
      [printCpu(1700), printCpu(2000), printBytes(1024 ** 4), printBytes(1536 * 1024 ** 2), printBytes(1000)],
      ["1700m", "2", "1Ti", "1536Mi", "1000"],
    );
  });

  it("survive printing and reading", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (value) => {
        assert.equal(millicores(printCpu(value)), value);
        assert.equal(bytes(printBytes(value * 1024)), value * 1024);
      }),
    );
  });

  for (const wrong of ["", "1.5", "-1", "1e3", "10", "10G", "Gi"]) {
    it(`are refused as a size: ${JSON.stringify(wrong)}`, () => {
      assert.throws(() => bytes(wrong), /set a whole number/);
    });
  }

  for (const wrong of ["", "0.5", "1k", "m"]) {
    it(`are refused as CPU: ${JSON.stringify(wrong)}`, () => {
      assert.throws(() => millicores(wrong), /set cores/);
    });
  }
});
