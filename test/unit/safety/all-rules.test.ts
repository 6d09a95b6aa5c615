import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { environments, evaluate, levelOf, rules } from "../../../safety";
import { today } from "./examples";
import { application, applicationSet, gitRepository, kustomization } from "./objects";

const root = resolve(__dirname, "../../..");

/** Pages about all rules. */
const general = ["README", "WRITING"];

describe("the list of rules", () => {
  it("holds each rule once, by name", () => {
    const ids = rules.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
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

  it("has these levels for the Application of each environment", () => {
    const levels = (id: string) => {
      const rule = rules.find((candidate) => candidate.id === id);
      assert.ok(rule, id);
      return environments.map((environment) => levelOf(rule, application(environment), { environment }));
    };
    assert.deepEqual(levels("db-app-no-prune"), ["mandatory", "mandatory", "mandatory"]);
    assert.deepEqual(levels("db-app-no-cascade-finalizer"), ["advisory", "mandatory", "mandatory"]);
    assert.deepEqual(levels("prod-manual-sync"), ["advisory", "advisory", "mandatory"]);
    assert.deepEqual(levels("staging-no-selfheal"), ["advisory", "advisory", "advisory"]);
    assert.deepEqual(levels("allow-empty-false"), ["mandatory", "mandatory", "mandatory"]);
    assert.deepEqual(levels("pinned-revision"), ["advisory", "mandatory", "mandatory"]);
    assert.deepEqual(levels("project-required"), ["mandatory", "mandatory", "mandatory"]);
  });
});
