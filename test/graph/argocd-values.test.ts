import assert from "node:assert/strict";

import { readFileSync } from "node:fs";
import { parse } from "yaml";

import { argoCdValues } from "../../components/engine/argocd-values";
import { webhookReferences } from "../../components/engine/argocd-secrets";
import { charts, versions } from "../../components/versions";
import { cm, full, parts, plain } from "../support/argocd-values";
import { unknownValues, type ValueTree } from "../support/chart-values";
import { needShared } from "../support/shared";

/** Maps that the chart passes on as they are. */
const open = [
  ...["controller", "server", "repoServer", "applicationSet", "notifications"].map(
    (part) => `${part}.metrics.serviceMonitor.additionalLabels`,
  ),
  "configs.cm",
  "configs.params",
  "configs.rbac",
  "configs.secret.extra",
  ...["notifiers", "templates", "triggers"].map((map) => `notifications.${map}`),
];

describe("values of the chart argo-cd", () => {
  for (const [what, args] of Object.entries({
    plain,
    highAvailability: { ...plain, highAvailability: true },
    monitored: { ...plain, monitoring: true },
    full,
  })) {
    it(`are values that the pinned chart has: ${what}`, function () {
      const values = parse(readFileSync(needShared(this, "charts/argo-cd/values.yaml"), "utf8")) as ValueTree;
      assert.deepEqual(unknownValues(argoCdValues(args) as ValueTree, values, open), []);
    });
  }

  it("are written for the chart that is pinned, which installs the Argo CD that is pinned", function () {
    const chart = parse(readFileSync(needShared(this, "charts/argo-cd/Chart.yaml"), "utf8")) as Record<
      string,
      string
    >;
    assert.deepEqual([chart.version, chart.appVersion], [charts.argoCd.version, versions.argoCd.app]);
  });

  it("leave the controller the right to impersonate: the chart's own rules are `*`", function () {
    const values = parse(readFileSync(needShared(this, "charts/argo-cd/values.yaml"), "utf8")) as ValueTree;
    assert.deepEqual((values.controller as ValueTree).clusterRoleRules, { enabled: false, rules: [] });
    assert.equal(values.createClusterRoles, true);
    assert.equal(parts(plain).controller?.clusterRoleRules, undefined);
  });

  it("take from the API server the right to delete or change anything in the cluster", () => {
    for (const args of [plain, full]) {
      const { enabled, rules } = parts(args).server?.clusterRoleRules as unknown as {
        enabled: boolean;
        rules: { verbs: string[] }[];
      };
      assert.equal(enabled, true);
      assert.deepEqual([...new Set(rules.flatMap(({ verbs }) => verbs))].sort(), ["get", "list", "watch"]);
    }
  });

  it("set what keeps databases in argocd-cm, whatever is configured", () => {
    for (const args of [plain, full]) {
      const settings = cm(args);
      assert.deepEqual(
        Object.fromEntries(
          Object.entries(settings).filter(([key]) =>
            /^(application|admin|exec|resource.respect|timeout)/.test(key),
          ),
        ),
        {
          "application.resourceTrackingMethod": "annotation",
          "application.sync.impersonation.enabled": "true",
          "application.sync.requireOverridePrivilegeForRevisionSync": "true",
          "admin.enabled": "false",
          "exec.enabled": "false",
          "resource.respectRBAC": "normal",
          "timeout.reconciliation": "120s",
        },
      );
      assert.ok(Object.values(settings).every((value) => typeof value === "string"));
    }
    assert.equal(cm(plain).installationID, undefined);
    assert.equal(cm(full).installationID, "cluster-a");
    assert.equal(cm({ ...plain, localAdmin: true })["admin.enabled"], "true");
  });

  it("send people to the provider, with a reference in place of the secret", () => {
    assert.equal(cm(plain)["oidc.config"], undefined);
    assert.equal(cm(full).url, "https://argocd.example.com");
    assert.deepEqual(JSON.parse(cm(full)["oidc.config"] ?? ""), {
      name: "SSO",
      issuer: "https://id.example.com",
      clientID: "argocd",
      clientSecret: "$argocd-oidc-secret:clientSecret",
      requestedScopes: ["openid", "profile", "email", "groups"],
    });
  });

  it("name the command line's own client and a private authority, where there are any", () => {
    const oidc = { issuer: "https://id.example.com", clientId: "argocd", cliClientId: "cli", rootCa: "PEM" };
    const { cliClientID, rootCA } = JSON.parse(cm({ ...full, oidc })["oidc.config"] ?? "") as {
      cliClientID: string;
      rootCA: string;
    };
    assert.deepEqual([cliClientID, rootCA], ["cli", "PEM"]);
  });

  it("write the enforcement of impersonation down as soon as the version knows it", () => {
    const key = "application.sync.impersonation.enforced";
    assert.equal(cm({ ...plain, version: "v3.5.7" })[key], "true");
    assert.equal(cm({ ...plain, version: "v3.4.4" })[key], undefined);
  });

  it("never let the chart write the Secret of the notifications, which would take its content as values", () => {
    for (const args of [plain, full]) {
      assert.equal((parts(args).notifications?.secret as unknown as { create: boolean }).create, false);
    }
    assert.equal(parts(plain).notifications?.enabled, false);
  });

  it("double what HA needs double, and budget it", () => {
    for (const part of ["server", "repoServer", "applicationSet"]) {
      const { replicas, pdb } = parts(full)[part] ?? {};
      assert.deepEqual({ replicas, pdb }, { replicas: 2, pdb: { enabled: true, maxUnavailable: 1 } });
      assert.equal(parts(plain)[part]?.replicas, undefined);
    }
    assert.deepEqual(parts(full)["redis-ha"], { enabled: true });
    assert.equal(parts(plain)["redis-ha"], undefined);
    assert.deepEqual([parts(full).controller?.replicas, parts(full).controller?.pdb], [1, undefined]);
  });

  it("scrape every 30 s when asked to, and need no CRD when not", () => {
    assert.doesNotMatch(JSON.stringify(argoCdValues(plain)), /serviceMonitor/);
    for (const part of ["controller", "server", "repoServer", "applicationSet"]) {
      const metrics = parts(full)[part]?.metrics as unknown as { serviceMonitor: object };
      assert.deepEqual(metrics.serviceMonitor, {
        enabled: true,
        interval: "30s",
        additionalLabels: { release: "kube-prometheus-stack" },
      });
    }
  });

  it("refer to the secrets of webhooks, and keep a key when the last one goes", () => {
    const { github, ...rest } = { github: "$argocd-webhook-secret:github" };
    assert.deepEqual(rest, {});
    assert.deepEqual(webhookReferences([]), { extra: { "webhook.secrets": "argocd-webhook-secret" } });
    assert.deepEqual(webhookReferences(["github", "azureDevOpsUsername", "azureDevOpsPassword"]), {
      extra: { "webhook.secrets": "argocd-webhook-secret" },
      githubSecret: github,
      azureDevops: {
        username: "$argocd-webhook-secret:azureDevOpsUsername",
        password: "$argocd-webhook-secret:azureDevOpsPassword",
      },
    });
  });
});
