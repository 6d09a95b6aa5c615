import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import {
  DatabaseEnvironment,
  type DatabaseEnvironmentArgs,
} from "../../components/delivery/database-environment";
import { Engine } from "../../components/engine/engine";
import { Environment, SecretsBackend } from "../../components/environments";
import { only, recordGraph, unknownPaths, type GraphOptions, type Registration } from "../support/graph";

const repositoryUrl = "https://example.com/databases.git";
const application = "kubernetes:argoproj.io/v1alpha1:Application";
const kustomization = "kubernetes:kustomize.toolkit.fluxcd.io/v1:Kustomization";

/** Registers an environment whose Secrets come from elsewhere, unless the arguments say otherwise. */
function graphOf(
  args: Partial<DatabaseEnvironmentArgs>,
  options: GraphOptions = {},
): Promise<Registration[]> {
  return recordGraph(() => {
    const cluster = new k8s.Provider("cluster", {});
    new DatabaseEnvironment(
      "databases",
      {
        environment: Environment.Production,
        repositoryUrl,
        targetRevision: "v1.2.3",
        secretsBackend: SecretsBackend.ExternalSecrets,
        ...args,
      },
      { providers: { kubernetes: cluster } },
    );
  }, options);
}

function ofType(graph: readonly Registration[], type: string): Registration[] {
  return graph.filter((registration) => registration.type === type);
}

function nameOf({ inputs }: Registration): string {
  return (inputs.metadata as { name: string }).name;
}

const waves = [
  { name: "orders", path: "databases/orders" },
  { name: "sales", path: "databases/sales" },
  { name: "reports", path: "databases/reports", wave: 1 },
];

