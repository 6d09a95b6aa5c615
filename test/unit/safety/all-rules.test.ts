import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import {
  covers,
  describeFinding,
  environments,
  evaluate,
  formatPath,
  levelOf,
  rules,
  UNKNOWN,
} from "../../../safety";
import type { Environment, Path, Value } from "../../../safety";
import { anyEnvironment, anyManifest, anyValue, manifests } from "./arbitraries";
import { examples, pageOf } from "./examples";
import type { Example } from "./examples";
import { application, applicationSet, edit, gitRepository, kustomization } from "./objects";

const root = resolve(__dirname, "../../..");

describe("all rules", () => {
  it("are listed once, in the order of their numbers", () => {
    const numbers = rules.map((rule) => rule.number);
    assert.deepEqual(numbers, [...new Set(numbers)].sort());
    assert.equal(new Set(rules.map((rule) => rule.id)).size, rules.length);
  });

  it("are exactly the files in safety/rules, each with its test and its page", () => {
    const ids = rules.map((rule) => rule.id).sort();
    const names = (folder: string, suffix: string) =>
      readdirSync(resolve(root, folder))
        .filter((name) => name.endsWith(suffix))
        .map((name) => name.slice(0, -suffix.length));
    assert.deepEqual(names("safety/rules", ".ts").sort(), ids);
    assert.deepEqual(
      names("docs/rules", ".md")
        .filter((name) => name !== "README")
        .sort(),
      ids,
    );
    assert.deepEqual(
      ids.filter((id) => !existsSync(resolve(__dirname, `${id}.test.ts`))),
      [],
    );
  });

  for (const rule of rules) {
    describe(rule.id, () => {
      it("has complete metadata", () => {
        assert.match(rule.id, /^[a-z]+(-[a-z]+)+$/);
        assert.match(rule.number, /^POL-\d{2}$/);
        assert.match(rule.title, /^[A-Z].*[^.]$/);
        assert.match(rule.why, /^[A-Z].{100,}\.$/);
        assert.match(rule.remedy, /^[A-Z].*\bspec\..*\.$/);
        assert.ok(
          rule.references.length > 0 && rule.references.every(({ url }) => url.startsWith("https://")),
        );
        assert.ok(rule.appliesTo.every(({ kinds }) => kinds.length > 0));
        assert.equal(rule.docs, `docs/rules/${rule.id}.md`);
      });

      it("is never weaker in a stricter environment", () => {
        const strength = { disabled: 0, advisory: 1, mandatory: 2 };
        const levels = environments.map((environment) => strength[rule.levels[environment]]);
        assert.deepEqual(levels, [...levels].sort());
      });

      it("has a page whose bad examples it finds and whose good ones it accepts", () => {
        const page = pageOf(rule);
        assert.ok(page.startsWith(`# ${rule.id} (${rule.number})\n\n${rule.title}.\n`));
        const headings = [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
        assert.deepEqual(headings, ["Why", "Bad", "Good", "Fix", "Exceptions", "References"]);
        for (const { title, url } of rule.references) {
          assert.ok(page.includes(`- [${title}](${url})\n`), `${rule.docs} lacks the reference ${title}`);
        }
        const count = (example: Example) => {
          assert.ok(covers(rule, example.apiVersion, example.kind), example.kind);
          return evaluate(rule, example, { environment: "production" }).length;
        };
        assert.ok(examples(rule, "Bad").every((example) => count(example) > 0));
        assert.ok(examples(rule, "Good").every((example) => count(example) === 0));
      });

      it("never throws, whatever the object is", () => {
        fc.assert(
          fc.property(fc.oneof(anyValue, anyManifest), anyEnvironment, (object, environment) => {
            rule.check(object, { environment });
          }),
          { numRuns: 500 },
        );
      });

      it("finds in a stricter environment whatever it finds in a weaker one", () => {
        const paths = (object: Value, environment: Environment) =>
          evaluate(rule, object, { environment }).map((finding) => formatPath(finding.path));
        fc.assert(
          fc.property(anyManifest, (object) => {
            const [dev, staging, production] = [
              paths(object, "dev"),
              paths(object, "staging"),
              paths(object, "production"),
            ];
            assert.deepEqual(
              dev.filter((path) => !staging.includes(path)),
              [],
            );
            assert.deepEqual(
              staging.filter((path) => !production.includes(path)),
              [],
            );
          }),
          { numRuns: 500 },
        );
      });

      it("does not print the values of fields", () => {
        const secret = "hunter2";
        const printed = (path: Path) =>
          ["targetRevision", "deletionPolicy", "ref", "semver", "commit"].includes(String(path.at(-1)));
        const values: fc.Arbitrary<Value> = fc.oneof(
          fc.constantFrom<Value>(secret, [secret], { [secret.toUpperCase()]: secret }, [{ prune: secret }]),
          fc.constantFrom<Value>(
            { enabled: secret, prune: secret },
            { targetRevision: [secret], project: secret },
          ),
        );
        fc.assert(
          fc.property(manifests(values, printed), (object) => {
            for (const finding of evaluate(rule, object, { environment: "production" })) {
              assert.ok(!describeFinding("The object", rule, finding).includes(secret), finding.message);
            }
          }),
          { numRuns: 500 },
        );
      });
    });
  }

  it("are satisfied by the objects that the package writes", () => {
    for (const environment of environments) {
      const objects = [
        application(environment),
        applicationSet(environment),
        kustomization(),
        gitRepository({ tag: "v1.2.3" }),
      ];
      for (const object of objects) {
        const found = rules.flatMap((rule) => evaluate(rule, object, { environment }));
        assert.deepEqual(found, []);
      }
    }
  });

  it("cannot decide when nothing is known of the spec", () => {
    const object = edit(application("production"), ["spec"], UNKNOWN);
    for (const rule of rules.filter(({ id }) => id !== "db-app-no-cascade-finalizer")) {
      const findings = evaluate(rule, object, { environment: "production" });
      assert.deepEqual(
        findings.map(({ undecided }) => undecided),
        [true],
        rule.id,
      );
    }
  });

  it("have the levels of the list of policies", () => {
    const level = (environment: Environment) =>
      rules.map((rule) => levelOf(rule, application(environment), { environment })[0]).join("");
    assert.deepEqual(environments.map(level), ["maaamam", "mmaammm", "mmmammm"]);
  });
});
