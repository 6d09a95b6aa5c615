import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { environments, evaluate, levelOf, rules } from "../../../safety";
import type { Environment } from "../../../safety";
import { today } from "./examples";
import { application, applicationSet, gitRepository, kustomization } from "./objects";

const root = resolve(__dirname, "../../..");

/** Pages about all rules. */
const general = ["README", "WRITING", "coverage"];

describe("the list of rules", () => {
  it("holds each rule once, numbered ones first and in order", () => {
    const places = rules.map(({ number, id }) => `${number ?? "~"} ${id}`);
    assert.deepEqual(places, [...places].sort());
    assert.equal(new Set(rules.map((rule) => rule.id)).size, rules.length);
    const numbers = rules.flatMap(({ number }) => number ?? []);
    assert.equal(new Set(numbers).size, numbers.length);
  });

  it("is exactly the files in safety/rules, each with its test and its page", () => {
    const ids = rules.map((rule) => rule.id).sort();
    const names = (folder: string, suffix: string, others: readonly string[]) =>
      readdirSync(resolve(root, folder))
        .filter((name) => name.endsWith(suffix))
        .map((name) => name.slice(0, -suffix.length))
        .filter((name) => !others.includes(name))
        .sort();
    assert.deepEqual(names("safety/rules", ".ts", ["index"]), ids);
    assert.deepEqual(names("docs/rules", ".md", general), ids);
    assert.deepEqual(
      ids.filter((id) => !existsSync(resolve(__dirname, `${id}.test.ts`))),
      [],
    );
  });

  it("is satisfied by the objects that the package writes", () => {
    for (const environment of environments) {
      const objects = [
        application(environment),
        applicationSet(environment),
        kustomization(),
        gitRepository({ tag: "v1.2.3" }),
      ];
      for (const object of objects) {
        const found = rules
          .filter((rule) => rule.scope === "object")
          .flatMap((rule) => evaluate(rule, object, { environment, today }));
        assert.deepEqual(found, []);
      }
    }
  });

  it("has the levels of the list of policies", () => {
    const level = (environment: Environment) =>
      rules
        .filter(({ number }) => number !== undefined && number <= "POL-07")
        .map((rule) => levelOf(rule, application(environment), { environment })[0])
        .join("");
    assert.deepEqual(environments.map(level), ["maaamam", "mmaammm", "mmmammm"]);
  });
});
