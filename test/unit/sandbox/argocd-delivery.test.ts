import assert from "node:assert/strict";

import {
  describePolicy,
  isAutomated,
  waitUntilSynced,
  type Application,
} from "../../../sandbox/argocd-delivery";
import type { Cluster } from "../../../sandbox/cluster/cluster";
import { Problem } from "../../../sandbox/ground/problem";

const { signal } = new AbortController();

function application(automated: object | undefined, status: object = {}, rest: object = {}): Application {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: "mariadb-dev", namespace: "argocd" },
    spec: {
      project: "mariadb-dev",
      source: { targetRevision: "main" },
      destination: { namespace: "mariadb-dev" },
      syncPolicy: automated === undefined ? {} : { automated },
    },
    status,
    ...rest,
  };
}

/** A cluster that answers with one state after the other, the last one for ever. */
function answering(...states: Application[]): Cluster {
  let next = 0;
  return { read: () => Promise.resolve(states[Math.min(next++, states.length - 1)]) } as unknown as Cluster;
}

const synced = { sync: { status: "Synced", revision: "b" }, operationState: { phase: "Succeeded" } };
const failed = (revision: string) => ({
  sync: { status: "OutOfSync", revision },
  operationState: {
    phase: "Failed",
    message: "one or more objects failed to apply",
    syncResult: { revision },
  },
});

describe("the live Application", () => {
  it("is automated when automated is there and not switched off", () => {
    assert.equal(isAutomated(application(undefined)), false);
    assert.equal(isAutomated(application({})), true);
    assert.equal(isAutomated(application({ enabled: true })), true);
    assert.equal(isAutomated(application({ enabled: false })), false);
  });

  it("is described so that nobody overlooks pruning", () => {
    assert.equal(describePolicy(application({ selfHeal: true })), "automated, self-heals, never prunes");
    assert.equal(describePolicy(application({ prune: true })), "automated, reports drift, PRUNES");
    assert.equal(describePolicy(application(undefined)), "manual, never prunes");
  });

  it("is waited for until it is Synced to the very commit", async () => {
    const older = application({}, { ...synced, sync: { status: "Synced", revision: "a" } });
    const cluster = answering(older, older, application({}, synced));
    const result = await waitUntilSynced(cluster, "mariadb-dev", "b", { seconds: 5, signal });
    assert.equal(result.status?.sync?.revision, "b");
  });

  it("fails at once when its sync failed, with what Argo CD says", async () => {
    const wait = waitUntilSynced(answering(application({}, failed("b"))), "mariadb-dev", "b", {
      seconds: 5,
      signal,
    });
    await assert.rejects(
      wait,
      (error) => error instanceof Problem && error.message.includes("objects failed to apply"),
    );
  });

  it("does not take the failure of an older commit, or from before a requested sync, for its own", async () => {
    const requested = application({}, failed("b"), { operation: { sync: {} } });
    const cluster = answering(
      application({}, failed("a")),
      application({}, failed("a")),
      requested,
      application({}, synced),
    );
    await waitUntilSynced(cluster, "mariadb-dev", "b", { seconds: 5, signal });
  });

  it("is a problem with a remedy when it is not there", async () => {
    const missing = { read: () => Promise.resolve(undefined) } as unknown as Cluster;
    const wait = waitUntilSynced(missing, "mariadb-dev", "b", { seconds: 1, signal });
    await assert.rejects(wait, { code: "application-missing" });
  });
});
