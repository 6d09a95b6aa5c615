import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { loginArgs, loginKeys } from "../../../program/login";
import { secretKeys } from "../../../program/setting-keys";
import { readSettings, type StackSettings } from "../../../program/settings";
import { SettingsError } from "../../../program/config-reader";
import { sandboxConfig } from "../../../sandbox/stack-config";

const required = {
  kubeContext: "kind-dev",
  repositoryUrl: "https://example.com/databases.git",
  targetRevision: "v1.2.3",
};
const oidc = {
  argocdUrl: "https://argocd.example.com",
  oidcIssuer: "https://id.example.com",
  oidcClientId: "argocd",
  oidcClientSecret: "hunter2",
};
/** Something for every key of the login. */
const everything: Record<string, string> = {
  ...oidc,
  oidcCliClientId: "argocd-cli",
  oidcScopes: '["openid", "groups"]',
  oidcRootCa: "-----BEGIN CERTIFICATE-----",
  adminGroups: '["platform"]',
  breakGlassGroups: '["dba-emergency"]',
  webhookGithubSecret: "hunter2",
  webhookGitlabSecret: "hunter2",
  webhookBitbucketServerSecret: "hunter2",
  webhookBitbucketUuid: "hunter2",
  webhookGogsSecret: "hunter2",
  webhookAzureDevOpsUsername: "hunter2",
  webhookAzureDevOpsPassword: "hunter2",
};

function loginOf(config: Record<string, string>): StackSettings["login"] {
  return readSettings("production", { values: { ...required, ...config }, encrypted: secretKeys }).login;
}

function problems(config: Record<string, string>): readonly string[] {
  try {
    loginOf(config);
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    return error.problems;
  }
}

describe("the settings of the login", () => {
  it("are none by default", () => {
    assert.deepEqual(loginArgs(loginOf({})), {});
  });

  it("carry every key to the argument that it is for", async () => {
    assert.deepEqual(Object.keys(everything).sort(), [...loginKeys].sort());
    const { webhookSecrets, ...rest } = loginArgs(loginOf(everything));
    const plain = { ...rest, oidc: { ...rest.oidc, clientSecret: "hidden" } };
    assert.deepEqual(plain, {
      url: "https://argocd.example.com",
      oidc: {
        issuer: "https://id.example.com",
        clientId: "argocd",
        clientSecret: "hidden",
        cliClientId: "argocd-cli",
        rootCa: "-----BEGIN CERTIFICATE-----",
        scopes: ["openid", "groups"],
      },
      rbac: { adminGroups: ["platform"], breakGlassGroups: ["dba-emergency"] },
    });
    assert.deepEqual(Object.keys(webhookSecrets ?? {}).sort(), [
      "azureDevOpsPassword",
      "azureDevOpsUsername",
      "bitbucketServer",
      "bitbucketUuid",
      "github",
      "gitlab",
      "gogs",
    ]);
    for (const secret of [rest.oidc?.clientSecret, ...(Object.values(webhookSecrets ?? {}) as unknown[])]) {
      assert.equal(await pulumi.isSecret(pulumi.output(secret)), true);
    }
  });

  for (const missing of Object.keys(oidc)) {
    it(`asks for ${missing} where the rest of the login is there`, () => {
      const found = problems({ ...oidc, [missing]: "" });
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", new RegExp(`^${missing} is missing; .*pulumi config set .*${missing}`));
    });
  }

  const wrong: [string, Record<string, string>, RegExp][] = [
    [
      "an issuer that is not https",
      { ...oidc, oidcIssuer: "http://id.example.com" },
      /oidcIssuer is "http:.*https/,
    ],
    ["a URL that is not https", { argocdUrl: "argocd.example.com" }, /argocdUrl is .*set an https URL/],
    ["a certificate in another form", { ...oidc, oidcRootCa: "/ca.pem" }, /oidcRootCa .*certificate in PEM/],
    [
      "administrators who cannot log in",
      { adminGroups: '["a"]' },
      /adminGroups needs single sign-on.*oidcIssuer/,
    ],
    ["rescuers who cannot log in", { breakGlassGroups: '["a"]' }, /breakGlassGroups needs single sign-on/],
    ["a built-in role as a group", { ...oidc, adminGroups: '["role:admin"]' }, /a group is "role:admin"/],
    ["half of Azure DevOps", { webhookAzureDevOpsUsername: "x" }, /webhookAzureDevOpsPassword is missing/],
  ];
  for (const [what, config, message] of wrong) {
    it(`refuse ${what}`, () => {
      const found = problems(config);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", message);
    });
  }

  for (const key of loginKeys) {
    it(`refuse ${key} by its name where this stack does not install Argo CD`, () => {
      const value = everything[key] ?? "";
      for (const [config, why] of [
        [
          { engineInstallation: "existing" },
          "cannot configure an existing Argo CD, which its owner configures",
        ],
        [{ engine: "flux" }, "configures Argo CD, but the engine is flux"],
      ] as const) {
        const [found = "", ...more] = problems({ ...config, [key]: value });
        assert.ok(found.startsWith(`${key} ${why}`), found);
        assert.deepEqual(more, []);
        assert.ok(!found.includes("hunter2"));
      }
    });
  }

  it("are taken out of a stack that the sandbox runs, where nobody logs in", () => {
    const cluster = { context: "sandbox", kubeconfig: "kubeconfig" };
    const committed = { adminGroups: ["platform"], oidcClientSecret: { secure: "v1:abc" } };
    const { adminGroups, oidcClientSecret, argocdUrl } = sandboxConfig(cluster, "argocd", committed);
    assert.deepEqual([adminGroups, oidcClientSecret, argocdUrl], ["[]", "", undefined]);
  });
});
