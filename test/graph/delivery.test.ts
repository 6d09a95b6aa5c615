import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import {
  DatabaseApplication,
  DatabaseNamespace,
  DatabaseProject,
  Environment,
  type DatabaseApplicationArgs,
} from "../../components";
import { only, recordGraph, type Registration } from "../support/graph";

const application = "kubernetes:argoproj.io/v1alpha1:Application";
const project = "kubernetes:argoproj.io/v1alpha1:AppProject";
const repositoryUrl = "https://example.com/databases.git";
const targetRevision = "v1.2.3";

/** The Application of an environment, as it was registered. */
async function registered(
  environment: Environment,
  args: Partial<DatabaseApplicationArgs> = {},
): Promise<Registration> {
  const graph = await recordGraph(
    () =>
      new DatabaseApplication(`mariadb-${environment}`, {
        environment,
        project: `mariadb-${environment}`,
        repositoryUrl,
        namespace: `mariadb-${environment}`,
        ...(environment === Environment.Dev ? {} : { targetRevision }),
        ...args,
      }),
  );
  return only(graph, application);
}

interface Spec {
  project: string;
  source: Record<string, string>;
  syncPolicy: { automated?: Record<string, boolean>; syncOptions: string[]; retry: unknown };
  revisionHistoryLimit: number;
}

function specOf({ inputs }: Registration): Spec {
  return inputs.spec as Spec;
}

describe("DatabaseApplication", () => {
  const ladder: [Environment, Record<string, boolean> | undefined, string][] = [
    ["dev", { enabled: true, prune: false, selfHeal: true, allowEmpty: false }, "main"],
    ["staging", { enabled: true, prune: false, selfHeal: false, allowEmpty: false }, targetRevision],
    ["production", undefined, targetRevision],
  ];
  for (const [environment, automated, revision] of ladder) {
    it(`delivers ${environment} with that environment's sync policy and revision`, async () => {
      const { syncPolicy, source, revisionHistoryLimit } = specOf(await registered(environment));
      assert.deepEqual(syncPolicy.automated, automated);
      assert.equal(source.targetRevision, revision);
      assert.equal(source.path, `gitops/overlays/${environment}`);
      assert.equal(revisionHistoryLimit, 10);
      assert.deepEqual(syncPolicy.retry, {
        limit: 5,
        backoff: { duration: "5s", factor: 2, maxDuration: "3m" },
      });
    });

    it(`never prunes and never cascades in ${environment}`, async () => {
      const { inputs } = await registered(environment);
      const options = (inputs.spec as Spec).syncPolicy.syncOptions;
      assert.ok(options.includes("Prune=false") && options.includes("Delete=false"));
      assert.equal((inputs.metadata as { finalizers?: string[] }).finalizers, undefined);
    });
  }

  it("lets Argo CD create no namespace: Pulumi owns it", async () => {
    for (const environment of Object.values(Environment)) {
      const { syncOptions } = specOf(await registered(environment)).syncPolicy;
      assert.ok(!syncOptions.some((option) => option.startsWith("CreateNamespace")), environment);
    }
  });

  it("is protected and kept on destroy in staging and production", async () => {
    const options = async (environment: Environment) => {
      const { protect, retainOnDelete } = await registered(environment);
      return [protect, retainOnDelete];
    };
    assert.deepEqual(await options("dev"), [false, false]);
    assert.deepEqual(await options("staging"), [true, true]);
    assert.deepEqual(await options("production"), [true, true]);
  });

  const missing = /mariadb: targetRevision is missing; .* for example targetRevision: "v1\.4\.2"/;
  const refused: [string, Environment, Partial<DatabaseApplicationArgs>, RegExp][] = [
    ["no revision in staging", "staging", { targetRevision: "" }, missing],
    ["no revision in production", "production", { targetRevision: "" }, missing],
    ["a branch in production", "production", { targetRevision: "main" }, /pinned-revision/],
    ["HEAD in staging", "staging", { targetRevision: "HEAD" }, /pinned-revision/],
    ["the default project", "dev", { project: "default" }, /project-required/],
    ["automatic sync in production", "production", { automated: true }, /prod-manual-sync/],
    ["self-heal without automatic sync", "production", { selfHeal: true }, /selfHeal needs automated sync/],
  ];
  for (const [what, environment, args, message] of refused) {
    it(`refuses ${what} before the Application is registered`, async () => {
      const record: Registration[] = [];
      const attempt = recordGraph(
        () => {
          new DatabaseApplication("mariadb", {
            environment,
            project: "p",
            repositoryUrl,
            namespace: "n",
            targetRevision,
            ...args,
          });
        },
        { record },
      );
      await assert.rejects(
        attempt,
        (error) => pulumi.InputPropertiesError.isInstance(error) && message.test(error.message),
      );
      assert.ok(!record.some(({ type }) => type === application));
    });
  }

  it("names the argument that is wrong, also where a rule found the field of the manifest", async () => {
    const paths = async (args: Partial<DatabaseApplicationArgs>): Promise<string[]> => {
      const attempt = recordGraph(() => {
        new DatabaseApplication("mariadb", {
          environment: "production",
          project: "p",
          repositoryUrl,
          namespace: "n",
          targetRevision,
          ...args,
        });
      });
      const failed: unknown = await attempt.catch((error: unknown) => error);
      assert.ok(pulumi.InputPropertiesError.isInstance(failed));
      return failed.errors.map(({ propertyPath }) => propertyPath);
    };
    assert.deepEqual(await paths({ targetRevision: "main" }), ["targetRevision"]);
    assert.deepEqual(await paths({ targetRevision: "", selfHeal: true }), ["targetRevision", "selfHeal"]);
  });

  it("accepts a revision that is only known later; the policy pack looks at it then", async () => {
    const spec = specOf(await registered("production", { targetRevision: pulumi.output("v1.2.3") }));
    assert.equal(spec.source.targetRevision, "v1.2.3");
  });
});

