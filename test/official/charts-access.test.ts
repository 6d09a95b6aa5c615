import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { parseAllDocuments } from "yaml";

import { argoCdValues } from "../../components/engine/argocd-values";
import { fluxOperatorValues } from "../../components/engine/flux-manifest";
import { operatorValues } from "../../components/mariadb/operator-args";
import { externalSecretsValues } from "../../components/secrets/external-secrets-values";
import { sealedSecretsValues } from "../../components/secrets/sealed-secrets-values";
import { charts, type ChartSource } from "../../components/versions";
import { whoMay, type AccessReport } from "../../safety/access";
import type { Value } from "../../safety";
import { shippedFile } from "../../sandbox/tools";
import { plain } from "../support/argocd-values";
import { renderChart, useHelm } from "../support/charts";

/** What the subjects of a chart may do, as "<account> <power> <where>: <resources>". */
function lines({ accesses }: AccessReport): string[] {
  return accesses.map(
    ({ subject, power, namespace, resources }) =>
      `${subject.replace("ServiceAccount:", "")} ${power} ${namespace || "everywhere"}: ${resources.join(" ")}`,
  );
}
const added = ({ aggregated }: AccessReport): string[] =>
  aggregated.map(
    ({ role, from, power, resources }) => `${role} ${power} ${resources.join(" ")} from ${from}`,
  );

const everything = ["delete", "restore", "sql", "confirm", "impersonate", "escalate", "admission"];

describe("what the official charts grant", function () {
  this.timeout(60_000);
  const helm = useHelm();

  async function access(
    source: ChartSource,
    namespace: string,
    values: Record<string, unknown>,
  ): Promise<AccessReport> {
    return whoMay(await renderChart(helm(), { source, namespace, values, monitoring: false }), []);
  }

  const operator = operatorValues({
    highAvailability: false,
    monitoring: false,
    certManager: false,
    currentNamespaceOnly: false,
  });

  it("mariadb-operator adds delete and restore to edit, unless its values say otherwise, as ours do", async () => {
    const untouched = await access(charts.mariadbOperator, "mariadb-system", { crds: { enabled: false } });
    assert.deepEqual(
      added(untouched).map((line) => line.replace(/mariadbs .*maxscales/, "mariadbs...")),
      ["edit", "admin"].flatMap((role) => [
        `${role} delete mariadbs... from mariadb-operator-edit`,
        `${role} restore restores from mariadb-operator-edit`,
        `${role} sql sqljobs from mariadb-operator-edit`,
      ]),
    );
    assert.deepEqual(added(await access(charts.mariadbOperator, "mariadb-system", operator)), []);
  });

  it("mariadb-operator itself deletes what it makes, and touches no admission policy", async () => {
    const report = await access(charts.mariadbOperator, "mariadb-system", operator);
    assert.deepEqual(
      [...new Set(report.accesses.map(({ subject, power }) => `${subject} ${power}`))],
      ["delete", "restore", "sql"].map((power) => `ServiceAccount:mariadb-system/mariadb-operator ${power}`),
    );
  });

  it("Argo CD's controller may do everything, and its server deletes in its own namespace only", async () => {
    const report = await access(charts.argoCd, "argocd", { ...argoCdValues(plain), "redis-ha": {} });
    const controller = report.accesses.filter(({ subject }) => subject.endsWith("application-controller"));
    assert.deepEqual(
      controller
        .filter(({ namespace }) => namespace === "")
        .map(({ power, resources }) => `${power} ${resources.join()}`),
      everything.map((power) => `${power} *`),
    );
    assert.deepEqual(added(report), []);
    const others = lines(report).filter((line) => !line.includes("application-controller"));
    // In its own namespace, where neither databases nor their claims are.
    assert.deepEqual(others, [
      "argocd/argocd-applicationset-controller delete argocd: applications applicationsets",
      "argocd/argocd-server delete argocd: secrets applications applicationsets appprojects",
    ]);
  });

  it("Flux's operator is cluster-admin, and adds no database to edit", async () => {
    const report = await access(charts.fluxOperator, "flux-system", fluxOperatorValues(false));
    assert.deepEqual(
      lines(report),
      everything.map((power) => `flux-system/flux-operator ${power} everywhere: *`),
    );
    assert.deepEqual(added(report), []);
  });

  it("Flux's controllers are cluster-admin, and edit gets the deletion of Kustomizations", async () => {
    const file = await shippedFile("flux", "config/data/flux/v2.9.5/rbac.yaml");
    const objects = parseAllDocuments(await readFile(file, "utf8")).map(
      (document) => document.toJS() as Value,
    );
    const report = whoMay(objects, []);
    assert.deepEqual(
      [
        ...new Set(
          report.accesses.filter(({ power }) => power === "admission").map(({ subject }) => subject),
        ),
      ],
      ["ServiceAccount:flux-system/helm-controller", "ServiceAccount:flux-system/kustomize-controller"],
    );
    assert.deepEqual(added(report), [
      "edit delete kustomizations helmreleases from flux-edit",
      "admin delete kustomizations helmreleases from flux-edit",
    ]);
  });

  it("External Secrets and Sealed Secrets write Secrets, and touch no database and no admission policy", async () => {
    const external = externalSecretsValues({
      highAvailability: false,
      pushSecrets: false,
      monitoring: false,
      anyServiceAccount: false,
      serviceAccountAnnotations: {},
    });
    const sealed = sealedSecretsValues({ monitoring: false }, "sealed-secrets-controller", ["key"]);
    const reports = [
      await access(charts.externalSecrets, "external-secrets", external),
      await access(charts.sealedSecrets, "sealed-secrets", sealed),
    ];
    assert.deepEqual(reports.flatMap(lines), [
      "external-secrets/external-secrets delete everywhere: secrets",
      "sealed-secrets/sealed-secrets-controller delete everywhere: secrets",
    ]);
    assert.deepEqual(reports.flatMap(added), []);
  });
});
