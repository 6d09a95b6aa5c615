import assert from "node:assert/strict";

import { createHmac } from "node:crypto";

import { argoCdValues } from "../../components/engine/argocd-values";
import { webhookReferences, webhookSecretName } from "../../components/engine/argocd-secrets";
import { startArgoCdServer, type ArgoCdServer } from "../support/argocd-server";
import { plain } from "../support/argocd-values";
import { buildMinutes, sandboxForTests, type TestSandbox } from "../support/sandbox";

/** A namespace of its own: other live tests use the sandbox's Argo CD with other settings. */
const namespace = "argocd-settings";
const secret = "It's a webhook secret";

describe("an API server of Argo CD under our settings", function () {
  this.timeout(buildMinutes * 60_000);
  let server: ArgoCdServer;

  before(async () => {
    const sandbox = await sandboxForTests();
    await writeSettings(sandbox);
    // Nothing that is asked here needs the cache or the repository server.
    const { extraArgs } = (argoCdValues(plain) as { server: { extraArgs: string[] } }).server;
    server = await startArgoCdServer(sandbox, { namespace, extraArgs });
  });
  after(() => {
    server.stop();
  });

  it("takes the webhook that is signed with the secret of our own Secret", async () => {
    assert.equal((await push(server.url, secret)).status, 200);
  });

  it("refuses what is signed with another secret, with the reference itself, or not at all", async () => {
    for (const wrong of ["another", `$${webhookSecretName}:github`, undefined]) {
      assert.equal((await push(server.url, wrong)).status, 400, String(wrong));
    }
  });

  it("refuses a payload that is larger than a Git host sends", async () => {
    const { status } = await push(server.url, secret, "x".repeat(26 * 1024 * 1024));
    assert.equal(status, 400);
  });

  it("has a login of nobody while the local admin is off", async () => {
    const settings = (await (await fetch(`${server.url}/api/v1/settings`)).json()) as Record<string, unknown>;
    assert.deepEqual(
      [settings.execEnabled ?? false, settings.impersonationEnabled, settings.trackingMethod],
      [false, true, "annotation"],
    );
    const login = await fetch(`${server.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "admin", password: "admin" }),
    });
    assert.equal(login.status, 401);
  });
});

/** What the chart would write of our values. */
async function writeSettings({ cluster }: TestSandbox): Promise<void> {
  const values = argoCdValues({ ...plain, webhooks: webhookReferences(["github"]) }) as {
    configs: { cm: Record<string, string>; rbac: Record<string, string>; secret: { githubSecret: string } };
  };
  const { cm, rbac } = values.configs;
  const metadata = (name: string) => ({ name, namespace, labels: { "app.kubernetes.io/part-of": "argocd" } });
  const objects = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("argocd-cm"), data: cm },
    { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("argocd-rbac-cm"), data: rbac },
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata("argocd-secret"),
      stringData: { "webhook.github.secret": values.configs.secret.githubSecret },
    },
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata(webhookSecretName),
      stringData: { github: secret },
    },
  ];
  for (const object of objects) {
    await cluster.apply(object);
  }
}

/** A push as GitHub announces it. */
async function push(url: string, key: string | undefined, padding = ""): Promise<Response> {
  const body = JSON.stringify({
    ref: "refs/heads/main",
    repository: { html_url: "https://example.com/a" },
    padding,
  });
  const signature = key === undefined ? {} : { "X-Hub-Signature-256": `sha256=${sign(key, body)}` };
  return fetch(`${url}/api/webhook`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-GitHub-Event": "push", ...signature },
    body,
  });
}

function sign(key: string, body: string): string {
  return createHmac("sha256", key).update(body).digest("hex");
}