describe("DatabaseEnvironment", () => {
  for (const engine of Object.values(Engine)) {
    const type = engine === Engine.Flux ? kustomization : application;

    it(`registers one ${type.split(":").at(-1) ?? ""} for each database on ${engine}`, async () => {
      const found = ofType(await graphOf({ engine, databases: waves }), type);
      assert.deepEqual(found.map(nameOf).sort(), [
        "orders-production",
        "reports-production",
        "sales-production",
      ]);
    });

    it(`delivers a wave after the one before on ${engine}`, async () => {
      const graph = await graphOf({ engine, databases: waves });
      const reports = only(
        graph,
        type,
        `databases-reports-${engine === Engine.Flux ? "kustomization" : "application"}`,
      );
      for (const earlier of ["orders", "sales"]) {
        assert.ok(
          reports.dependencies.some(
            (urn) => urn.startsWith(`urn:`) && urn.includes(`::databases-${earlier}-`),
          ),
          earlier,
        );
      }
    });

    it(`delivers into the namespace and not before it is complete on ${engine}`, async () => {
      const graph = await graphOf({ engine });
      const [delivered] = ofType(graph, type);
      const waited = delivered?.dependencies.join("\n") ?? "";
      for (const part of ["Namespace::", "RoleBinding::", "NetworkPolicy::", "ServiceAccount::"]) {
        assert.ok(waited.includes(part), `${part} in\n${waited}`);
      }
    });

    it(`acts as the identity that cannot delete on ${engine}`, async () => {
      const graph = await graphOf({ engine });
      const spec =
        engine === Engine.Flux
          ? only(graph, kustomization).inputs.spec
          : only(graph, "kubernetes:argoproj.io/v1alpha1:AppProject").inputs.spec;
      assert.match(JSON.stringify(spec), /"mariadb-sync"/);
      const roles = ofType(graph, "kubernetes:rbac.authorization.k8s.io/v1:Role");
      const verbs = roles.flatMap(({ inputs }) =>
        (inputs.rules as { verbs: string[] }[]).flatMap((rule) => rule.verbs),
      );
      assert.ok(verbs.includes("patch"));
      assert.deepEqual(
        verbs.filter((verb) => verb.startsWith("delete") || verb === "*"),
        [],
      );
    });

    it(`protects the delivery in production, and lifts that with one switch on ${engine}`, async () => {
      const protect = async (deletionProtection: boolean) =>
        ofType(await graphOf({ engine, deletionProtection }), type).map(
          (registration) => registration.protect,
        );
      assert.deepEqual(await protect(true), [true]);
      assert.deepEqual(await protect(false), [false]);
    });

    it(`keeps the namespace whatever the switch says on ${engine}`, async () => {
      const graph = await graphOf({ engine, environment: Environment.Dev, deletionProtection: false });
      assert.equal(only(graph, "kubernetes:core/v1:Namespace").retainOnDelete, true);
    });

    it(`hands its provider to everything on ${engine}`, async () => {
      for (const { type: kind, name, provider } of await graphOf({ engine, databases: waves })) {
        if (kind.startsWith("kubernetes:")) {
          assert.match(provider, /pulumi:providers:kubernetes::cluster::/, name);
        }
      }
    });

    it(`knows every input in a preview on ${engine}`, async () => {
      for (const { name, inputs } of await graphOf({ engine, databases: waves }, { preview: true })) {
        assert.deepEqual(unknownPaths(inputs), [], name);
      }
    });
  }

  it("never registers an ApplicationSet", async () => {
    const types = (await graphOf({ databases: waves })).map(({ type }) => type);
    assert.ok(!types.some((type) => type.endsWith(":ApplicationSet")));
  });

  it("makes room in the quota for every database", async () => {
    const cpu = async (databases: DatabaseEnvironmentArgs["databases"]) => {
      const graph = await graphOf(databases === undefined ? {} : { databases });
      const { hard } = only(graph, "kubernetes:core/v1:ResourceQuota").inputs.spec as {
        hard: Record<string, string>;
      };
      return Number.parseInt(hard.persistentvolumeclaims ?? "0", 10);
    };
    assert.ok((await cpu(waves)) > (await cpu(undefined)));
  });

  it("generates the Secrets of each database's users where the backend says so", async () => {
    const graph = await graphOf({ secretsBackend: SecretsBackend.Generated, databases: waves });
    assert.deepEqual(ofType(graph, "kubernetes:core/v1:Secret").map(nameOf).sort(), [
      "orders-app",
      "orders-root",
      "reports-app",
      "reports-root",
      "sales-app",
      "sales-root",
    ]);
  });

  it("lets Flux write Secrets only where it decrypts them", async () => {
    const writes = async (args: Partial<DatabaseEnvironmentArgs>) => {
      const graph = await graphOf({ engine: Engine.Flux, ...args });
      const rules = ofType(graph, "kubernetes:rbac.authorization.k8s.io/v1:Role").flatMap(
        ({ inputs }) => inputs.rules as { resources: string[]; verbs: string[] }[],
      );
      return rules.some(({ resources, verbs }) => resources.includes("secrets") && verbs.includes("patch"));
    };
    assert.equal(await writes({}), false);
    assert.equal(await writes({ flux: { decryptionSecret: "sops-age" } }), true);
  });

  it("follows main in dev, and nothing by default in staging and production", async () => {
    const revision = async (environment: Environment) => {
      const secretsBackend = SecretsBackend.ExternalSecrets;
      const args = { environment, repositoryUrl, secretsBackend };
      const graph = await recordGraph(() => new DatabaseEnvironment("databases", args));
      const { source } = only(graph, application).inputs.spec as { source: { targetRevision: string } };
      return source.targetRevision;
    };
    assert.equal(await revision(Environment.Dev), "main");
    await assert.rejects(revision(Environment.Staging), /targetRevision is missing/);
    await assert.rejects(revision(Environment.Production), /targetRevision is missing/);
  });

  const refused: [string, Partial<DatabaseEnvironmentArgs>, RegExp][] = [
    [
      "production without the release to deliver",
      { targetRevision: "" },
      /databases: targetRevision is missing; production delivers one release .*targetRevision: "v1\.4\.2"/,
    ],
    [
      "staging without it, on Flux",
      { environment: Environment.Staging, engine: Engine.Flux, targetRevision: "" },
      /targetRevision is missing; staging/,
    ],
    ["settings of Flux on Argo CD", { flux: {} }, /flux is set, but the engine is argocd/],
    [
      "settings of Argo CD on Flux",
      { engine: Engine.Flux, argocd: {} },
      /argocd is set, but the engine is flux/,
    ],
    [
      "sealed Secrets without a certificate",
      { secretsBackend: SecretsBackend.SealedSecrets },
      /sealingCertificate is missing/,
    ],
    [
      "two databases of one name",
      { databases: [...waves, { name: "orders", path: "again" }] },
      /databases\[3\]\.name is "orders"/,
    ],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what} before anything of it is registered`, async () => {
      const record: Registration[] = [];
      await assert.rejects(
        graphOf(args, { record }),
        (error) => pulumi.InputPropertiesError.isInstance(error) && message.test(error.message),
      );
      assert.ok(!record.some(({ type }) => type.startsWith("kubernetes:")));
    });
  }
});
