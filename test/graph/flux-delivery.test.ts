import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { protectedLabel } from "../../safety/labels";
import {
  DatabaseKustomization,
  type DatabaseKustomizationArgs,
} from "../../components/delivery/flux/database-kustomization";
import { DatabaseSource, type DatabaseSourceArgs } from "../../components/delivery/flux/database-source";
import { Environment } from "../../components/environments";
import { watchDeleteTimeouts } from "../support/monitor";
import { only, recordGraph, unknownPaths, type Registration } from "../support/graph";

const kustomization = "kubernetes:kustomize.toolkit.fluxcd.io/v1:Kustomization";
const source = "kubernetes:source.toolkit.fluxcd.io/v1:GitRepository";
const repositoryUrl = "https://example.com/databases.git";
const released = "v1.2.3";

/** Registers the source and the Kustomization of an environment. */
function deliver(
  environment: Environment,
  args: Partial<DatabaseKustomizationArgs & DatabaseSourceArgs> = {},
  options: Parameters<typeof recordGraph>[1] = {},
): Promise<Registration[]> {
  const name = `mariadb-${environment}`;
  return recordGraph(() => {
    const git = new DatabaseSource(name, {
      environment,
      repositoryUrl,
      namespace: name,
      ...(environment === Environment.Dev ? {} : { targetRevision: released }),
      ...args,
    });
    new DatabaseKustomization(name, { environment, source: git.source, namespace: name, ...args });
  }, options);
}

/** The spec that was registered for a type. */
function specOf(graph: readonly Registration[], type: string): Record<string, unknown> {
  return only(graph, type).inputs.spec as Record<string, unknown>;
}

function labelsOf({ inputs }: Registration): Record<string, string> {
  return (inputs.metadata as { labels: Record<string, string> }).labels;
}

describe("DatabaseKustomization", () => {
  const ladder: [Environment, interval: string, timeout: string][] = [
    ["dev", "5m", "10m"],
    ["staging", "5m", "10m"],
    ["production", "10m", "30m"],
  ];
  for (const [environment, interval, timeout] of ladder) {
    it(`delivers ${environment} with that environment's interval and timeout`, async () => {
      const spec = specOf(await deliver(environment), kustomization);
      assert.deepEqual([spec.interval, spec.timeout, spec.retryInterval], [interval, timeout, "3m"]);
      assert.equal(spec.path, `gitops/overlays/${environment}`);
      assert.equal(spec.suspend, false);
    });

    it(`never prunes, never replaces and lets go of everything in ${environment}`, async () => {
      const spec = specOf(await deliver(environment, { deletionProtection: false }), kustomization);
      const { prune, deletionPolicy, force, serviceAccountName } = spec;
      assert.deepEqual([prune, deletionPolicy, force], [false, "Orphan", false]);
      assert.equal(serviceAccountName, "mariadb-sync");
    });
  }

  it("is protected, kept and labelled for the guard in staging and production", async () => {
    const protection = async (environment: Environment, deletionProtection = true) => {
      const found = only(await deliver(environment, { deletionProtection }), kustomization);
      return [found.protect, found.retainOnDelete, labelsOf(found)[protectedLabel]];
    };
    assert.deepEqual(await protection("dev"), [false, false, undefined]);
    assert.deepEqual(await protection("staging"), [true, true, "true"]);
    assert.deepEqual(await protection("production"), [true, true, "true"]);
    // Taking the label off would itself be refused.
    assert.deepEqual(await protection("production", false), [false, true, "true"]);
  });

  it("belongs to its component and waits for its source", async () => {
    const graph = await deliver("dev");
    const { parent, dependencies, inputs } = only(graph, kustomization);
    assert.match(parent, /mariadb-gitops:index:DatabaseKustomization::mariadb-dev$/);
    assert.ok(dependencies.some((urn) => urn.endsWith("::mariadb-dev-source")));
    assert.deepEqual((inputs.spec as { sourceRef: unknown }).sourceRef, {
      kind: "GitRepository",
      name: "mariadb-dev",
    });
  });

  it("is known in a preview, because a policy refuses what it cannot see", async () => {
    const graph = await deliver("production", {}, { preview: true });
    assert.deepEqual(unknownPaths(only(graph, kustomization).inputs), []);
    assert.deepEqual(unknownPaths(only(graph, source).inputs), []);
  });

  it("does not hang on a destroy when the controller is gone that would take its finalizer off", async () => {
    const timeouts: Record<string, string> = {};
    await recordGraph(() => {
      watchDeleteTimeouts(timeouts);
      return new DatabaseKustomization("mariadb", { environment: "dev", source: "s", namespace: "n" });
    });
    assert.equal(timeouts["mariadb-kustomization"], "3m");
  });

  it("waits for other waves, opens SOPS and can be suspended, when told to", async () => {
    const spec = specOf(
      await deliver("dev", { dependsOn: ["secrets"], decryptionSecret: "sops-age", suspend: true }),
      kustomization,
    );
    assert.deepEqual(spec.dependsOn, [{ name: "secrets" }]);
    assert.deepEqual(spec.decryption, { provider: "sops", secretRef: { name: "sops-age" } });
    assert.equal(spec.suspend, true);
  });
});

