import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { deploy } from "../../pipeline/deploy";
import { program } from "../../pipeline/operation";
import { secretKeys } from "../../program/setting-keys";
import { readApplication, refresh, requestSync } from "../../sandbox/argocd-delivery";
import { confirmationMetadata } from "../../safety/confirmation";
import type { KubeObject } from "../../sandbox/cluster";
import { projectDir } from "../../sandbox/ground/layout";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { waitFor } from "../../sandbox/ground/wait";
import { startArgoCdServer, type ArgoCdServer } from "../support/argocd-server";
import { Person } from "../support/argocd-person";
import type { CliAnswer } from "../support/argocd-cli";
import { clearPlatforms } from "../support/clear";
import { testRepository, type TestRepository } from "../support/commits";
import { deployment } from "../support/deployment";
import { only, recordGraph } from "../support/graph";
import { OidcIssuer } from "../support/oidc-issuer";
import { buildMinutes, sandboxWithArgoCd, type TestSandbox } from "../support/sandbox";
import { GuardApi, mergePatch } from "./guard/api";

const application = "mariadb-production";
const { signal } = new AbortController();

/** The commands of the page, as a person types them. */
function documented(): string[][] {
  const page = readFileSync(join(projectDir, "docs/runbooks/sync-production.md"), "utf8");
  const [, block = ""] = /```sh\n([^]*?)```/.exec(page) ?? [];
  return block
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
}

/** Hours in which nobody works: the first minute of the 29th of February. */
const closed = [{ kind: "allow", schedule: "0 0 29 2 *", duration: "1m", manualSync: false }];
const open = [{ kind: "allow", schedule: "* * * * *", duration: "24h", manualSync: false }];

