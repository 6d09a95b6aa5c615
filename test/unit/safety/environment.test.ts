import assert from "node:assert/strict";
import { Environment } from "../../../components/environments";
import { UNKNOWN, environmentLabel, environmentOf, environments, type Value } from "../../../safety";
import { applicationSet, edit } from "./objects";

const labelled = (value: Value): Value => ({ metadata: { labels: { [environmentLabel]: value } } });

describe("environmentOf", () => {
  const rows: readonly (readonly [string, Value, string, string])[] = [
    ["no label", {}, "dev", "dev"],
    ["no label in a stack of another name", {}, "prod-eu", "production"],
    ["no label in a stack without a name", {}, "", "production"],
    ["the same label", labelled("staging"), "staging", "staging"],
    ["a stricter label", labelled("production"), "dev", "production"],
    ["a weaker label", labelled("dev"), "production", "production"],
    ["a weaker label in a stack of another name", labelled("dev"), "prod-eu", "production"],
    ["a label that is no environment", labelled("prod"), "staging", "staging"],
    ["a label of another type", labelled(3), "staging", "staging"],
    ["a label that is not known yet", labelled(UNKNOWN), "dev", "production"],
    ["metadata that is not known yet", { metadata: UNKNOWN }, "dev", "production"],
    ["metadata of the wrong shape", { metadata: "x" }, "dev", "production"],
    ["nothing known at all", UNKNOWN, "dev", "production"],
  ];
  for (const [name, object, stack, expected] of rows) {
    it(`${name}: ${stack} is ${expected}`, () => {
      assert.equal(environmentOf(object, { environment: stack }), expected);
    });
  }

  describe("of an ApplicationSet", () => {
    const label = ["spec", "template", "metadata", "labels", environmentLabel];

    it("is that of its template where it is stricter", () => {
      assert.equal(environmentOf(applicationSet("production"), { environment: "dev" }), "production");
    });

    it("is production while a generator fills in the label", () => {
      const object = edit(applicationSet("dev"), label, "{{ .environment }}");
      assert.equal(environmentOf(object, { environment: "dev" }), "production");
    });
  });

  it("knows the environments of the components", () => {
    assert.deepEqual([...environments].sort(), Object.values(Environment).sort());
  });
});