describe("DatabaseSource", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const references: [Environment, revision: string | undefined, ref: object, verification: string][] = [
    ["dev", undefined, { branch: "main" }, "HEAD"],
    ["dev", "feature/v2", { branch: "feature/v2" }, "HEAD"],
    ["staging", released, { tag: released }, "TagAndHEAD"],
    ["staging", "~1.2", { semver: "~1.2" }, "TagAndHEAD"],
    ["production", "v1.2.3", { tag: "v1.2.3" }, "TagAndHEAD"],
    ["production", commit, { commit }, "HEAD"],
    ["production", "refs/tags/v1.2.3", { name: "refs/tags/v1.2.3" }, "TagAndHEAD"],
  ];
  for (const [environment, targetRevision, ref, mode] of references) {
    it(`follows ${targetRevision ?? "the default"} in ${environment} and verifies ${mode}`, async () => {
      const spec = specOf(
        await deliver(environment, {
          ...(targetRevision === undefined ? {} : { targetRevision }),
          verification: { secretName: "signers" },
        }),
        source,
      );
      assert.deepEqual(spec.ref, ref);
      assert.deepEqual(spec.verify, { mode, secretRef: { name: "signers" } });
    });
  }

  it("takes a revision that is only known later; the policy pack looks at it then", async () => {
    const targetRevision = pulumi.output("v1.2.3");
    const spec = specOf(await deliver("production", { targetRevision }), source);
    assert.deepEqual(spec.ref, { tag: "v1.2.3" });
  });

  it("looks every minute, with the repository's credentials, and verifies nothing unless told to", async () => {
    const spec = specOf(await deliver("dev", { credentialsSecret: "git" }), source);
    assert.deepEqual([spec.interval, spec.timeout], ["1m", "60s"]);
    assert.deepEqual(spec.secretRef, { name: "git" });
    assert.equal("verify" in spec, false);
  });

  it("is protected and kept where the environment says so", async () => {
    const { protect, retainOnDelete, parent } = only(await deliver("production"), source);
    assert.deepEqual([protect, retainOnDelete], [true, true]);
    assert.match(parent, /mariadb-gitops:index:DatabaseSource::mariadb-production$/);
  });
});

describe("the Flux delivery", () => {
  const refused: [string, Environment, Parameters<typeof deliver>[1], RegExp][] = [
    ["no revision in staging", "staging", { targetRevision: "" }, /targetRevision is missing; .*"v1\.4\.2"/],
    ["no revision in production", "production", { targetRevision: "" }, /targetRevision is missing/],
    [
      "a branch in production",
      "production",
      { targetRevision: "main" },
      /unsafe GitRepository: .*pinned-revision/,
    ],
    ["HEAD in staging", "staging", { targetRevision: "HEAD" }, /pinned-revision/],
    ["a branch by its full name", "production", { targetRevision: "refs/heads/main" }, /pinned-revision/],
    ["a path on this machine", "dev", { repositoryUrl: "file:///databases" }, /set https:/],
    ["Git's short form of SSH", "dev", { repositoryUrl: "git@example.com:a/b.git" }, /set https:/],
    ["a repository's root", "dev", { path: "./" }, /path ".\/" is not inside/],
    ["a folder outside of the repository", "dev", { path: "gitops/../.." }, /is not inside/],
    ["a timeout without a unit", "dev", { timeout: "10" }, /timeout "10" is not a duration; set/],
  ];
  for (const [what, environment, args, message] of refused) {
    it(`refuses ${what} before the object is registered`, async () => {
      const record: Registration[] = [];
      await assert.rejects(
        deliver(environment, args, { record }),
        (error) => pulumi.InputPropertiesError.isInstance(error) && message.test(error.message),
      );
      assert.ok(!record.some(({ type }) => type === kustomization));
    });
  }
});
