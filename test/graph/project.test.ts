import assert from "node:assert/strict";

import { protectedLabel } from "../../safety/labels";
import { DatabaseProject, type DatabaseProjectArgs } from "../../components/delivery/database-project";
import { Environment } from "../../components/environments";
import { readCrd, schemaProblems } from "../support/crd-schema";
import { only, recordGraph, unknownPaths, type Registration } from "../support/graph";
import type { Manifest } from "../support/manifest";
import { needShared } from "../support/shared";

const type = "kubernetes:argoproj.io/v1alpha1:AppProject";

async function registered(args: Partial<DatabaseProjectArgs> = {}, preview = false): Promise<Registration> {
  const graph = await recordGraph(
    () =>
      new DatabaseProject("project", {
        environment: "production",
        sourceRepositories: ["https://example.com/databases.git"],
        namespace: "mariadb-production",
        ...args,
      }),
    { preview },
  );
  return only(graph, type);
}

interface Metadata {
  name: string;
  labels: Record<string, string>;
  finalizers?: string[];
}

describe("DatabaseProject", () => {
  it("makes Argo CD sync as the account that cannot delete, in the one destination", async () => {
    const spec = (await registered()).inputs.spec as Record<string, unknown>;
    assert.deepEqual(spec.destinationServiceAccounts, [
      {
        server: "https://kubernetes.default.svc",
        namespace: "mariadb-production",
        defaultServiceAccount: "mariadb-sync",
      },
    ]);
  });

  it("is an AppProject that Argo CD's own schema accepts", async function () {
    const { schema } = readCrd(
      needShared(this, "crds/argoproj.io_appprojects.yaml"),
      "argoproj.io/v1alpha1",
      "AppProject",
    );
    const syncWindows = [
      { kind: "allow", schedule: "0 8 * * 1-5", duration: "8h", timeZone: "Europe/Paris" },
    ];
    const { inputs } = await registered({ syncWindows, readOnlyGroups: ["a"], syncGroups: ["b"] });
    assert.deepEqual(schemaProblems(schema, inputs as unknown as Manifest), []);
  });

  for (const environment of Object.values(Environment)) {
    const kept = environment !== "dev";
    it(`is ${kept ? "kept, protected, labelled and held" : "free to go"} in ${environment}`, async () => {
      const { protect, retainOnDelete, inputs } = await registered({ environment });
      const { labels, finalizers } = inputs.metadata as Metadata;
      assert.deepEqual([protect, retainOnDelete, labels[protectedLabel] === "true"], [kept, kept, kept]);
      // Only Argo CD removes the finalizer: where Pulumi deletes the project, a dead Argo CD would hold it for ever.
      assert.equal(finalizers !== undefined, retainOnDelete);
    });
  }

  it("with deletion protection off is kept and labelled still, but not protected", async () => {
    const { protect, retainOnDelete, inputs } = await registered({ deletionProtection: false });
    const { labels } = inputs.metadata as Metadata;
    assert.deepEqual([protect, retainOnDelete, labels[protectedLabel]], [false, true, "true"]);
  });

  it("is called after the component, or as it is told", async () => {
    const nameOf = async (args: Partial<DatabaseProjectArgs>) =>
      ((await registered(args)).inputs.metadata as Metadata).name;
    assert.equal(await nameOf({}), "project");
    assert.equal(await nameOf({ projectName: "mariadb-production" }), "mariadb-production");
  });

  it("writes its roles for the name that it really has", async () => {
    const { roles } = (await registered({ projectName: "mariadb-production" })).inputs.spec as {
      roles: { policies: string[] }[];
    };
    for (const policy of roles.flatMap(({ policies }) => policies)) {
      assert.match(policy, /^p, proj:mariadb-production:.*, mariadb-production\/\*, (allow|deny)$/);
    }
  });

  it("warns about orphans, but not about what Pulumi registers beside the databases", async () => {
    const { orphanedResources } = (await registered()).inputs.spec as {
      orphanedResources: { warn: boolean; ignore: { kind: string; name?: string }[] };
    };
    assert.equal(orphanedResources.warn, true);
    for (const kind of ["Secret", "NetworkPolicy", "ResourceQuota", "LimitRange", "Role", "RoleBinding"]) {
      assert.ok(
        orphanedResources.ignore.some((one) => one.kind === kind),
        kind,
      );
    }
    for (const data of ["MariaDB", "Database", "PersistentVolumeClaim", "ConfigMap"]) {
      assert.ok(!orphanedResources.ignore.some((one) => one.kind === data), data);
    }
    const accounts = orphanedResources.ignore.filter(({ kind }) => kind === "ServiceAccount");
    assert.deepEqual(accounts, [{ group: "", kind: "ServiceAccount", name: "mariadb-sync" }]);
  });

  it("is known in a preview", async () => {
    assert.deepEqual(unknownPaths((await registered({}, true)).inputs), []);
  });
});
