import assert from "node:assert/strict";
import fc from "fast-check";
import {
  UNKNOWN,
  describeFinding,
  environments,
  formatPath,
  rules,
  type Context,
  type Environment,
  type Rule,
  type Value,
} from "../../../safety";
import { anyEnvironment, anyManifest, anyValue, manifests, mutations } from "./arbitraries";
import { examples, judge, pageOf, promotionOf, resourceOf, today, type Example } from "./examples";
import { edit, type Manifest } from "./objects";

const production: Context = { environment: "production", today };
const numRuns = 200;

/** The policy sets whose rules a rule may name, as "<set>/<rule>". */
const publicSets = [
  "checkov",
  "datree",
  "flux2-multi-tenancy",
  "gatekeeper",
  "kics",
  "kube-linter",
  "kube-score",
  "kubescape",
  "kyverno",
  "lunar",
  "polaris",
  "pulumi",
  "trivy",
];

/** Runs the bare check, without what evaluation catches. */
function bare(rule: Rule, example: Example, context: Context): void {
  switch (rule.scope) {
    case "object":
      return void example.after.map((object) => rule.check(object, context));
    case "resource":
      return void example.after.map((document) => rule.check(resourceOf(document), context));
    case "set":
      return void rule.check(example.after, context);
    case "change":
      return void rule.check(example, context);
    case "promotion":
      return void rule.check(promotionOf(example), context);
  }
}

const only = (object: Value): Example => ({ before: [object], after: [object] });

for (const rule of rules) {
  describe(`the rule ${rule.id}`, () => {
    const shown = examples(rule, "Bad").concat(examples(rule, "Good"));
    const anyExample = fc.oneof(mutations(shown, anyValue), anyManifest.map(only));

    it("has complete metadata", () => {
      assert.match(rule.id, /^[a-z0-9]+(-[a-z0-9]+)+$/);
      assert.match(rule.title, /^[A-Z].*[^.]$/);
      assert.match(rule.why, /^[A-Z].{100,}\.$/);
      assert.match(rule.remedy, /^[A-Z].*\b(spec|metadata|data|option)\b.*\.$/);
      assert.ok(rule.references.length > 0 && rule.references.every(({ url }) => url.startsWith("https://")));
      assert.ok(rule.appliesTo.every(({ kinds }) => kinds.length > 0));
      for (const other of [
        ...(rule.equivalents ?? []),
        ...(rule.contradicts ?? []).map(({ rule: name }) => name),
      ]) {
        assert.match(other, /^[\w-]+\/[\w.-]+$/);
        assert.ok(publicSets.includes(other.split("/")[0] ?? ""), other);
      }
      assert.ok((rule.contradicts ?? []).every(({ url }) => url.startsWith("https://")));
      assert.equal(rule.docs, `docs/rules/${rule.id}.md`);
    });

    it("is never weaker in a stricter environment", () => {
      const strength = { disabled: 0, advisory: 1, mandatory: 2 };
      const levels = environments.map((environment) => strength[rule.levels[environment]]);
      assert.deepEqual(levels, [...levels].sort());
    });

    it("has a page whose bad examples it finds and whose good ones it accepts", () => {
      const page = pageOf(rule);
      assert.ok(page.startsWith(`# ${rule.id}\n\n${rule.title}.\n`));
      const headings = [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
      assert.deepEqual(headings, ["Why", "Bad", "Good", "Fix", "Exceptions", "References"]);
      for (const { title, url } of rule.references) {
        assert.ok(page.includes(`- [${title}](${url})\n`), `${rule.docs} lacks the reference ${title}`);
      }
      for (const example of examples(rule, "Bad")) {
        assert.notDeepEqual(judge(rule, example, production), [], JSON.stringify(example));
      }
      for (const example of examples(rule, "Good")) {
        assert.deepEqual(judge(rule, example, production), []);
      }
    });

    it("says something whenever a value that it found bad is not known yet", () => {
      for (const example of examples(rule, "Bad")) {
        for (const { subject, removed, path } of judge(rule, example, production)) {
          for (let length = 1; length <= path.length; length++) {
            const place = [removed === true ? "before" : "after", subject, ...path.slice(0, length)];
            const hidden = edit(example as unknown as Manifest, place, UNKNOWN) as unknown as Example;
            assert.notDeepEqual(judge(rule, hidden, production), [], formatPath(place));
          }
        }
      }
    });

    it("never throws, whatever the objects are", () => {
      fc.assert(
        fc.property(fc.oneof(anyExample, anyValue.map(only)), anyEnvironment, (example, environment) => {
          bare(rule, example, { environment, today });
        }),
        { numRuns: 500 },
      );
    });

    it("finds in a stricter environment whatever it finds in a weaker one", () => {
      const paths = (example: Example, environment: Environment) =>
        judge(rule, example, { environment, today }).map(
          ({ subject, path }) => `${subject} ${formatPath(path)}`,
        );
      fc.assert(
        fc.property(anyExample, (example) => {
          const [dev, staging, strict] = [
            paths(example, "dev"),
            paths(example, "staging"),
            paths(example, "production"),
          ];
          const lost = (weak: readonly string[], strong: readonly string[]) =>
            weak.filter((path) => !strong.includes(path));
          assert.deepEqual(lost(dev, staging), []);
          assert.deepEqual(lost(staging, strict), []);
        }),
        { numRuns },
      );
    });

    it("does not print the values of fields that it does not declare to show", () => {
      const secret = "hunter2";
      const mayShow = (path: readonly (string | number)[]) =>
        (rule.shows ?? []).includes(String(path.findLast((step) => typeof step === "string")));
      const values: fc.Arbitrary<Value> = fc.constantFrom<Value>(
        secret,
        [secret],
        { [secret.toUpperCase()]: secret },
        [{ prune: secret }],
        { enabled: secret, prune: secret },
        { targetRevision: [secret] },
      );
      const planted = fc.oneof(mutations(shown, values, mayShow), manifests(values, mayShow).map(only));
      fc.assert(
        fc.property(planted, (example) => {
          for (const finding of judge(rule, example, production)) {
            assert.ok(!describeFinding("The object", rule, finding).includes(secret), finding.message);
          }
        }),
        { numRuns: 500 },
      );
    });
  });
}
