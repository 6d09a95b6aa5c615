/**
 * The operator that a user's cluster runs, with this repository's manifests: its webhook, and what its controller does
 * to a real MariaDB server when an object is deleted.
 */
import assert from "node:assert/strict";
import { join } from "node:path";

import { Environment } from "../../components";
import { charts, type ChartSource } from "../../components/versions";
import type { KubeObject } from "../../sandbox/cluster";
import { findMariaDb } from "../../sandbox/tools";
import { needHelm, renderChart } from "../support/charts";
import { DryRun } from "../support/dry-run";
import { gitopsDirectory, needRenderer, renderOverlay } from "../support/kustomize";
import { find, nameOf, without, withValue, type Manifest } from "../support/manifest";
import { MariaDbServer } from "../support/mariadb-server";
import { Objects } from "../support/objects";
import { Operator } from "../support/operator";
import { buildMinutes, ownSandbox, type OwnSandbox } from "../support/sandbox";
import { needCharts, needPart } from "../support/shared";
import { skip } from "../support/skip";
import { Workplace } from "../support/workplace";

const operatorGroup = "k8s.mariadb.com/v1alpha1";
const environments = Object.values(Environment);

describe("mariadb-operator", function () {
  this.timeout(120_000);

  let workplace: Workplace | undefined;
  let sandbox: OwnSandbox | undefined;
  let operator: Operator;
  let server: DryRun;
  let live: Objects;

  before(async function () {
    this.timeout(buildMinutes * 60_000);
    needRenderer(this);
    const program = await needPart(this, "mariadb-operator");
    const { crds, chart } = await renderCharts(this);
    workplace = new Workplace();
    sandbox = await ownSandbox();
    const { cluster, kubeconfig } = sandbox;
    operator = await Operator.install({ program, cluster, kubeconfig, workplace, crds, chart });
    await operator.startCertController();
    await operator.startWebhook();
    server = new DryRun(kubeconfig);
    live = new Objects(cluster);
    for (const environment of environments) {
      await live.applyNamespace(`mariadb-${environment}`);
    }
  });

  after(async () => {
    await workplace?.end();
    await sandbox?.end();
  });

  describe("its webhook", () => {
    for (const environment of environments) {
      it(`accepts every object of gitops/ in ${environment}`, async () => {
        const objects = overlay(environment);
        assert.ok(ofOperator(objects).length >= 5, `only ${objects.map(nameOf).join(", ")}`);
        assert.deepEqual(await refusals(objects), []);
      });
    }

    it("refuses a MariaDB that asks for replication beside Galera", async () => {
      const mariadb = find(overlay(Environment.Production), "MariaDB", "mariadb");
      const both = { ...mariadb, spec: { ...mariadb.spec, replication: { enabled: true } } };
      assert.match((await refusals([both])).join(), /admission webhook "vmariadb-v1alpha1\.kb\.io" denied/);
    });

    it("refuses another character set for a database that exists", async () => {
      const database = find(overlay(Environment.Dev), "Database", "app");
      await live.apply(database);
      const changed = withValue(database, ["spec", "characterSet"], "latin1");
      assert.match(
        (await refusals([changed])).join(),
        /admission webhook "vdatabase-v1alpha1\.kb\.io" denied .* 'spec\.characterSet' field is immutable/,
      );
      await live.remove(database);
    });

    it("is asked about every object of gitops/ that is the operator's: none is stored while it is down", async () => {
      await operator.stopWebhook();
      const objects = environments.flatMap((environment) => ofOperator(overlay(environment)));
      const answers = await refusals(objects);
      await operator.startWebhook();
      assert.equal(answers.length, objects.length);
      for (const answer of answers) {
        assert.match(answer, /failed calling webhook/);
      }
    });
  });

  describe("its controller, on a real MariaDB server, when Database, User and Grant are deleted", () => {
    const app = { databases: ["app"], orders: ["first order"], users: ["app@%"] };
    const kept = { ...app, privileges: ["DELETE", "INSERT", "SELECT", "UPDATE"] };
    const nothing = { databases: [], orders: [], users: [], privileges: [] };
    let mariadb: MariaDbServer;

    before(async function () {
      const programs = await findMariaDb();
      if ("missing" in programs) {
        return skip(this, programs.missing);
      }
      assert.ok(workplace !== undefined);
      mariadb = await MariaDbServer.start(workplace, programs);
      await operator.startController();
      const { host, port, username, password } = mariadb.login;
      await live.applyNamespace("servers");
      await live.applySecret("servers", "login", { password });
      await live.apply({
        apiVersion: operatorGroup,
        kind: "ExternalMariaDB",
        metadata: { name: "server", namespace: "servers" },
        spec: {
          host,
          port,
          username,
          passwordSecretKeyRef: { name: "login", key: "password" },
          tls: { enabled: false },
        },
      });
    });

    afterEach(async () => {
      await mariadb.sql("DROP DATABASE IF EXISTS app; DROP USER IF EXISTS app");
    });

    for (const environment of environments) {
      it(`keeps all of them with the manifests of gitops/ in ${environment}, which set cleanupPolicy: Skip`, async () => {
        const objects = onServer(overlay(environment));
        await createWithRows(objects);
        await live.remove(...objects);
        assert.deepEqual(await stored(), kept);
      });
    }

    it("drops all of them, rows included, with the same manifests and no cleanupPolicy", async () => {
      const objects = onServer(overlay(Environment.Production));
      const unset = objects.map((object) => without(object, "spec", "cleanupPolicy"));
      await createWithRows(unset);
      await live.remove(...unset);
      assert.deepEqual(await stored(), nothing);
    });

    it("drops all of them, rows included, with cleanupPolicy: Delete", async () => {
      const objects = onServer(overlay(Environment.Production));
      const dropped = objects.map((object) => withValue(object, ["spec", "cleanupPolicy"], "Delete"));
      await createWithRows(dropped);
      await live.remove(...dropped);
      assert.deepEqual(await stored(), nothing);
    });

    it("drops only what its own object stands for: a Grant without cleanupPolicy takes the privileges", async () => {
      const [database, user, grant] = onServer(overlay(Environment.Production));
      const unset = without(grant, "spec", "cleanupPolicy");
      await createWithRows([database, user, unset]);
      await live.remove(unset);
      assert.deepEqual(await stored(), { ...kept, privileges: [] });
      await live.remove(database, user);
      assert.deepEqual(await stored(), { ...kept, privileges: [] });
    });

    /** The objects of an overlay that stand for something on the server, on the server that runs in another namespace. */
    function onServer(manifests: readonly Manifest[]): [Manifest, Manifest, Manifest] {
      const mariaDbRef = { kind: "ExternalMariaDB", name: "server", namespace: "servers" };
      const moved = (kind: string): Manifest =>
        withValue(find(manifests, kind, "app"), ["spec", "mariaDbRef"], mariaDbRef);
      return [moved("Database"), moved("User"), moved("Grant")];
    }

    async function createWithRows(objects: readonly Manifest[]): Promise<void> {
      await live.applySecret(objects[0]?.metadata.namespace ?? "", "mariadb-app", {
        password: "app-password",
      });
      await live.apply(...objects);
      await live.waitForCondition("Ready", ...objects);
      await mariadb.sql("CREATE TABLE app.orders (name TEXT); INSERT INTO app.orders VALUES ('first order')");
      assert.deepEqual(await stored(), kept);
    }

    /** What the server has of the database, the user and the grant `app`. */
    async function stored(): Promise<Record<string, string[]>> {
      const databases = await mariadb.sql("SHOW DATABASES LIKE 'app'");
      return {
        databases,
        orders: databases.length === 0 ? [] : await mariadb.sql("SELECT name FROM app.orders"),
        users: await mariadb.sql("SELECT CONCAT(User, '@', Host) FROM mysql.user WHERE User = 'app'"),
        privileges: await mariadb.sql(
          "SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE LIKE '%app%' ORDER BY 1",
        ),
      };
    }
  });

  /** What the charts of the CRDs and of the operator render. */
  async function renderCharts(context: Mocha.Context): Promise<{ crds: Manifest[]; chart: Manifest[] }> {
    needCharts(context);
    const helm = await needHelm(context);
    const render = async (source: ChartSource): Promise<Manifest[]> => {
      const installed = { source, namespace: "mariadb-system", values: {}, monitoring: false };
      return (await renderChart(helm, installed)) as unknown as Manifest[];
    };
    try {
      return { crds: await render(charts.mariadbOperatorCrds), chart: await render(charts.mariadbOperator) };
    } finally {
      helm.end();
    }
  }

  function overlay(environment: Environment): Manifest[] {
    return renderOverlay(join(gitopsDirectory, "overlays", environment));
  }

  function ofOperator(objects: readonly Manifest[]): Manifest[] {
    return objects.filter(({ apiVersion }) => apiVersion === operatorGroup);
  }

  async function refusals(objects: readonly Manifest[]): Promise<string[]> {
    const answers: string[] = [];
    for (const object of objects) {
      const refusal = await server.refusal(object as unknown as KubeObject);
      if (refusal !== undefined) {
        answers.push(refusal);
      }
    }
    return answers;
  }
});
