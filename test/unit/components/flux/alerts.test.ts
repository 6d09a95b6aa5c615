import assert from "node:assert/strict";

import {
  alertNames,
  alertNamesProblems,
  changes,
  deletions,
} from "../../../../components/delivery/flux/alerts-manifest";

/** Whether an inclusion list lets a message through; these expressions mean the same in Go. */
function lets(list: readonly string[], message: string): boolean {
  return list.some((expression) => new RegExp(expression).test(message));
}

describe("what the Alerts of Flux let through", () => {
  const driftCorrected = "User/mariadb-production/app configured";
  const newRevision = [
    "MariaDB/mariadb-production/mariadb configured",
    "Grant/mariadb-production/app created",
  ].join("\n");
  const pruned = "Database/mariadb-production/app deleted";
  const helm =
    "Cluster state of release mariadb-system/operator.v3 has been corrected:\nDeployment/x/y configured";

  for (const message of [driftCorrected, newRevision, helm]) {
    it(`as a change: ${message.split("\n")[0] ?? ""}`, () => {
      assert.equal(lets(changes, message), true);
      assert.equal(lets(deletions, message), false);
    });
  }

  it("as a deletion: an object that was pruned", () => {
    assert.equal(lets(deletions, pruned), true);
    assert.equal(lets(changes, pruned), false);
  });

  const neither = [
    "Health check passed in 35.5ms",
    "Dependencies do not meet ready condition, retrying in 30s",
    "stored artifact for commit 'database is configured'",
    // An error that lists what was applied before it; the Alert for errors reports it.
    `Grant/mariadb-production/app dry-run failed: admission denied\n${driftCorrected}`,
  ];
  for (const message of neither) {
    it(`as neither: ${message.split("\n")[0] ?? ""}`, () => {
      assert.equal(lets([...changes, ...deletions], message), false);
    });
  }
});

describe("the names of Flux's receivers", () => {
  it("are their types, with a number from the second of a type on", () => {
    const types = ["slack", "slack", "msteams", "slack"].map((type) => ({ type }));
    assert.deepEqual(alertNames(types), ["slack", "slack-2", "msteams", "slack-3"]);
  });

  it("are those that they are given, which do not count for the others", () => {
    const receivers = [
      { type: "slack", name: "dbas" },
      { type: "slack" },
      { type: "slack", name: "on-call" },
    ];
    assert.deepEqual(alertNames(receivers), ["dbas", "slack", "on-call"]);
  });

  it("are refused when two are the same, or when Kubernetes would refuse them", () => {
    const taken = [{ type: "slack" }, { type: "msteams", name: "slack" }];
    assert.deepEqual(alertNamesProblems(taken), [
      {
        propertyPath: "flux.alerts[1].name",
        reason: 'flux.alerts[1].name is "slack", which an earlier entry has; set another one',
      },
    ]);
    const [problem] = alertNamesProblems([{ type: "slack", name: "DBA" }]);
    assert.match(problem?.reason ?? "", /is "DBA"; use up to 40 lower-case/);
  });
});