describe("DatabaseProject", () => {
  const args = {
    environment: Environment.Production,
    sourceRepositories: [repositoryUrl],
    namespace: "mariadb-production",
    readOnlyGroups: ["developers"],
    syncGroups: ["dbas"],
  };

  it("allows one source, one destination, and no cluster-scoped kind", async () => {
    const graph = await recordGraph(() => new DatabaseProject("mariadb-production", args));
    const spec = only(graph, project).inputs.spec as Record<string, unknown>;
    assert.deepEqual(spec.sourceRepos, [repositoryUrl]);
    assert.deepEqual(spec.destinations, [
      { server: "https://kubernetes.default.svc", namespace: "mariadb-production" },
    ]);
    assert.deepEqual(spec.clusterResourceWhitelist, []);
    const kinds = spec.namespaceResourceWhitelist as { group: string; kind: string }[];
    assert.ok(kinds.some(({ kind }) => kind === "MariaDB"));
    for (const kind of ["Secret", "Namespace", "CustomResourceDefinition", "Restore", "SqlJob"]) {
      assert.ok(!kinds.some((allowed) => allowed.kind === kind), kind);
    }
  });

  it("gives no role delete or override, and says so explicitly", async () => {
    const graph = await recordGraph(() => new DatabaseProject("mariadb-production", args));
    const { roles } = only(graph, project).inputs.spec as {
      roles: { name: string; policies: string[] }[];
    };
    const allowed = roles.flatMap(({ policies }) => policies).filter((policy) => policy.endsWith("allow"));
    assert.deepEqual(
      allowed.map((policy) => policy.split(", ")[3]),
      ["get", "get", "sync"],
    );
    for (const { name, policies } of roles) {
      const denied = `p, proj:mariadb-production:${name}, applications, delete, mariadb-production/*, deny`;
      assert.ok(policies.includes(denied), name);
    }
  });

  it("warns about objects that Git no longer declares", async () => {
    const graph = await recordGraph(() => new DatabaseProject("mariadb-production", args));
    const { orphanedResources } = only(graph, project).inputs.spec as {
      orphanedResources: { warn: boolean };
    };
    assert.equal(orphanedResources.warn, true);
  });

  it("passes sync windows on, for every Application of the project", async () => {
    const syncWindows = [
      { kind: "allow", schedule: "0 8 * * 1-5", duration: "8h", timeZone: "Europe/Paris" },
    ];
    const graph = await recordGraph(
      () => new DatabaseProject("mariadb-production", { ...args, syncWindows }),
    );
    const { syncWindows: registered } = only(graph, project).inputs.spec as { syncWindows: unknown };
    assert.deepEqual(
      registered,
      syncWindows.map((window) => ({ ...window, applications: ["*"] })),
    );
  });
});

describe("DatabaseNamespace", () => {
  for (const environment of Object.values(Environment)) {
    it(`is kept on destroy in ${environment}, because deleting it deletes every claim in it`, async () => {
      const graph = await recordGraph(() => new DatabaseNamespace("mariadb", { environment }));
      const { retainOnDelete, protect, inputs } = only(graph, "kubernetes:core/v1:Namespace");
      assert.equal(retainOnDelete, true);
      assert.equal(protect, environment !== Environment.Dev);
      assert.equal((inputs.metadata as { name: string }).name, `mariadb-${environment}`);
    });
  }

  it("enforces the baseline Pod Security Standard", async () => {
    const graph = await recordGraph(() => new DatabaseNamespace("mariadb", { environment: "dev" }));
    const { labels } = only(graph, "kubernetes:core/v1:Namespace").inputs.metadata as {
      labels: Record<string, string>;
    };
    assert.equal(labels["pod-security.kubernetes.io/enforce"], "baseline");
  });
});
