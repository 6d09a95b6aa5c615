import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { ArgoCd, type ArgoCdArgs } from "../../components/engine/argocd";
import { EngineProtection } from "../../components/engine/argocd-version";
import { charts } from "../../components/versions";
import { only, recordGraph, secretPaths, unknownPaths, waitedFor, type Registration } from "../support/graph";

const release = "kubernetes:helm.sh/v3:Release";
const secret = "kubernetes:core/v1:Secret";

/** Every argument, with recognisable secrets. */
const everything: ArgoCdArgs = {
  highAvailability: true,
  installationId: "cluster-a",
  localAdmin: true,
  url: "https://argocd.example.com",
  oidc: { issuer: "https://id.example.com", clientId: "argocd", clientSecret: "hush-oidc" },
  rbac: { breakGlassGroups: ["rescue"] },
  webhookSecrets: {
    github: "hush-github",
    azureDevOpsUsername: "hush-user",
    azureDevOpsPassword: "hush-azure",
  },
  notifications: {
    slack: { token: "hush-slack", channels: ["databases"] },
    teams: { workflowUrl: "hush-teams" },
    email: { host: "smtp", from: "a@b.c", to: ["d@e.f"], username: "hush-mail", password: "hush-mail" },
    webhook: { url: "hush-webhook", authorization: "hush-authorization" },
  },
  monitoring: true,
};

const graphOf = async (args?: ArgoCdArgs, preview = false): Promise<Registration[]> =>
  recordGraph(() => new ArgoCd("argocd", args), { preview });