describe("the sync of production by people, on the real Argo CD with single sign-on", function () {
  this.timeout(240_000);
  let sandbox: TestSandbox;
  let providers: StandInProviders;
  let repository: TestRepository;
  let issuer: OidcIssuer;
  let server: ArgoCdServer;
  let restore: () => Promise<void>;
  const people: Person[] = [];

  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await sandboxWithArgoCd();
    await clearPlatforms(sandbox.cluster);
    providers = await startStandInProviders();
    repository = testRepository();
    repository.tag("v0.1.0");
    issuer = await OidcIssuer.start();
    const { extraArgs, undo } = await applyLogin(sandbox, issuer);
    restore = undo;
    await update(closed);
    const { redis = 1, repoServer = 1 } = sandbox.sandbox.supervisor.state.ports as Record<string, number>;
    server = await startArgoCdServer(sandbox, { namespace: "argocd", extraArgs, redis, repoServer });
  });
  after(async () => {
    server.stop();
    issuer.close();
    for (const person of people) {
      person.remove();
    }
    await restore();
    await providers.close();
    repository.remove();
  });

  /** Updates production, which this Argo CD then delivers in these hours. */
  async function update(syncWindows: object[]): Promise<void> {
    const overrides = {
      repositoryUrl: repository.url,
      syncWindows: JSON.stringify(syncWindows),
      syncGroups: '["dbas"]',
      readOnlyGroups: '["developers"]',
    };
    await deploy(deployment(sandbox, providers, { name: "sync-production", stack: "production", overrides }));
    await refresh(sandbox.cluster, application, signal);
  }

  async function loggedIn(email: string, group: string): Promise<Person> {
    const person = new Person(sandbox.tools.argocd, issuer, { email, groups: [group] });
    people.push(person);
    const { code, stdout, stderr } = await person.login(server.address);
    assert.equal(code, 0, `${stdout}${stderr}`);
    return person;
  }

  async function database(): Promise<KubeObject | undefined> {
    const metadata = { name: "app", namespace: application };
    return sandbox.cluster.read({ apiVersion: "k8s.mariadb.com/v1alpha1", kind: "Database", metadata });
  }

  /** Confirms the weakening of the Application, as `mariadb-gitops confirm` does for this administrator. */
  async function confirmed(user: string): Promise<void> {
    const apiGroup = "rbac.authorization.k8s.io";
    const binding = {
      apiVersion: `${apiGroup}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: "sync-production-tests" },
    };
    await sandbox.cluster.apply({
      ...binding,
      roleRef: { apiGroup, kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ apiGroup, kind: "User", name: user }],
    });
    const { metadata } = await readApplication(sandbox.cluster, application);
    const until = new Date(Date.now() + 30 * 60_000);
    const confirmation = confirmationMetadata("weakening", { uid: metadata.uid ?? "", user, until });
    const path = `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/${application}`;
    const api = new GuardApi(sandbox.kubeconfig, sandbox.context);
    const answer = await api.send("PATCH", path, {
      body: { metadata: confirmation },
      type: mergePatch,
      as: user,
    });
    await sandbox.cluster.delete(binding);
    assert.equal(answer.status, 200, answer.message);
  }

  const refused = ({ code, stdout, stderr }: CliAnswer, why: RegExp): void => {
    assert.notEqual(code, 0, stdout);
    assert.match(`${stdout}${stderr}`, why);
  };

  it("is refused outside of the hours of production, whoever asks", async () => {
    for (const group of ["dbas", "platform"]) {
      const person = await loggedIn(`closed@${group}.example.com`, group);
      refused(await person.run("app", "sync", application), /cannot sync: blocked by sync window/i);
    }
    assert.equal(await database(), undefined);
  });

  it("is refused to somebody who may only look", async () => {
    await update(open);
    const person = await loggedIn("dev@example.com", "developers");
    const { code, stdout } = await person.run("app", "get", application);
    assert.equal(code, 0);
    assert.match(stdout, /mariadb-production/);
    refused(await person.run("app", "sync", application), /permission denied/i);
    assert.equal(await database(), undefined);
  });

  it("is done by a member of a sync group, with the commands of the page", async () => {
    const [login = [], ...commands] = documented();
    assert.deepEqual(login, ["argocd", "login", "argocd.example.com", "--sso"]);
    assert.deepEqual(commands[1], ["argocd", "app", "sync", application]);
    const person = await loggedIn("dba@example.com", "dbas");
    for (const [, ...words] of commands) {
      const { code, stdout, stderr } = await person.run(...words);
      assert.equal(code, 0, `argocd ${words.join(" ")}: ${stdout}${stderr}`);
    }
    const { status } = await readApplication(sandbox.cluster, application);
    assert.equal(status?.sync?.status, "Synced");
    assert.equal(status.sync.revision, repository.head());
    assert.match(JSON.stringify(status.operationState), /"initiatedBy":\{"username":"dba@example\.com"\}/);
    assert.ok(await database());
  });

  it("takes no other revision and no replacement", async () => {
    const person = await loggedIn("dba@example.com", "dbas");
    refused(await person.run("app", "sync", application, "--revision", "main"), /permission denied/i);
    refused(await person.run("app", "sync", application, "--replace"), /sync with replace was disabled/);
  });

  it("is refused where somebody asks for a prune without the options, and keeps the object once that is confirmed", async () => {
    repository.commit("Remove the Database", {
      "gitops/base/database.yaml": undefined,
      "gitops/base/kustomization.yaml": (text) => text.replace(/^ *- database\.yaml\n/m, ""),
    });
    repository.moveTag("v0.1.0");
    const person = await loggedIn("dba@example.com", "dbas");
    await person.run("app", "get", application, "--hard-refresh");
    const prune = async () => person.run("app", "sync", application, "--prune", "--server-side");
    refused(
      await prune(),
      /this update starts a sync that prunes, .*another person .*mariadb-gitops confirm/,
    );
    await confirmed("owner@example.com");
    const { stdout, stderr } = await prune();
    const { status } = await readApplication(sandbox.cluster, application);
    const operation = JSON.stringify(status?.operationState?.operation);
    assert.match(operation, /"prune":true/, `${stdout}${stderr}`);
    assert.doesNotMatch(operation, /Prune=false/);
    assert.equal(status?.operationState?.syncResult?.revision, repository.head());
    assert.ok(await database());
  });

  for (const group of ["dbas", "platform"]) {
    it(`lets a member of ${group} delete neither an object nor the Application`, async () => {
      const person = await loggedIn(`delete@${group}.example.com`, group);
      const object = ["--kind", "Database", "--resource-name", "app"];
      refused(await person.run("app", "delete-resource", application, ...object), /permission denied/i);
      refused(await person.run("app", "delete", application, "--yes"), /permission denied/i);
      assert.ok(await database());
      assert.ok(await readApplication(sandbox.cluster, application));
    });
  }

  it("stops at the sync account where a member of a break-glass group deletes an object", async () => {
    const person = await loggedIn("rescue@example.com", "dba-emergency");
    const object = ["--kind", "Database", "--resource-name", "app"];
    refused(await person.run("app", "delete-resource", application, ...object), /forbidden/i);
    assert.ok(await database());
  });

  it("waits for the hours of production where somebody starts it with kubectl", async () => {
    await update(closed);
    const live = await readApplication(sandbox.cluster, application);
    await requestSync(sandbox.cluster, live, repository.head());
    await waitFor(
      "the controller to hold the sync",
      async () => {
        const { status } = await readApplication(sandbox.cluster, application);
        return (status?.operationState?.message ?? "").includes("blocked by sync window");
      },
      { seconds: 60, signal },
    );
  });
});

/**
 * Gives the sandbox's Argo CD the login that the program writes for these keys, except its health checks, and returns
 * the arguments that the program gives to the API server.
 */
async function applyLogin(
  { cluster }: TestSandbox,
  issuer: OidcIssuer,
): Promise<{ extraArgs: string[]; undo: () => Promise<void> }> {
  const config = {
    kubeContext: "any",
    repositoryUrl: "https://example.com/databases.git",
    targetRevision: "v0.1.0",
    argocdUrl: "https://argocd.example.com",
    oidcIssuer: issuer.url,
    oidcClientId: issuer.clientId,
    oidcCliClientId: issuer.cliClientId,
    oidcClientSecret: issuer.clientSecret,
    oidcRootCa: issuer.certificate,
    adminGroups: '["platform"]',
    breakGlassGroups: '["dba-emergency"]',
  };
  const graph = await recordGraph(program, { stack: "production", config, encrypted: secretKeys });
  const { values } = only(graph, "kubernetes:helm.sh/v3:Release", "mariadb-argocd-release").inputs as {
    values: {
      configs: { cm: Record<string, string>; rbac: Record<string, string> };
      server: { extraArgs: string[] };
    };
  };
  const { metadata } = only(graph, "kubernetes:core/v1:Secret", "mariadb-argocd-oidc-secret").inputs as {
    metadata: KubeObject["metadata"];
  };
  const { cm, rbac } = values.configs;
  const settings = Object.fromEntries(
    Object.entries(cm).filter(([key]) => !/^(resource|timeout)\./.test(key) && key !== trackingMethod),
  );
  const secret = { apiVersion: "v1", kind: "Secret", metadata };
  const write = async (name: string, data: Record<string, string | null>): Promise<void> => {
    await cluster.patch({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "argocd" },
      data,
    });
  };
  const before = await cluster.read({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "argocd-cm", namespace: "argocd" },
  });
  const earlier = (before?.data ?? {}) as Record<string, string>;
  await cluster.apply({ ...secret, stringData: { clientSecret: issuer.clientSecret } });
  await write("argocd-cm", settings);
  await write("argocd-rbac-cm", rbac);
  return {
    extraArgs: values.server.extraArgs,
    undo: async () => {
      const reset = (keys: string[], to: Record<string, string> = {}): Record<string, string | null> =>
        Object.fromEntries(keys.map((key) => [key, to[key] ?? null]));
      await write("argocd-cm", reset(Object.keys(settings), earlier));
      await write("argocd-rbac-cm", reset(Object.keys(rbac)));
      await cluster.delete(secret);
    },
  };
}

const trackingMethod = "application.resourceTrackingMethod";
