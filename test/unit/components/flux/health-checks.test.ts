import assert from "node:assert/strict";

import fc from "fast-check";

import { healthChecks, type HealthCheck } from "../../../../components/delivery/flux/health-checks";
import { customResourceDefinitions } from "../../../../schemas/crd";
import { judge, type Judgement } from "./judge";

type Condition = readonly [type: string, status: string, reason: string];

/** An object of a kind with these conditions, as the operator writes them. */
function withConditions(kind: string, spec: object, ...conditions: Condition[]) {
  return {
    apiVersion: "k8s.mariadb.com/v1alpha1",
    kind,
    metadata: { name: "it", generation: 1 },
    spec,
    status: {
      conditions: conditions.map(([type, status, reason]) => ({ type, status, reason, message: reason })),
    },
  };
}

function checkOf(kind: string): HealthCheck {
  const check = healthChecks.find((candidate) => candidate.kind === kind);
  assert.ok(check !== undefined, kind);
  return check;
}

describe("Flux health checks", () => {
  it("cover every kind of the operator once, and sealed Secrets", () => {
    const kinds = customResourceDefinitions().map((crd) => crd.spec.names.kind);
    assert.equal(kinds.length, 12);
    assert.deepEqual(healthChecks.map(({ kind }) => kind).sort(), [...kinds, "SealedSecret"].sort());
  });

  const ready: Condition = ["Ready", "True", "StatefulSetReady"];
  const failedOnce: Condition = ["Ready", "False", "Failed"];
  const cases: [what: string, kinds: string[], spec: object, conditions: Condition[], Judgement][] = [
    ["running and up to date", servers(), {}, [ready, ["Updated", "True", "Updated"]], "current"],
    ["running, nothing said of updates", servers(), {}, [ready], "current"],
    [
      "running with an update to come",
      servers(),
      {},
      [ready, ["Updated", "False", "PendingUpdate"]],
      "in progress",
    ],
    ["running in an update", servers(), {}, [ready, ["Updated", "False", "Updating"]], "in progress"],
    ["not running yet", servers(), {}, [["Ready", "False", "StatefulSetNotReady"]], "in progress"],
    ["failed once", servers(), {}, [failedOnce], "in progress"],
    ["suspended", servers(), { suspend: true }, [["Ready", "False", "Suspended"]], "failed"],
    ["just suspended, still ready", servers(), { suspend: true }, [ready], "failed"],
    ["just resumed", servers(), { suspend: false }, [["Ready", "False", "Suspended"]], "in progress"],
    ["created", resources(), {}, [["Ready", "True", "Created"]], "current"],
    ["failed once, as before the server is up", resources(), {}, [failedOnce], "in progress"],
    ["done", jobs(), {}, [["Complete", "True", "JobComplete"]], "current"],
    ["failed, which is Complete=True too", jobs(), {}, [["Complete", "True", "JobFailed"]], "failed"],
    ["running", jobs(), {}, [["Complete", "False", "JobRunning"]], "in progress"],
    ["waiting for the server", jobs(), {}, [["Complete", "False", "Failed"]], "in progress"],
    ["scheduled", scheduled(), schedule(), [["Complete", "False", "CronJobScheduled"]], "current"],
    [
      "scheduled, as physical backups say it",
      scheduled(),
      schedule(),
      [["Complete", "False", "JobNotComplete"]],
      "current",
    ],
    ["scheduled and running", scheduled(), schedule(), [["Complete", "False", "CronJobRunning"]], "current"],
    ["scheduled and done", scheduled(), schedule(), [["Complete", "True", "CronJobSucess"]], "current"],
    ["scheduled and failed", scheduled(), schedule(), [["Complete", "True", "JobFailed"]], "failed"],
    [
      "scheduled and failed, in newer words",
      scheduled(),
      schedule(),
      [["Complete", "False", "CronJobFailed"]],
      "failed",
    ],
    ["not scheduled yet", scheduled(), schedule(), [["Complete", "False", "Failed"]], "in progress"],
    ["a suspended template", scheduled(), schedule(true), [["Complete", "False", "JobSuspended"]], "current"],
    [
      "a template that once failed",
      scheduled(),
      schedule(true),
      [["Complete", "True", "JobFailed"]],
      "current",
    ],
    ["unsealed", ["SealedSecret"], {}, [["Synced", "True", ""]], "current"],
    ["not to be unsealed", ["SealedSecret"], {}, [["Synced", "False", ""]], "failed"],
  ];
  for (const [what, kinds, spec, conditions, expected] of cases) {
    for (const kind of kinds) {
      it(`judge a ${kind} that is ${what} as ${expected}`, () => {
        assert.equal(judge(checkOf(kind), withConditions(kind, spec, ...conditions)), expected);
      });
    }
  }

  for (const check of healthChecks) {
    const { kind } = check;
    it(`never take a ${kind} without conditions for failed, nor for ready unless it has none`, () => {
      const bare = { apiVersion: check.apiVersion, kind, metadata: { name: "it" }, spec: {} };
      const expected = kind === "PointInTimeRecovery" ? "current" : "in progress";
      assert.equal(judge(check, { ...bare, status: {} }), expected);
      assert.equal(judge(check, { ...bare, status: { conditions: [] } }), expected);
      assert.equal(judge(check, bare), expected);
    });

    it(`end without an error for a ${kind} with any conditions`, () => {
      const word = fc.constantFrom(
        "Ready",
        "Updated",
        "Complete",
        "Synced",
        "True",
        "False",
        "Failed",
        "JobFailed",
      );
      fc.assert(
        fc.property(fc.array(fc.tuple(word, word, word)), fc.boolean(), (conditions, suspend) => {
          const spec = { suspend, schedule: { cron: "0 2 * * *", suspend } };
          assert.notEqual(judge(check, withConditions(kind, spec, ...conditions)), "error");
        }),
        { numRuns: 50 },
      );
    });
  }

  it("take a suspended template without status for ready, because nothing will be written there", () => {
    for (const kind of scheduled()) {
      const object = { apiVersion: "k8s.mariadb.com/v1alpha1", kind, metadata: {}, spec: schedule(true) };
      assert.equal(judge(checkOf(kind), object), "current", kind);
    }
  });
});

function servers(): string[] {
  return ["MariaDB", "MaxScale"];
}

function resources(): string[] {
  return ["Database", "User", "Grant", "Connection", "ExternalMariaDB"];
}

function jobs(): string[] {
  return ["Backup", "PhysicalBackup", "Restore", "SqlJob"];
}

function scheduled(): string[] {
  return ["Backup", "PhysicalBackup", "SqlJob"];
}

function schedule(suspend?: boolean): object {
  return { schedule: { cron: "0 2 * * *", ...(suspend === undefined ? {} : { suspend }) } };
}
