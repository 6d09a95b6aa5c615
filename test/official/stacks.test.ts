import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";

import { buildPolicyPack, builtPack } from "../../policy/build";
import type { KubeObject } from "../../sandbox/cluster";
import { bareProject, useOfficialCluster, type OfficialCluster } from "../support/official-cluster";
import type { OfficialStack, Ran } from "../support/official-stack";

/** What every stack here needs; the shared chart of Argo CD lacks the sub-chart for its highly available Redis. */
const config = {
  repositoryUrl: "https://example.com/databases.git",
  targetRevision: "v1.0.0",
  highAvailability: "false",
  readyTimeout: "2m",
};

function succeeded({ code, said }: Ran): void {
  assert.equal(code, 0, said.slice(-6000));
}

/** No policy spoke, mandatory or advisory. */
function passed(ran: Ran): void {
  succeeded(ran);
  assert.doesNotMatch(ran.said, /\[(advisory|mandatory)\]|Policy Violation/i);
}

/** A copy of the operator's chart as a later release: with another image, as every release has. */
function newerOperator(official: OfficialCluster): string {
  const folder = official.path("mariadb-operator-newer");
  cpSync(official.charts.mariadbOperator.path, folder, { recursive: true });
  const file = `${folder}/Chart.yaml`;
  const chart = readFileSync(file, "utf8");
  const released = chart.replace(/^(version|appVersion): .*$/gm, "$1: 26.6.1");
  assert.notEqual(released, chart);
  writeFileSync(file, released);
  return folder;
}

