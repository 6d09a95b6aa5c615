import assert from "node:assert/strict";
import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { toPolicy } from "../../../policy/policy";
import type { Rule } from "../../../safety";
import { projectRequired } from "../../../safety/rules/project-required";
import { application } from "../safety/objects";

const type = "kubernetes:argoproj.io/v1alpha1:Application";

/** Runs a policy as @pulumi/policy does, and returns what it reports. */
async function run(
  policy: ResourceValidationPolicy,
  resource: { type: string; props: object },
): Promise<unknown[]> {
  const reported: unknown[] = [];
  const args = {
    ...resource,
    name: "mariadb",
    urn: `urn:pulumi:production::project::${resource.type}::mariadb`,
    getConfig: () => ({}),
    notApplicable: (reason: string) => {
      throw new RangeError(reason);
    },
  } as unknown as ResourceValidationArgs;
  assert.ok(typeof policy.validateResource === "function");
  await policy.validateResource(args, (message: unknown) => reported.push(message));
  return reported;
}

function failing(error: Error): Rule {
  return {
    ...projectRequired,
    check: () => {
      throw error;
    },
  };
}

describe("toPolicy", () => {
  it("reports a rule that fails as a violation, without the error's message", async () => {
    const policy = toPolicy(failing(new TypeError("hunter2")), "production");
    const [message, ...others] = await run(policy, { type, props: application("production") });
    assert.deepEqual(others, []);
    assert.match(String(message), /^The Application "mariadb" could not be checked: .*failed with TypeError/);
    assert.doesNotMatch(String(message), /hunter2/);
  });

  it("reports a resource that cannot be read as a violation, without the error's message", async () => {
    const props = Object.defineProperty({}, "spec", {
      enumerable: true,
      get: () => {
        throw new SyntaxError("hunter2");
      },
    });
    const reported = await run(toPolicy(projectRequired, "production"), { type, props });
    assert.deepEqual(reported, [
      'The resource "mariadb" could not be checked: reading it failed with SyntaxError.',
    ]);
  });

  it("says that it does not apply to resources of other types", async () => {
    const policy = toPolicy(projectRequired, "production");
    await assert.rejects(run(policy, { type: "aws:s3/bucket:Bucket", props: {} }), {
      name: "RangeError",
      message: "The rule looks at Application, ApplicationSet.",
    });
  });
});
