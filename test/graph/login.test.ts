import assert from "node:assert/strict";

import { secretKeys } from "../../program/setting-keys";
import { only, secretPaths, type Registration } from "../support/graph";
import { programGraph } from "../support/program";

const secret = "kubernetes:core/v1:Secret";
const release = "kubernetes:helm.sh/v3:Release";
const config = {
  kubeContext: "kind-dev",
  repositoryUrl: "https://example.com/databases.git",
  targetRevision: "v1.2.3",
  argocdUrl: "https://argocd.example.com",
  oidcIssuer: "https://id.example.com",
  oidcClientId: "argocd",
  oidcClientSecret: "hush-oidc",
  adminGroups: '["platform"]',
  breakGlassGroups: '["dba-emergency"]',
  webhookGithubSecret: "hush-github",
};

describe("the program with a login", () => {
  let graph: Registration[];
  let configs: { cm: Record<string, string>; rbac: Record<string, string>; secret: Record<string, unknown> };
  before(async () => {
    graph = await programGraph({ stack: "production", config, encrypted: secretKeys });
    const { values } = only(graph, release, "mariadb-argocd-release").inputs as {
      values: { configs: typeof configs };
    };
    configs = values.configs;
  });

  it("tells Argo CD its address and its provider, and where the client's secret is", () => {
    assert.equal(configs.cm.url, "https://argocd.example.com");
    assert.deepEqual(JSON.parse(configs.cm["oidc.config"] ?? ""), {
      name: "SSO",
      issuer: "https://id.example.com",
      clientID: "argocd",
      clientSecret: "$argocd-oidc-secret:clientSecret",
      requestedScopes: ["openid", "profile", "email", "groups"],
    });
  });

  it("binds the groups to their roles", () => {
    const lines = configs.rbac["policy.csv"]?.split("\n") ?? [];
    assert.ok(lines.includes("g, platform, role:admin"));
    assert.ok(lines.includes("g, dba-emergency, role:break-glass"));
  });

  it("keeps the secrets in Secrets, secret in the state too, and refers to them", () => {
    for (const [name, key] of [
      ["mariadb-argocd-oidc-secret", "clientSecret"],
      ["mariadb-argocd-webhook-secret", "github"],
    ] as const) {
      const { inputs } = only(graph, secret, name);
      assert.deepEqual(secretPaths(inputs), ["stringData"], name);
      assert.match(JSON.stringify(inputs), new RegExp(`"${key}":`));
    }
    assert.equal(configs.secret.githubSecret, "$argocd-webhook-secret:github");
    for (const { type, name, inputs } of graph.filter(({ type }) => type !== secret)) {
      assert.doesNotMatch(JSON.stringify(inputs), /hush/, `${type} ${name}`);
    }
  });
});
