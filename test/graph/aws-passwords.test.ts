import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { AwsDatabaseFoundation } from "../../components/aws/database-foundation";
import { Environment } from "../../components/environments";
import { recordGraph, secretPaths } from "../support/graph";
import { args, founded, outputs, sentinel, types } from "./aws-mocks";

const { bucket, entry, password, random, role } = types;

describe("passwords of AwsDatabaseFoundation", () => {
  it("writes the password as a plain, secret text, from an alphabet that SQL takes", async () => {
    const graph = await founded();
    const versions = graph.filter(({ type }) => type === password);
    assert.equal(versions.length, 2);
    for (const { inputs } of versions) {
      assert.deepEqual(secretPaths(inputs), ["secretString"]);
    }
    for (const { inputs } of graph.filter(({ type }) => type === random)) {
      assert.deepEqual(inputs, { length: 32, overrideSpecial: "-_.~" });
    }
  });

  it("shows no password anywhere outside of a secret", async () => {
    let shown = "";
    const graph = await recordGraph(
      () => {
        const foundation = new AwsDatabaseFoundation("foundation", args);
        const { secretNames, secretArns, secretsRoleArn } = foundation;
        pulumi.all([foundation.bucket, secretNames, secretArns, secretsRoleArn]).apply((values) => {
          shown = JSON.stringify(values);
        });
      },
      { outputs },
    );
    assert.match(shown, /production\/mariadb\/root-password/);
    assert.equal(shown.includes(sentinel), false);
    for (const { name, inputs } of graph) {
      const { secretString, ...others } = inputs;
      assert.equal(JSON.stringify(others).includes(sentinel), false, name);
      if (secretString !== undefined) {
        assert.match(JSON.stringify(secretString), /1b47061264138c4ac30d75fd1eb44270/);
      }
    }
  });

  it("writes a password once: a rotation in AWS is not taken back", async () => {
    const ignored: Record<string, string[]> = {};
    await recordGraph(
      () => {
        watchIgnored(ignored);
        new AwsDatabaseFoundation("foundation", args);
      },
      { outputs },
    );
    assert.deepEqual(ignored["foundation-root-value"], ["secretString"]);
    assert.deepEqual(ignored["foundation-app-value"], ["secretString"]);
  });

  for (const environment of Object.values(Environment)) {
    it(`keeps entries and values on destroy in ${environment}, and protects per the table`, async () => {
      const graph = await founded({ environment });
      const kept = graph.filter(({ type }) => type === entry || type === password);
      assert.equal(kept.length, 5);
      for (const { name, protect, retainOnDelete, inputs, type } of kept) {
        assert.deepEqual([protect, retainOnDelete], [environment !== "dev", true], name);
        if (type === entry) {
          assert.equal(inputs.recoveryWindowInDays, 30, name);
        }
      }
      for (const { name, protect } of graph.filter(({ type }) => [random, role, bucket].includes(type))) {
        assert.equal(protect, environment !== "dev", name);
      }
    });
  }

  it("lifts every protection with the switch, and still keeps bucket and passwords", async () => {
    const graph = await founded({ deletionProtection: false });
    assert.deepEqual(
      graph.filter(({ protect }) => protect),
      [],
    );
    for (const found of graph.filter(({ type }) => [entry, password, bucket].includes(type))) {
      assert.equal(found.retainOnDelete, true, found.name);
    }
  });
});

/** Writes down which inputs each resource ignores after its creation. */
function watchIgnored(ignored: Record<string, string[]>): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(
      request: { getName(): string; getIgnorechangesList(): string[] },
      callback: unknown,
    ): void;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    ignored[request.getName()] = request.getIgnorechangesList();
    register(request, callback);
  };
}
