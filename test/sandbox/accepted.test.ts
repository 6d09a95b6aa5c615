import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parseAllDocuments } from "yaml";

import {
  AlertProviderType,
  Engine,
  Environment,
  ExternalSecret,
  Platform,
  SealedSecret,
  SealingScope,
  SecretsBackend,
  SecretStore,
  type PlatformArgs,
} from "../../components";
import type { KubeObject } from "../../sandbox/cluster";
import { waitFor } from "../../sandbox/ground/wait";
import { DryRun } from "../support/dry-run";
import { recordGraph, type Registration } from "../support/graph";
import { buildMinutes, sandboxForTests, type TestSandbox } from "../support/sandbox";
import { needShared } from "../support/shared";
import { plain } from "../support/wire";

const certificate = readFileSync(join(__dirname, "..", "fixtures", "certificate.pem"), "utf8");
const repositoryUrl = "https://example.com/databases.git";
const databases = [
  { name: "orders", path: "orders" },
  { name: "reports", path: "reports", wave: 1 },
];

/** Everything that a platform can register on one engine, in one environment. */
function platformOn(engine: Engine, environment: Environment): PlatformArgs {
  const common = {
    repositoryUrl,
    targetRevision: "v1.2.3",
    databases,
    namespace: { readOnlyGroups: ["developers"] },
  };
  return engine === Engine.Flux
    ? {
        environment,
        engine,
        flux: {},
        delivery: {
          ...common,
          flux: {
            credentialsSecret: "git",
            verification: { secretName: "keys" },
            decryptionSecret: "sops",
            alerts: [
              { type: AlertProviderType.Slack, address: "https://slack.com/api/x", token: "t", channel: "c" },
            ],
          },
        },
      }
    : {
        environment,
        engine,
        argocd: {
          webhookSecrets: { github: "secret" },
          notifications: { slack: { token: "t", channels: ["c"] } },
        },
        delivery: {
          ...common,
          argocd: {
            readOnlyGroups: ["developers"],
            syncGroups: ["dbas"],
            syncWindows: [{ kind: "deny", schedule: "0 16 * * 5", duration: "64h" }],
          },
        },
      };
}

/** Secrets in every form that the package knows. */
function everySecret(): void {
  const place = { environment: Environment.Dev, namespace: "mariadb-dev" };
  const sealed = { ...place, certificate, data: { password: "secret" } };
  for (const scope of Object.values(SealingScope)) {
    new SealedSecret(`sealed-${scope}`, { ...sealed, name: `sealed-${scope}`, scope });
  }
  new SecretStore("aws", {
    ...place,
    aws: { region: "eu-west-1", roleArn: "arn:aws:iam::123456789012:role/x" },
  });
  new SecretStore("vault", {
    ...place,
    vault: { server: "https://vault.example.com", path: "secret", role: "mariadb" },
  });
  new SecretStore("gcp", { ...place, gcp: { projectId: "acme" } });
  new ExternalSecret("external", {
    ...place,
    secretName: "external",
    store: "aws",
    data: [{ secretKey: "password", remoteKey: "dev/mariadb/root-password" }],
  });
}

describe("every object that the components emit", function () {
  this.timeout(240_000);

  let sandbox: TestSandbox;
  let server: DryRun;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    const folder = needShared(this, "crds");
    sandbox = await sandboxForTests();
    await applyDefinitions(folder);
    server = new DryRun(sandbox.kubeconfig);
    for (const namespace of ["flux-system", "external-secrets", "mariadb-system", "argocd"]) {
      await sandbox.cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    }
    for (const environment of Object.values(Environment)) {
      const name = `mariadb-${environment}`;
      await sandbox.cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    }
  });

  for (const engine of Object.values(Engine)) {
    for (const environment of Object.values(Environment)) {
      it(`is accepted by the API server, unknown fields refused: a platform on ${engine} in ${environment}`, async () => {
        const args = platformOn(engine, environment);
        await allAccepted(await recordGraph(() => new Platform("mariadb", args), { stack: environment }), 30);
      });
    }
  }

  it("is accepted by the API server, unknown fields refused: generated, sealed and external Secrets", async () => {
    await allAccepted(await recordGraph(everySecret), 8);
  });

  it("is accepted by the API server, unknown fields refused: credentials that Pulumi writes itself", async () => {
    const args = platformOn(Engine.ArgoCd, Environment.Dev);
    const delivery = { ...args.delivery, secretsBackend: SecretsBackend.Generated };
    await allAccepted(await recordGraph(() => new Platform("mariadb", { ...args, delivery })), 30);
  });

  it("is refused when it has a field that its kind does not know: the test of the test", async () => {
    const refused = await server.refusal({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AppProject",
      metadata: { name: "x", namespace: "argocd" },
      spec: { sourceRepos: [], pruneNever: true },
    });
    assert.match(refused ?? "", /pruneNever/);
  });

  async function allAccepted(graph: readonly Registration[], atLeast: number): Promise<void> {
    const objects = graph
      .filter(({ type }) => type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh"))
      .map(({ inputs }) => plain(inputs) as KubeObject);
    assert.ok(objects.length >= atLeast, `${objects.length} objects`);
    const refusals = await Promise.all(objects.map((object) => server.refusal(object)));
    assert.deepEqual(
      refusals.filter((refusal) => refusal !== undefined),
      [],
    );
  }

  /** Serves the official CRDs, those of kinds that are served already included. */
  async function applyDefinitions(folder: string): Promise<void> {
    for (const file of readdirSync(folder)) {
      for (const document of parseAllDocuments(readFileSync(join(folder, file), "utf8"))) {
        const definition = document.toJS() as KubeObject | null;
        if (definition?.kind !== "CustomResourceDefinition" || file === "mariadb-operator.yaml") {
          continue;
        }
        const spec = { ...(definition.spec as object), conversion: undefined };
        await sandbox.cluster.apply({ ...definition, spec });
        await waitFor(`${definition.metadata.name} to be served`, () => established(definition), {
          seconds: 60,
          signal: new AbortController().signal,
        });
      }
    }
  }

  async function established({ apiVersion, kind, metadata }: KubeObject): Promise<boolean> {
    const live = await sandbox.cluster.read({ apiVersion, kind, metadata });
    const { conditions } = (live?.status ?? {}) as {
      conditions?: { type: string; status: string }[] | null;
    };
    return (conditions ?? []).some(({ type, status }) => type === "Established" && status === "True");
  }
});
