import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { missingProtection } from "../support/missing-protection";
import { Environment } from "../../components/environments";
import { ExternalSecret, type ExternalSecretArgs } from "../../components/secrets/external-secret";
import { only, recordGraph, unknownPaths, type Registration } from "../support/graph";

const externalSecret = "kubernetes:external-secrets.io/v1:ExternalSecret";
const generator = "kubernetes:generators.external-secrets.io/v1alpha1:Password";
const place = { environment: "dev", namespace: "mariadb-dev", secretName: "mariadb-root" } as const;
const stored = {
  store: "aws-secrets-manager",
  data: [{ remoteKey: "production/mariadb/root-password" }],
};

describe("ExternalSecret", () => {
  const registered = (changes: Partial<ExternalSecretArgs> = {}) =>
    recordGraph(() => new ExternalSecret("root", { ...place, ...stored, ...changes }));

  for (const environment of Object.values(Environment)) {
    it(`is kept on destroy in ${environment}, and protected per the table`, async () => {
      const { protect, retainOnDelete, parent } = only(await registered({ environment }), externalSecret);
      assert.deepEqual([protect, retainOnDelete], [environment !== "dev", true]);
      assert.match(parent, /ExternalSecret::root$/);
    });
  }

  it("lifts the protection with the switch, and still keeps what it made", async () => {
    const graph = await registered({ environment: "production", deletionProtection: false });
    const { protect, retainOnDelete } = only(graph, externalSecret);
    assert.deepEqual([protect, retainOnDelete], [false, true]);
  });

  it("carries the protection of the overlays, on itself and on the Secret that it makes", async () => {
    assert.deepEqual(missingProtection(only(await registered(), externalSecret).inputs), []);
  });

  it("is known in a preview, and so is the name that it gives on", async () => {
    let secretName: pulumi.Output<string> | undefined;
    const graph = await recordGraph(
      () => {
        secretName = new ExternalSecret("root", { ...place, ...stored }).secretName;
        return { secretName };
      },
      { preview: true },
    );
    assert.deepEqual(unknownPaths(only(graph, externalSecret).inputs), []);
    assert.equal(await new Promise((resolve) => secretName?.apply(resolve)), "mariadb-root");
  });

  it("uses the component's provider, and waits for what the component waits for", async () => {
    const graph = await recordGraph(() => {
      const provider = new k8s.Provider("cluster", { context: "here" });
      const first = new k8s.core.v1.ConfigMap("first", {}, { provider });
      new ExternalSecret("root", { ...place, ...stored }, { providers: [provider], dependsOn: first });
    });
    const { provider, dependencies } = only(graph, externalSecret);
    assert.match(provider, /pulumi:providers:kubernetes::cluster::/);
    assert.deepEqual(namesOf(dependencies), ["first"]);
  });

  it("makes a password up once, from characters that SQL takes, and never writes it again", async () => {
    const graph = await recordGraph(() => new ExternalSecret("root", { ...place, generate: {} }));
    const { spec } = only(graph, externalSecret).inputs as {
      spec: { refreshPolicy: string; refreshInterval?: string; target: { immutable: boolean } };
    };
    assert.equal(spec.refreshPolicy, "CreatedOnce");
    assert.equal(spec.refreshInterval, undefined);
    assert.equal(spec.target.immutable, true);
    assert.equal(
      (only(graph, generator).inputs.spec as { symbolCharacters: string }).symbolCharacters,
      "-_.~",
    );
    assert.deepEqual(namesOf(only(graph, externalSecret).dependencies), [only(graph, generator).name]);
    assert.equal(only(graph, generator).retainOnDelete, true);
    assert.deepEqual(missingProtection(only(graph, externalSecret).inputs), []);
  });

  const refused: [string, Partial<ExternalSecretArgs>, RegExp][] = [
    ["no source", {}, /set both, or generate/],
    ["a store without data", { store: "vault", data: [] }, /set both, or generate/],
    ["data without a store", { data: stored.data }, /set both, or generate/],
    ["two values for one key", { ...stored, data: [...stored.data, ...stored.data] }, /another secretKey/],
    ["an interval over an hour", { ...stored, refreshInterval: "1h1s" }, /at most "1h"/],
    ["an interval of never", { ...stored, refreshInterval: "0" }, /more than 0/],
    ["an interval in days", { ...stored, refreshInterval: "1d" }, /refreshInterval .*not a Go duration/],
    ["two sources", { ...stored, generate: {} }, /remove store, data and refreshInterval/],
    ["a short password", { generate: { length: 8 } }, /from 16 to 64/],
    ["a made-up password in staging", { environment: "staging", generate: {} }, /lost with the cluster/],
    [
      "a made-up password in production",
      { environment: "production", generate: {} },
      /lost with the cluster/,
    ],
  ];
  for (const [what, changes, message] of refused) {
    it(`refuses ${what} before it registers anything`, async () => {
      const record: Registration[] = [];
      const program = () => new ExternalSecret("root", { ...place, ...changes });
      await assert.rejects(recordGraph(program, { record }), message);
      assert.deepEqual(
        record.filter(({ type }) => type.startsWith("kubernetes:")),
        [],
      );
    });
  }
});

/** The names at the end of URNs; the recorded URNs leave the parents' types out. */
function namesOf(urns: readonly string[]): string[] {
  return urns.map((urn) => urn.split("::").at(-1) ?? urn);
}