describe("the official provider, host and charts", function () {
  this.timeout(600_000);
  before(() => buildPolicyPack());

  for (const engine of ["argocd", "flux"] as const) {
    describe(`with ${engine}`, () => {
      const official = useOfficialCluster();

      const find = (kind: string, name: string, namespace: string): Promise<KubeObject | undefined> =>
        official().cluster.read({ apiVersion: "v1", kind, metadata: { name, namespace } });

      describe("dev", () => {
        let dev: OfficialStack;
        let second: OfficialStack;
        let kept: unknown[];
        const secrets = async (): Promise<unknown[]> => [
          (await find("Secret", "sealing-key-active", "kube-system"))?.data,
          (
            await official().cluster.read({
              apiVersion: "bitnami.com/v1alpha1",
              kind: "SealedSecret",
              metadata: { name: "mariadb-root", namespace: "mariadb-dev" },
            })
          )?.metadata.uid,
        ];

        it("is previewed and updated under the policy pack, and no policy speaks", async () => {
          dev = official().stack("dev", { ...config, engine, targetRevision: "main" });
          await dev.create();
          passed(await dev.up());
          kept = await secrets();
          assert.ok(kept.every((value) => value !== undefined));
        });

        it("is unchanged in the next preview and in a refresh", async () => {
          passed(await dev.unchanged());
          succeeded(await dev.pulumi("refresh", "--preview-only", "--expect-no-changes"));
        });

        it("is destroyed by one command, which keeps the namespace, the keys and the passwords", async () => {
          succeeded(await dev.pulumi("destroy", "--yes", "--skip-preview"));
          assert.deepEqual(await dev.resources(), []);
          assert.ok(await find("Namespace", "mariadb-dev", ""));
          assert.deepEqual(await secrets(), kept);
          const owner = await find("ConfigMap", "mariadb-gitops-mariadb-operator", "mariadb-system");
          assert.equal(owner, undefined);
        });

        it("is brought back by one command, which takes the keys and the passwords back", async () => {
          const ran = await dev.up();
          passed(ran);
          assert.deepEqual(await secrets(), kept);
          const [data] = kept as [Record<string, string>];
          const key = Buffer.from(data["tls.key"] ?? "", "base64").toString();
          assert.doesNotMatch(ran.said, new RegExp(key.split("\n")[1]?.replaceAll("+", "\\+") ?? "^$"));
          passed(await dev.unchanged());
        });

        // The rest does not depend on the engine.
        if (engine === "flux") {
          return;
        }

        it("refuses a second stack that installs the platform too, and names the first", async () => {
          second = official().stack("staging", { ...config, engine });
          await second.create();
          const { code, said } = await second.up();
          assert.notEqual(code, 0);
          assert.match(
            said,
            /mariadb-operator in namespace mariadb-system belongs to the stack organization\/mariadb-gitops\/dev/,
          );
          assert.match(
            said,
            /Set mariadbOperatorInstallation to existing in stack organization\/mariadb-gitops\/staging/,
          );
          assert.match(said, /Set engineInstallation to existing/);
          passed(await dev.unchanged());
        });

        it("lets a second stack use the platform of the first", async () => {
          second.configure({ engineInstallation: "existing", mariadbOperatorInstallation: "existing" });
          passed(await second.up());
          passed(await second.unchanged());
        });
      });

      for (const environment of ["staging", "production"] as const) {
        describe(environment, () => {
          let stack: OfficialStack;
          const fresh = useOfficialCluster();

          it("is previewed and updated under the policy pack, and no policy speaks", async () => {
            stack = fresh().stack(environment, { ...config, engine });
            await stack.create();
            passed(await stack.pulumi("preview", "--policy-pack", builtPack));
            passed(await stack.up());
          });

          it("is unchanged in the next preview and in a refresh", async () => {
            passed(await stack.unchanged());
            succeeded(await stack.pulumi("refresh", "--preview-only", "--expect-no-changes"));
          });

          const refusals = [["--skip-preview"], [], ["--skip-preview", "--continue-on-error"]];
          // The engine and the environment change nothing about how a destroy is started.
          for (const words of environment === "production" && engine === "argocd"
            ? refusals
            : refusals.slice(0, 1)) {
            it(`refuses pulumi destroy --yes ${words.join(" ")} and deletes nothing`, async () => {
              const before = await stack.resources();
              const { code, said } = await stack.pulumi("destroy", "--yes", ...words);
              assert.notEqual(code, 0);
              assert.match(said, /protected/);
              assert.doesNotMatch(said, /^\s*- \d+ deleted/m);
              assert.deepEqual(await stack.resources(), before);
              passed(await stack.unchanged());
            });
          }

          it("upgrades a chart in place, and keeps everything else", async () => {
            stack.configure({
              charts: { ...fresh().charts, mariadbOperator: { path: newerOperator(fresh()) } },
            });
            const ran = await stack.up();
            passed(ran);
            assert.doesNotMatch(ran.said, /replaced|- \d+ deleted/);
            assert.match(ran.said, /~ \d+ updated/);
            passed(await stack.unchanged());
          });
        });
      }

      // The rest does not depend on the engine.
      if (engine === "flux") {
        return;
      }

      describe("beside an installation that somebody else made", () => {
        const fresh = useOfficialCluster();

        it("production is refused, says how to use it, and then uses it", async () => {
          const namespace = "external-secrets";
          const name = "external-secrets";
          const chart = fresh().charts.externalSecrets.path;
          const inputs = { name, namespace, chart, values: { installCRDs: true } };
          const foreign = fresh().stack(
            "foreign",
            { namespaces: [namespace], charts: [{ name, form: "Release", inputs }] },
            bareProject,
          );
          await foreign.create();
          succeeded(await foreign.pulumi("up", "--yes", "--skip-preview"));
          const stack = fresh().stack("production", { ...config, engine });
          await stack.create();
          const { code, said } = await stack.up();
          assert.notEqual(code, 0);
          assert.match(
            said,
            /The Helm release external-secrets\/external-secrets exists and is not in this stack's state/,
          );
          assert.match(said, /use the existing installation instead of installing one/);
          stack.configure({ externalSecretsInstallation: "existing" });
          passed(await stack.up());
          passed(await stack.unchanged());
          succeeded(await foreign.pulumi("preview", "--expect-no-changes"));
        });
      });
    });
  }
});
