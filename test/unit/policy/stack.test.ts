import assert from "node:assert/strict";
import type { StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import * as policy from "@pulumi/policy";
import type { Start } from "../../../policy/environment";
import { toStackPolicy } from "../../../policy/stack";
import { backupRequired } from "../../../safety/rules/backup-required";
import { oneSecretProducer } from "../../../safety/rules/one-secret-producer";
import { today } from "../safety/examples";
import { backup, edit, mariadb, named } from "../safety/objects";

const start: Start = { environment: "production", today, stacks: ["production"], configured: undefined };

/** Wraps inputs as the engine hands them to a policy. Exported, but missing from the types. */
const { unknownCheckingProxy } = policy as unknown as { unknownCheckingProxy: (props: object) => object };
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface Reported {
  readonly message: string;
  readonly urn?: string;
}

/** Runs a policy as @pulumi/policy does, and returns what it reports. */
async function runStack(
  policy: StackValidationPolicy,
  objects: readonly object[],
  config: object = {},
): Promise<readonly Reported[]> {
  const reported: Reported[] = [];
  const resources = objects.map((props, index) => ({
    type: "kubernetes:apiextensions.k8s.io:CustomResource",
    props: unknownCheckingProxy(props),
    name: `r${index}`,
    urn: `urn:pulumi:production::project::x::r${index}`,
  }));
  const args = { resources, getConfig: () => config } as unknown as StackValidationArgs;
  await policy.validateStack(args, (violation: unknown) => reported.push(violation as Reported));
  return reported;
}

const unreadable = () =>
  Object.defineProperty({}, "spec", {
    enumerable: true,
    get: () => {
      throw new SyntaxError("hunter2");
    },
  });

describe("toStackPolicy", () => {
  const secret = named("v1", "Secret", "root", "a");
  const external = edit(
    named("external-secrets.io/v1", "ExternalSecret", "x", "a"),
    ["spec", "target", "name"],
    "root",
  );

  it("reports at the resource", async () => {
    const reported = await runStack(toStackPolicy(oneSecretProducer, start), [secret, mariadb(), external]);
    assert.deepEqual(
      reported.map(({ urn }) => urn?.at(-1)),
      ["0", "2"],
    );
  });

  it("reports one unknown value for its own resource and still judges the rest", async () => {
    const hidden = edit(external, ["spec", "target", "name"], unknown);
    const noKind = { apiVersion: "v1", kind: unknown };
    const reported = await runStack(toStackPolicy(oneSecretProducer, start), [
      hidden,
      secret,
      external,
      noKind,
    ]);
    assert.deepEqual(
      reported.map(({ urn, message }) => [urn?.at(-1), message.includes("cannot be decided at preview")]),
      [
        ["0", true],
        ["1", false],
        ["2", false],
        ["3", true],
      ],
    );
  });

  it("reports a resource that cannot be read and still judges the rest, without the error's message", async () => {
    const reported = await runStack(toStackPolicy(oneSecretProducer, start), [
      unreadable(),
      secret,
      external,
    ]);
    assert.deepEqual(
      reported.map(({ urn }) => urn?.at(-1)),
      ["0", "1", "2"],
    );
    assert.ok(reported.every(({ message }) => !message.includes("hunter2")));
  });

  it("takes parameters, the environment and exceptions from the configuration", async () => {
    const stack = toStackPolicy(backupRequired, start);
    const objects = [mariadb(), backup()];
    assert.equal((await runStack(stack, objects)).length, 0);
    assert.equal((await runStack(stack, objects, { minimumRetentionHours: 1000 })).length, 1);
    assert.equal((await runStack(stack, [mariadb()], { environment: "dev" })).length, 0);
    const exceptions = [{ object: "MariaDB/mariadb-production/mariadb", reason: "x", until: today }];
    assert.equal((await runStack(stack, [mariadb()])).length, 1);
    assert.equal((await runStack(stack, [mariadb()], { exceptions })).length, 0);
  });

  it("says nothing about a stack without Kubernetes resources", async () => {
    assert.deepEqual(await runStack(toStackPolicy(backupRequired, start), []), []);
  });
});
