import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";

import { Installation } from "../../components/installation";
import { ExternalSecrets, type ExternalSecretsArgs } from "../../components/secrets/external-secrets";
import { charts } from "../../components/versions";
import { only, recordGraph, secretPaths, unknownPaths, type Registration } from "../support/graph";

const release = "kubernetes:helm.sh/v3:Release";
const namespace = "kubernetes:core/v1:Namespace";
const role = "kubernetes:rbac.authorization.k8s.io/v1:Role";
const binding = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding";

describe("ExternalSecrets", () => {
  const installed = (args?: ExternalSecretsArgs) =>
    recordGraph(() => new ExternalSecrets("external-secrets", args));

  it("installs the pinned chart under a fixed release name, so that kept CRDs are adopted again", async () => {
    const { inputs, parent } = only(await installed(), release);
    assert.equal(inputs.name, charts.externalSecrets.release);
    assert.equal(inputs.version, charts.externalSecrets.version);
    assert.equal(inputs.namespace, "external-secrets");
    assert.match(parent, /mariadb-gitops:index:ExternalSecrets::external-secrets$/);
  });

  it("registers the namespace first, closed to privileged pods, and keeps it on destroy", async () => {
    const graph = await installed();
    const home = only(graph, namespace);
    assert.equal(home.retainOnDelete, true);
    assert.equal(
      (home.inputs.metadata as { labels: Record<string, string> }).labels[
        "pod-security.kubernetes.io/enforce"
      ],
      "restricted",
    );
    const owner = only(graph, "kubernetes:core/v1:ConfigMap");
    assert.deepEqual(namesOf(owner.dependencies), [home.name]);
    assert.deepEqual(namesOf(only(graph, release).dependencies), [owner.name]);
  });

  it("has no unknown and no secret input of the chart in a preview", async () => {
    const graph = await recordGraph(() => new ExternalSecrets("external-secrets"), { preview: true });
    const { inputs } = only(graph, release);
    assert.deepEqual(unknownPaths(inputs), []);
    assert.deepEqual(secretPaths(inputs), []);
  });

  it("waits for what the component waits for, and uses the component's provider", async () => {
    const graph = await recordGraph(() => {
      const provider = new k8s.Provider("cluster", { context: "here" });
      const first = new k8s.core.v1.ConfigMap("first", {}, { provider });
      new ExternalSecrets(
        "external-secrets",
        { serviceAccounts: [{ namespace: "mariadb-dev", name: "external-secrets-sa" }] },
        { providers: [provider], dependsOn: first },
      );
    });
    for (const type of [namespace, role]) {
      assert.deepEqual(namesOf(only(graph, type).dependencies), ["first"], type);
    }
    for (const type of [namespace, release, role, binding]) {
      assert.match(only(graph, type).provider, /pulumi:providers:kubernetes::cluster::/, type);
    }
  });

  it("lets the controller make tokens of the named accounts only", async () => {
    const graph = await installed({
      serviceAccounts: [
        { namespace: "mariadb-staging", name: "external-secrets-sa" },
        { namespace: "mariadb-production", name: "vault-reader" },
      ],
    });
    const { rbac } = valuesOf(graph) as { rbac: Record<string, unknown> };
    assert.equal(rbac.serviceAccountTokenCreate, false);
    const roles = graph.filter(({ type }) => type === role).map(({ inputs }) => inputs);
    assert.deepEqual(
      roles.map(({ rules }) => rules),
      ["external-secrets-sa", "vault-reader"].map((name) => [
        { apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: [name], verbs: ["create"] },
      ]),
    );
    assert.deepEqual(
      roles.map(({ metadata }) => (metadata as { namespace: string }).namespace),
      ["mariadb-staging", "mariadb-production"],
    );
    for (const { inputs } of graph.filter(({ type }) => type === binding)) {
      assert.deepEqual(inputs.subjects, [
        { kind: "ServiceAccount", name: "external-secrets", namespace: "external-secrets" },
      ]);
    }
  });

  it("says so when any account may be used: without names the overlays in Git work as they are", async () => {
    const graph = await installed();
    const { rbac } = valuesOf(graph) as { rbac: Record<string, unknown> };
    assert.equal(rbac.serviceAccountTokenCreate, true);
    const none = valuesOf(await installed({ serviceAccounts: [] })) as { rbac: Record<string, unknown> };
    assert.equal(none.rbac.serviceAccountTokenCreate, false);
    assert.deepEqual(
      graph.filter(({ type }) => type === role),
      [],
    );
  });

  it("registers nothing but the rights on tokens beside an installation, which an object of fixed name proves", async () => {
    const read: string[] = [];
    const graph = await recordGraph(() => {
      watchReads(read);
      new ExternalSecrets("external-secrets", {
        installation: Installation.Existing,
        serviceAccounts: [{ namespace: "mariadb-dev", name: "external-secrets-sa" }],
      });
    });
    assert.deepEqual(graph.map(({ type }) => type).sort(), [
      role,
      binding,
      "mariadb-gitops:index:ExternalSecrets",
    ]);
    assert.deepEqual(read, ["externalsecret-validate"]);
  });

  const refused: [string, ExternalSecretsArgs, RegExp][] = [
    ["an empty namespace", { namespace: "" }, /namespace is empty/],
    ["an empty scope", { scopedNamespace: "" }, /scopedNamespace is empty/],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what} before it registers anything`, async () => {
      const record: Registration[] = [];
      const program = () => new ExternalSecrets("external-secrets", args);
      await assert.rejects(recordGraph(program, { record }), message);
      assert.deepEqual(
        record.filter(({ type }) => type.startsWith("kubernetes:")),
        [],
      );
    });
  }
});

function valuesOf(graph: readonly Registration[]): Record<string, unknown> {
  return only(graph, release).inputs.values as Record<string, unknown>;
}

/** Writes down the ids that the program reads from the cluster; a read is no registration. */
function watchReads(ids: string[]): void {
  // Without alias specs the SDK works out the aliases of a read resource without its name, and fails.
  (state as unknown as { getStore(): { supportsAliasSpecs: boolean } }).getStore().supportsAliasSpecs = true;
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    readResource(request: { getId(): string }, callback: unknown): void;
  };
  const read = monitor.readResource.bind(monitor);
  monitor.readResource = (request, callback) => {
    ids.push(request.getId());
    read(request, callback);
  };
}

/** The names at the end of URNs; the recorded URNs leave the parents' types out. */
function namesOf(urns: readonly string[]): string[] {
  return urns.map((urn) => urn.split("::").at(-1) ?? urn);
}
