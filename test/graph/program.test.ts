import assert from "node:assert/strict";

import { RunError } from "@pulumi/pulumi";

import { Environment } from "../../components";
import { unknownPaths, waitedFor, type GraphOptions, type Registration } from "../support/graph";
import { programGraph } from "../support/program";

const config = {
  kubeContext: "kind-dev",
  repositoryUrl: "https://example.com/databases.git",
  targetRevision: "v1.2.3",
};

function graphOf(stack: string, options: GraphOptions = {}): Promise<Registration[]> {
  return programGraph({ stack, ...options, config: { ...config, ...options.config } });
}

function typesOf(graph: readonly Registration[]): string[] {
  return [...new Set(graph.map(({ type }) => type.split(":").at(-1) ?? type))].sort();
}

/** What chart values say about ServiceMonitors, wherever they say it. */
function monitors(values: unknown): Record<string, unknown>[] {
  return typeof values !== "object" || values === null
    ? []
    : Object.entries(values).flatMap(([key, value]) =>
        key === "serviceMonitor" ? [value as Record<string, unknown>] : monitors(value),
      );
}

describe("the program", () => {
  it("registers the whole platform in production, and produces no Secret of the databases", async () => {
    const graph = await graphOf("production");
    const components = graph.filter(({ type }) => type.startsWith("mariadb-gitops:")).map(({ type }) => type);
    assert.deepEqual(components.map((type) => type.split(":").at(-1)).sort(), [
      "ArgoCd",
      "DatabaseApplication",
      "DatabaseEnvironment",
      "DatabaseNamespace",
      "DatabaseProject",
      "DeletionGuard",
      "ExternalSecrets",
      "MariaDbOperator",
      "Platform",
    ]);
    const secrets = graph.filter(({ type }) => type === "kubernetes:core/v1:Secret");
    assert.deepEqual(
      secrets.map(({ inputs }) => (inputs.metadata as { name: string }).name),
      ["argocd-redis"],
    );
  });

  it("alerts on changes of the guard, and lets a group confirm, where the stack says so", async () => {
    const found = (graph: readonly Registration[]): unknown[] =>
      graph
        .filter(({ type, name }) => type.endsWith(":PrometheusRule") || name.endsWith("on-duty-binding"))
        .map(({ name, inputs }) => [
          name,
          (inputs.metadata as { namespace: string }).namespace,
          inputs.subjects,
        ]);
    assert.deepEqual(found(await graphOf("production")), []);
    const config = { guardAlertsNamespace: "observability", confirmingGroups: '["on-duty"]' };
    const registered = found(await graphOf("production", { config }));
    assert.equal(registered.length, 2);
    const [alerts, access] = registered as [string, string, unknown][];
    assert.deepEqual(alerts?.slice(0, 2), ["mariadb-guard-alerts", "observability"]);
    assert.deepEqual(access?.slice(1), [
      "mariadb-production",
      [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "on-duty" }],
    ]);
  });

  it("gives the guard the clock and the second person that the stack names", async () => {
    const policies = async (stack: string, config: Record<string, string>): Promise<string> =>
      JSON.stringify(
        (await graphOf(stack, { config }))
          .filter(({ type }) => type.includes("ValidatingAdmissionPolicy"))
          .map(({ inputs }) => inputs.spec),
      );
    const another = /another person must use it/;
    const standard = /"name":"kube-controller-manager"/;
    assert.match(await policies("production", {}), another);
    assert.doesNotMatch(await policies("staging", {}), another);
    assert.match(await policies("staging", {}), standard);
    assert.doesNotMatch(await policies("production", { guardSecondPerson: "false" }), another);
    const named = await policies("staging", { guardSecondPerson: "true", guardClock: "clocks/ours" });
    assert.match(named, another);
    assert.match(named, /"name":"ours","namespace":"clocks"/);
    assert.doesNotMatch(named, standard);
    await assert.rejects(policies("dev", { guardClock: "ours" }), /guardClock.*NAMESPACE\/NAME/);
  });

  it("seals the generated credentials in dev", async () => {
    const types = typesOf(await graphOf("dev"));
    assert.ok(types.includes("DatabaseCredentials") && types.includes("SealedSecret"));
  });

  it("takes Flux instead of Argo CD where the stack says so", async () => {
    const types = typesOf(await graphOf("staging", { config: { engine: "flux" } }));
    assert.ok(types.includes("Kustomization") && types.includes("FluxInstance"));
    assert.ok(!types.includes("Application") && !types.includes("ArgoCd"));
  });

  for (const engine of ["argocd", "flux"]) {
    for (const stack of ["dev", "production"]) {
      it(`needs no Prometheus Operator in ${stack} with ${engine}, unless the stack says that there is one`, async () => {
        const monitorsOf = async (monitoring: string) =>
          (await graphOf(stack, { config: { engine, monitoring } }))
            .filter(({ type }) => type.includes(":helm.sh/"))
            .flatMap(({ inputs }) => monitors(inputs.values));
        // The mode is looked at even when no ServiceMonitor is wanted: failIfMissing then fails without the CRD.
        for (const { enabled, create, renderMode } of await monitorsOf("false")) {
          assert.deepEqual([enabled ?? create, renderMode], [false, undefined]);
        }
        const wanted = await monitorsOf("true");
        assert.ok(wanted.every(({ enabled, create }) => enabled === true || create === true));
        // Argo CD has five, mariadb-operator three, each of the others one.
        assert.equal(wanted.length, (engine === "flux" ? 1 : 5) + 3 + 1);
      });
    }
  }

  it("takes the charts from where the stack says, and only those that it installs", async () => {
    const charts = {
      argoCd: { repository: "oci://registry.example.com/charts" },
      externalSecrets: { path: __dirname },
      mariadbOperator: { version: "26.10.2" },
      mariadbOperatorCrds: { version: "26.10.2" },
      fluxOperator: { version: "0.60.0" },
      sealedSecrets: { version: "2.21.0" },
    };
    const chartsOf = async (stack: string, config: Record<string, string>) =>
      (await graphOf(stack, { config: { charts: JSON.stringify(charts), ...config } }))
        .filter(({ type }) => type.includes(":helm.sh/"))
        .map(({ inputs }) => `${String(inputs.chart)} ${String(inputs.version)}`)
        .sort();
    assert.deepEqual(await chartsOf("production", {}), [
      `${__dirname} undefined`,
      "mariadb-operator 26.10.2",
      "mariadb-operator-crds 26.10.2",
      "oci://registry.example.com/charts/argo-cd 10.1.1",
    ]);
    assert.deepEqual(await chartsOf("dev", { engine: "flux", mariadbOperatorInstallation: "existing" }), [
      "oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator 0.60.0",
      "sealed-secrets 2.21.0",
    ]);
  });

  it("takes charts and images of everything that it installs from the mirror, Flux's own images included", async () => {
    const mirror = {
      charts: "oci://registry.example.com/charts",
      images: "registry.example.com/mirror",
      imagePullSecrets: ["registry-login"],
    };
    for (const engine of ["argocd", "flux"]) {
      const graph = await graphOf("dev", { config: { engine, mirror: JSON.stringify(mirror) } });
      const installed = graph.filter(({ type }) => type.includes(":helm.sh/"));
      assert.equal(installed.length, 4);
      for (const { name, inputs } of installed) {
        assert.match(String(inputs.chart), /^oci:\/\/registry\.example\.com\/charts\/[a-z-]+$/);
        // The chart of the CRDs has no pods.
        assert.equal(JSON.stringify(inputs.values).includes("registry-login"), !name.endsWith("-crds"), name);
      }
      for (const { inputs } of graph.filter(({ type }) => type.endsWith(":FluxInstance"))) {
        const { distribution, kustomize } = inputs.spec as {
          distribution: { registry: string };
          kustomize: object;
        };
        assert.equal(distribution.registry, "registry.example.com/mirror/fluxcd");
        assert.match(JSON.stringify(kustomize), /imagePullSecrets.*registry-login/);
      }
    }
  });

  it("adds the backup bucket when it is named", async () => {
    const types = typesOf(await graphOf("production", { config: { backupBucket: "acme-backups" } }));
    assert.ok(types.includes("BackupBucket"));
  });

  it("adds all that the overlay refers to in AWS when the cluster is named", async () => {
    const types = typesOf(await graphOf("production", { config: { awsEksCluster: "acme" } }));
    assert.ok(types.includes("AwsDatabaseFoundation") && types.includes("Role"));
  });

  it("lifts every protect of Pulumi with one switch, and keeps on destroy all but the guard that only warns", async () => {
    const graph = async (deletionProtection: string) =>
      graphOf("production", { config: { deletionProtection } });
    const [on, off] = [await graph("true"), await graph("false")];
    assert.ok(on.filter(({ protect }) => protect).length > 5);
    assert.deepEqual(
      off.filter(({ protect }) => protect).map(({ name }) => name),
      [],
    );
    // What keeps the guard's clock refuses nothing, and stays.
    const isGuard = ({ name }: Registration) =>
      name.startsWith("mariadb-guard-") && !/^mariadb-guard-clock(-binding)?$/.test(name);
    const kept = (found: readonly Registration[]) => found.filter(({ retainOnDelete }) => retainOnDelete);
    const names = (found: readonly Registration[]) => found.map(({ name }) => name);
    assert.deepEqual(names(kept(off)), names(kept(on).filter((resource) => !isGuard(resource))));
    assert.equal(kept(on).filter(isGuard).length, on.filter(isGuard).length);
  });

  for (const stack of Object.values(Environment)) {
    it(`uses the cluster that ${stack} names for every Kubernetes resource, never the ambient one`, async () => {
      const graph = await graphOf(stack);
      const kubernetes = graph.filter(({ type }) => type.startsWith("kubernetes:"));
      assert.ok(kubernetes.length > 3);
      for (const { name, provider } of kubernetes) {
        assert.match(provider, /pulumi:providers:kubernetes::cluster::/, name);
      }
    });

    it(`registers everything of ${stack} under a component, and only the platform at the top`, async () => {
      for (const { type, name, parent } of await graphOf(stack)) {
        const top = type.endsWith(":Platform") || type.startsWith("pulumi:providers:");
        assert.match(parent, top ? /pulumi:pulumi:Stack::/ : /mariadb-gitops:index:/, name);
      }
    });

    it(`knows every input in a preview of ${stack} but the passwords and what they are part of`, async () => {
      const graph = await graphOf(stack, { preview: true });
      for (const { type, name, inputs } of graph.filter(({ type }) => type !== "kubernetes:core/v1:Secret")) {
        assert.deepEqual(unknownPaths(inputs), [], `${type} ${name}`);
      }
    });
  }

  it("registers the guard first, the delivery last, and everything that it needs in between", async () => {
    const graph = await graphOf("dev");
    const waited = (name: string): string => waitedFor(graph, name).join(" ");
    for (const name of ["mariadb-argocd-release", "mariadb-operator-crds", "mariadb-dev-home-namespace"]) {
      assert.match(waited(name), /mariadb-guard-databases-named-binding/, name);
    }
    const delivery = waited("mariadb-dev-mariadb-application");
    for (const name of [
      "mariadb-argocd-release",
      "mariadb-operator-operator",
      "mariadb-sealed-secrets-release",
      "mariadb-dev-home-namespace",
      "mariadb-dev-project-project",
    ]) {
      assert.ok(delivery.split(" ").includes(name), name);
    }
  });

  it("fails on a bad value before it registers anything", async () => {
    const record: Registration[] = [];
    await assert.rejects(
      graphOf("dev", { config: { automated: "yes" }, record }),
      /automated is "yes"; set true or false/,
    );
    assert.deepEqual(
      record.filter(({ type }) => type !== "pulumi:pulumi:Stack"),
      [],
    );
  });

  it("says what a component refuses in its sentence alone", async () => {
    await assert.rejects(
      graphOf("production", { config: { targetRevision: "main" } }),
      (error: unknown) =>
        RunError.isInstance(error) && /^\S+: the arguments make an unsafe Application/.test(error.message),
    );
  });
});
