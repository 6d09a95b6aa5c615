import assert from "node:assert/strict";

import { assumed, startOf } from "../../../policy/environment";
import type { Environment } from "../../../safety";

const today = "2026-01-15";
const config = (values: Record<string, string>) => ({
  PULUMI_NODEJS_PROJECT: "app",
  PULUMI_CONFIG: JSON.stringify(values),
});
/** The environment of the stack "flux", and why. */
const flux = (variables: Record<string, string>) =>
  assumed(startOf({ PULUMI_NODEJS_STACK: "flux", ...variables }, today), "flux");

describe("startOf", () => {
  const rows: readonly (readonly [Record<string, string>, Environment])[] = [
    [{ PULUMI_STACK: "dev" }, "dev"],
    [{ PULUMI_NODEJS_STACK: "staging" }, "staging"],
    [{ PULUMI_STACK: "staging", PULUMI_NODEJS_STACK: "staging" }, "staging"],
    [{ PULUMI_STACK: "dev", PULUMI_NODEJS_STACK: "production" }, "production"],
    [{ PULUMI_STACK: "prod-eu" }, "production"],
    [{ PULUMI_STACK: "prod-eu", PULUMI_NODEJS_STACK: "dev" }, "production"],
    [{ PULUMI_STACK: "" }, "production"],
    [{}, "production"],
    [{ PULUMI_NODEJS_STACK: "flux", ...config({ "app:environment": "dev" }) }, "dev"],
    [{ PULUMI_NODEJS_STACK: "dev", ...config({ "app:environment": "production" }) }, "production"],
    [{ PULUMI_NODEJS_STACK: "production", ...config({ "app:environment": "dev" }) }, "production"],
    [{ PULUMI_NODEJS_STACK: "dev", ...config({ "app:environment": "" }) }, "dev"],
    [config({ "app:environment": "dev" }), "production"],
  ];
  for (const [variables, expected] of rows) {
    it(`begins with ${expected} for ${JSON.stringify(variables)}`, () => {
      assert.equal(startOf(variables, today).environment, expected);
    });
  }
});

describe("assumed", () => {
  it("takes what the stack's configuration sets, and then has nothing to explain", () => {
    assert.deepEqual(flux(config({ "app:environment": "dev" })), { environment: "dev" });
    assert.deepEqual(flux(config({ "app:environment": "staging", "other:environment": "dev" })), {
      environment: "staging",
    });
  });

  it("takes the key mariadb-gitops:environment first, for projects whose environment is something else", () => {
    const values = { "app:environment": "blue", "mariadb-gitops:environment": "dev" };
    assert.deepEqual(flux(config(values)), { environment: "dev" });
  });

  it("is production where nobody says anything, and says how to tell it", () => {
    assert.deepEqual(flux({}), {
      environment: "production",
      because:
        'This is judged as production, because the stack "flux" is not named dev, staging or production and its ' +
        "configuration sets no environment. If the stack is not production, run: pulumi config set " +
        "mariadb-gitops:environment dev (or staging).",
    });
  });

  for (const value of ["prod", "Dev", "dev "]) {
    it(`is production for the environment ${JSON.stringify(value)}, which it does not print`, () => {
      const { environment, because = "" } = flux(config({ "app:environment": value }));
      assert.equal(environment, "production");
      assert.match(because, /sets environment to a value that is not dev, staging or production\./);
      assert.doesNotMatch(because, /"/);
    });
  }

  it("is production for a configuration that cannot be read", () => {
    for (const text of ["{", "null", "[]", '{"app:environment": {}}']) {
      assert.equal(flux({ PULUMI_NODEJS_PROJECT: "app", PULUMI_CONFIG: text }).environment, "production");
    }
  });

  it("takes the stricter of name and configuration, and says so", () => {
    const start = startOf({ PULUMI_STACK: "production", ...config({ "app:environment": "dev" }) }, today);
    assert.deepEqual(assumed(start, "production"), {
      environment: "production",
      because:
        "The stack is named production and its configuration sets environment to dev: the stricter one counts.",
    });
  });

  it("does not take the configuration of one stack for another", () => {
    const start = startOf({ PULUMI_STACK: "flux", ...config({ "app:environment": "dev" }) }, today);
    const { environment, because = "" } = assumed(start, "prod-eu");
    assert.equal(environment, "production");
    assert.match(
      because,
      /Pulumi passes no configuration to the pack here\. .*in the policy's configuration/,
    );
    assert.deepEqual(assumed(start, "staging"), { environment: "staging" });
  });
});