describe("ArgoCd", () => {
  it("installs the pinned official chart under a fixed release name, so that kept CRDs are adopted again", async () => {
    const { inputs, parent } = only(await graphOf(), release);
    assert.deepEqual(
      [inputs.name, inputs.chart, inputs.version, inputs.namespace],
      ["argocd", "argo-cd", charts.argoCd.version, "argocd"],
    );
    assert.deepEqual((inputs.values as { crds: object }).crds, { install: true, keep: true });
    assert.match(parent, /mariadb-gitops:index:ArgoCd::argocd$/);
  });

  it("keeps the namespace of the Applications on destroy", async () => {
    assert.equal(only(await graphOf(), "kubernetes:core/v1:Namespace").retainOnDelete, true);
  });

  it("replaces the chart's hooks by the Secret that they would write, before the release", async () => {
    const graph = await graphOf();
    const { inputs } = only(graph, secret);
    assert.deepEqual(inputs.metadata, { name: "argocd-redis", namespace: "argocd" });
    assert.ok(waitedFor(graph, "argocd-redis-secret").includes("argocd-namespace"));
    const installed = only(graph, release);
    assert.ok(installed.dependencies.some((urn) => urn.endsWith("Secret::argocd-redis-secret")));
    const { redisSecretInit } = installed.inputs.values as { redisSecretInit: object };
    assert.deepEqual(redisSecretInit, { enabled: false });
  });

  it("writes the secrets of webhooks and notifications itself, before the release", async () => {
    const graph = await graphOf(everything);
    const names = graph
      .filter(({ type }) => type === secret)
      .map(({ name }) => name)
      .sort();
    assert.deepEqual(names, [
      "argocd-notifications-secret",
      "argocd-oidc-secret",
      "argocd-redis-secret",
      "argocd-webhook-secret",
    ]);
    const { dependencies } = only(graph, release);
    for (const name of names) {
      assert.deepEqual(secretPaths(only(graph, secret, name).inputs), ["stringData"], name);
      assert.ok(
        dependencies.some((urn) => urn.endsWith(`::${name}`)),
        name,
      );
    }
    const { metadata } = only(graph, secret, "argocd-webhook-secret").inputs;
    assert.deepEqual(metadata, {
      name: "argocd-webhook-secret",
      namespace: "argocd",
      labels: { "app.kubernetes.io/part-of": "argocd" },
    });
  });

  it("passes nothing secret into chart values, whatever is configured", async () => {
    for (const args of [undefined, everything]) {
      const { inputs } = only(await graphOf(args), release);
      assert.deepEqual(secretPaths(inputs), []);
      assert.doesNotMatch(JSON.stringify(inputs), /hush|generated-password/);
    }
  });

  it("has no unknown input of the chart in a preview, where an unknown would hide it from every policy", async () => {
    const graph = await graphOf(everything, true);
    assert.deepEqual(unknownPaths(only(graph, release).inputs), []);
  });

  it("hands its provider to every child, and waits with all of them for what it depends on", async () => {
    const graph = await recordGraph(() => {
      const provider = new k8s.Provider("cluster", { kubeconfig: "{}" });
      const before = new k8s.core.v1.ConfigMap("before", {}, { provider });
      return new ArgoCd("argocd", everything, { providers: [provider], dependsOn: before });
    });
    const children = graph.filter(({ parent }) => parent.endsWith("ArgoCd::argocd"));
    assert.equal(children.length, 8);
    for (const { type, name, provider, dependencies } of children.filter(({ type }) =>
      type.startsWith("kubernetes:"),
    )) {
      assert.match(provider, /pulumi:providers:kubernetes::cluster::/, name);
      assert.ok(
        type !== "kubernetes:core/v1:Namespace" || dependencies.some((urn) => urn.endsWith("::before")),
      );
    }
  });

  it("says which version it installs", async () => {
    const { version } = await outputs({});
    assert.equal(version, "v3.4.4");
  });

  const refused: readonly [ArgoCdArgs, RegExp][] = [
    [{ reconciliationTimeout: "2 minutes" }, /reconciliationTimeout is "2 minutes"; set a Go duration/],
    [
      { version: "v3.5.7" },
      /version is "v3\.5\.7", but the pinned chart has the CRDs of v3\.4\.4; set chart\.version/,
    ],
    [
      { version: "v3.3.9", chart: { version: "9.0.0" } },
      /Argo CD is v3\.3\.9, but app-level-options needs Argo CD 3\.4/,
    ],
    [
      { version: "latest", chart: { version: "10.2.3" } },
      /version is "vlatest"; set a version such as v3\.5\.7/,
    ],
    [
      { values: { crds: { keep: false } } },
      /values\.crds\.keep must be true: uninstalling would delete the CRDs/,
    ],
    [{ chart: { version: "^10.0.0" } }, /chart\.version is "\^10\.0\.0"; set an exact version/],
    [
      { requiredProtections: [EngineProtection.ImpersonatedUiDeletes] },
      /Argo CD is v3\.4\.4, but impersonated-ui-deletes needs Argo CD 3\.5: an older one deletes .* Upgrade Argo CD/,
    ],
    [{ rbac: { databaseProjects: [] } }, /databaseProjects is empty, which protects nothing/],
    [{ url: "argocd" }, /url is "argocd"; set the https URL/],
    [
      { oidc: { issuer: "https://id.example.com", clientId: "a", clientSecret: "b" } },
      /oidc needs url, to which the provider redirects/,
    ],
    [
      { url: "https://a.b", oidc: { issuer: "http://id", clientId: "a", clientSecret: "b" } },
      /oidc\.issuer is "http:\/\/id"; set the https URL/,
    ],
    [{ webhookSecrets: {} }, /webhookSecrets is empty/],
    [
      { webhookSecrets: { azureDevOpsUsername: "a" } },
      /only one of azureDevOpsUsername and azureDevOpsPassword/,
    ],
    [{ notifications: {} }, /notifications has no receiver/],
  ];
  for (const [args, message] of refused) {
    it(`refuses ${JSON.stringify(args)} before it registers anything`, async () => {
      const record: Registration[] = [];
      await assert.rejects(
        recordGraph(() => new ArgoCd("argocd", args), { record }),
        message,
      );
      assert.deepEqual(
        record
          .map(({ type }) => type)
          .filter((type) => !type.startsWith("mariadb-gitops:") && type !== "pulumi:pulumi:Stack"),
        [],
      );
    });
  }
});

/** The values of the component's outputs. */
async function outputs(args: ArgoCdArgs): Promise<{ version: string }> {
  let version: pulumi.Output<string> | undefined;
  await recordGraph(() => {
    ({ version } = new ArgoCd("argocd", args));
  });
  return { version: await new Promise((resolve) => version?.apply(resolve)) };
}
