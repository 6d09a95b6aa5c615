import assert from "node:assert/strict";
import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { toPolicy } from "../../../policy/policy";
import type { Start } from "../../../policy/environment";
import type { RuleOf } from "../../../safety";
import { projectRequired } from "../../../safety/rules/project-required";
import { protectProductionData } from "../../../safety/rules/protect-production-data";
import { today } from "../safety/examples";
import { application, edit } from "../safety/objects";

const type = "kubernetes:argoproj.io/v1alpha1:Application";
const start: Start = { environment: "production", today, stacks: ["production"], configured: undefined };
const bad = edit(application("production"), ["spec", "project"], "default");

interface Reported {
  readonly name: string;
  readonly message: string;
  readonly enforcementLevel?: string;
}

const common = (config: object) => ({
  getConfig: () => config,
  notApplicable: (reason: string) => {
    throw new RangeError(reason);
  },
});

/** Runs a policy as @pulumi/policy does, and returns what it reports. */
async function run(
  policy: ResourceValidationPolicy,
  resource: { type: string; props: object; opts?: object },
  config: object = {},
): Promise<readonly Reported[]> {
  const reported: Reported[] = [];
  const args = {
    opts: { protect: true },
    ...resource,
    ...common(config),
    name: "mariadb",
    urn: `urn:pulumi:production::project::${resource.type}::mariadb`,
  } as unknown as ResourceValidationArgs;
  assert.ok(typeof policy.validateResource === "function");
  await policy.validateResource(args, (violation: unknown) => reported.push(violation as Reported));
  return reported;
}

function failing(error: Error): RuleOf<"object"> {
  return {
    ...projectRequired,
    check: () => {
      throw error;
    },
  };
}

const unreadable = () =>
  Object.defineProperty({}, "spec", {
    enumerable: true,
    get: () => {
      throw new SyntaxError("hunter2");
    },
  });

describe("toPolicy", () => {
  it("reports a rule that fails as a violation, without the error's message", async () => {
    const policy = toPolicy(failing(new TypeError("hunter2")), start);
    const [violation, ...others] = await run(policy, { type, props: application("production") });
    assert.deepEqual(others, []);
    assert.match(
      violation?.message ?? "",
      /\nThe Application "mariadb" could not be checked: .*failed with TypeError/,
    );
    assert.doesNotMatch(violation?.message ?? "", /hunter2/);
  });

  it("reports a resource that cannot be read as a violation, without the error's message", async () => {
    const [violation] = await run(toPolicy(projectRequired, start), { type, props: unreadable() });
    assert.equal(
      violation?.message,
      `${projectRequired.title}\nThe resource "mariadb" could not be checked: reading it failed with SyntaxError.`,
    );
  });

  it("says that it does not apply to resources of other types", async () => {
    const policy = toPolicy(projectRequired, start);
    await assert.rejects(run(policy, { type: "aws:s3/bucket:Bucket", props: {} }), {
      name: "RangeError",
      message: "The rule looks at Application, ApplicationSet.",
    });
  });

  it("looks at Pulumi's options, also for resources of other providers", async () => {
    const [violation] = await run(toPolicy(protectProductionData, start), {
      type,
      props: application("production"),
      opts: { protect: false },
    });
    assert.match(violation?.message ?? "", /The Application "mariadb" must set the option protect to true/);
    const bucket = { type: "aws:s3/bucket:Bucket", props: {} };
    const rule = { ...protectProductionData, resourceTypes: [bucket.type], check: () => [finding] };
    const finding = { path: ["options"], message: "must be kept" };
    const [other] = await run(toPolicy(rule, start), bucket);
    assert.match(other?.message ?? "", /\nThe aws:s3\/bucket:Bucket "mariadb" must be kept\./);
  });

  describe("with an exception in the configuration", () => {
    const object = "Application/argocd/mariadb-production";
    const exceptions = (until: string) => ({ exceptions: [{ object, reason: "moves soon", until }] });
    const names = async (props: object, until: string) =>
      (await run(toPolicy(projectRequired, start), { type, props }, exceptions(until))).map(
        ({ name }) => name,
      );

    it("says nothing while it is valid", async () => {
      assert.deepEqual(await names(bad, today), []);
    });

    it("says when it has expired, in the name of exception-valid, and reports the finding too", async () => {
      assert.deepEqual(await names(bad, "2026-01-14"), ["project-required", "exception-valid"]);
      assert.deepEqual(await names(application("production"), "2026-01-14"), ["exception-valid"]);
      const [expired] = await run(
        toPolicy(projectRequired, start),
        { type, props: application("production") },
        exceptions("2026-01-14"),
      );
      assert.equal(expired?.enforcementLevel, "mandatory");
      assert.match(
        expired.message,
        /has an exception from project-required in the configuration that has expired on 2026-01-14\./,
      );
    });
  });
});
