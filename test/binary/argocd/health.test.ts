import assert from "node:assert/strict";

import { healthChecks } from "../../../components/engine/argocd-health";
import { mariadbKinds } from "../../../schemas/mariadb";
import { useArgoCdCli } from "../../support/argocd-cli";
import { conditions, ready, server, sql } from "./health-cases";
import { job, malformed, others } from "./health-job-cases";

describe("health checks, run by Argo CD's own Lua", function () {
  this.timeout(120_000);
  const cli = useArgoCdCli();

  it("covers every kind of the operator, and Applications", () => {
    const prefix = "resource.customizations.health.";
    const kinds = Object.keys(healthChecks).map((key) => key.slice(prefix.length));
    assert.deepEqual(
      kinds.sort(),
      [
        "argoproj.io_Application",
        ...Object.keys(mariadbKinds).map((kind) => `k8s.mariadb.com_${kind}`),
      ].sort(),
    );
  });

  for (const [family, cases] of Object.entries({ server, sql, job, others })) {
    it(`says the right thing of each ${family} object`, async () => {
      const healths = await cli().healths(
        healthChecks,
        cases.map(([, kind, content]) => ({ ...object(kind), ...content })),
      );
      const wrong = cases.flatMap(([what, kind, , expected], index) => {
        const health = healths[index] ?? "";
        return health.startsWith(expected) ? [] : [`${kind} that ${what}: ${health}, not ${expected}`];
      });
      assert.deepEqual(wrong, []);
    });
  }

  it("raises no error on any shape, and is never Healthy on a status that it cannot read", async () => {
    const objects = [...Object.keys(mariadbKinds), "Application"].flatMap((kind) =>
      malformed.map((content) => ({ ...object(kind), ...content })),
    );
    const healths = await cli().healths(healthChecks, objects);
    const wrong = objects.flatMap((given, index) => {
      const health = healths[index] ?? "";
      // A PointInTimeRecovery is Healthy whatever it says, so that no wave waits for it.
      const trusted = health.startsWith("Healthy") && given.kind !== "PointInTimeRecovery";
      return trusted || health.startsWith("Error") ? [`${JSON.stringify(given)}: ${health}`] : [];
    });
    assert.deepEqual(wrong, []);
  });

  it("is the check that Argo CD picks for the kind, instead of its own", async () => {
    const waits = conditions(ready("False", "Failed", "MariaDB not ready"));
    const found = await Promise.all(
      ["Database", "User", "Grant"].map((kind) => cli().health(healthChecks, { ...object(kind), ...waits })),
    );
    assert.deepEqual(found, Array(3).fill("Progressing: MariaDB not ready"));
    assert.match(
      await cli().health({}, { ...object("User"), ...waits }),
      /^Degraded/,
      "what the built-in one says",
    );
    const stopped = await cli().health(healthChecks, { ...object("MariaDB"), spec: { suspend: true } });
    assert.match(stopped, /^Suspended/);
  });

  it("reports a check that fails, such as the one that breaks on a StatefulSet's first rollout", async () => {
    const broken = {
      "resource.customizations.health.apps_StatefulSet": [
        'local hs = { status = "Degraded", message = "No replicas ready" }',
        "if obj.status.readyReplicas == obj.spec.replicas then",
        '  hs.status = "Healthy"',
        "elseif obj.status.currentReplicas > 0 then",
        '  hs.status = "Progressing"',
        '  hs.message = obj.status.readyReplicas .. "/" .. obj.spec.replicas .. " ready"',
        "end",
        "return hs",
      ].join("\n"),
    };
    const set = {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "mariadb" },
      spec: { replicas: 3 },
      status: { currentReplicas: 1 },
    };
    assert.match(
      await cli().health(broken, set),
      /^Error: [^]*cannot perform concat operation between nil and string/,
    );
    // We ship no check of our own for it: Argo CD's built-in one knows revisions and partitions.
    assert.match(await cli().health(healthChecks, set), /^Progressing/);
  });
});

function object(kind: string): { apiVersion: string; kind: string; metadata: object } {
  const apiVersion = kind === "Application" ? "argoproj.io/v1alpha1" : "k8s.mariadb.com/v1alpha1";
  return { apiVersion, kind, metadata: { name: "database", namespace: "mariadb-dev" } };
}
