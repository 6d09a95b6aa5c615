import assert from "node:assert/strict";
import { PolicySeverity } from "@pulumi/pulumi/proto/analyzer_pb";
import { policyRules } from "../../policy/levels";
import { environments, exceptionValid, rules, type Environment, type Rule, type Value } from "../../safety";
import { identityOf } from "../../safety/objects";
import { examples, resourceOf } from "../unit/safety/examples";
import { application, edit, gitRepository, kustomization, type Manifest } from "../unit/safety/objects";
import { Analyzer, levelName } from "./analyzer";

const argo = "kubernetes:argoproj.io/v1alpha1:Application";
const flux = "kubernetes:kustomize.toolkit.fluxcd.io/v1:Kustomization";

/** The configuration that makes the pack judge every resource as in one environment. */
const inEnvironment = (environment: Environment) =>
  Object.fromEntries(
    policyRules.map((rule) => [rule.id, { enforcementLevel: rule.levels[environment], environment }]),
  );

/** The type token that Pulumi gives to an object of that kind. */
function typeOf(object: Value): string {
  const { group, version, kind } = identityOf(object);
  return `kubernetes:${group === "" ? "core" : group}/${version}:${kind}`;
}

describe("the policy pack as a process", function () {
  this.timeout(60_000);
  let pack: Analyzer;

  const analyze = (type: string, object: Manifest, options?: { name?: string; stack?: string }) =>
    pack.analyze(type, object, { ...options, protect: true });
  /** What one policy says about an example of its rule's page. */
  const analyzeExample = async (rule: Rule, example: Value) => {
    const { type, options, object } =
      rule.scope === "resource"
        ? resourceOf(example)
        : { type: typeOf(example), options: { protect: true }, object: example };
    const protect = options.protect === true;
    const found = await pack.analyze(type, object as Manifest, { name: "mariadb-db", protect });
    return found.filter(({ policy }) => policy === rule.id);
  };
  const analyzeStack = async (rule: Rule, objects: readonly Value[]) => {
    const resources = objects.map((object, index) => ({
      type: typeOf(object),
      properties: object as Manifest,
      name: `resource-${index}`,
    }));
    return (await pack.analyzeStack(resources)).filter(({ policy }) => policy === rule.id);
  };
  const brief = async (type: string, object: Manifest) =>
    (await analyze(type, object)).map(({ policy, level }) => `${policy} ${level}`);

  describe("of the stack staging", () => {
    before(async () => {
      pack = await Analyzer.start("staging");
    });
    after(() => pack.stop());
    beforeEach(() => pack.configure({}));

    it("describes itself and every rule", async () => {
      const info = await pack.info();
      assert.equal(info.getName(), "mariadb-gitops");
      assert.equal(info.getVersion(), "0.2.0");
      assert.ok(info.getSupportsconfig() && info.getDisplayname() !== "" && info.getDescription() !== "");
      const policies = info.getPoliciesList();
      assert.deepEqual(
        policies.map((policy) => policy.getName()),
        policyRules.map((rule) => rule.id),
      );
      assert.ok(policyRules.length < rules.length, "change rules have no place here");
      for (const [index, policy] of policies.entries()) {
        const rule = policyRules[index];
        assert.ok(rule);
        assert.equal(policy.getDescription(), rule.title);
        assert.equal(policy.getDisplayname(), rule.id);
        assert.equal(policy.getRemediationSteps(), rule.remedy);
        assert.equal(policy.getUrl(), rule.docs);
        assert.equal(
          PolicySeverity[`POLICY_SEVERITY_${rule.severity.toUpperCase()}` as keyof typeof PolicySeverity],
          policy.getSeverity(),
        );
        assert.equal(policy.getFramework()?.getReference(), rule.id);
        assert.ok(policy.getTagsList().includes("mariadb"));
        const schema = policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {};
        const names = ["environment", "exceptions", ...(rule.parameters ?? [])];
        assert.deepEqual(Object.keys(schema).sort(), names.sort());
        assert.deepEqual((schema.environment as { enum: unknown }).enum, [...environments]);
        assert.equal(levelName(policy.getEnforcementlevel()), rule.levels.staging);
        const initial = info.getInitialconfigMap().get(rule.id);
        assert.equal(initial && levelName(initial.getEnforcementlevel()), rule.levels.staging);
        assert.equal(initial?.getProperties(), undefined);
      }
    });

    for (const environment of environments) {
      it(`accepts the safe objects of ${environment}`, async () => {
        await pack.configure(inEnvironment(environment));
        assert.deepEqual(await brief(argo, application(environment)), []);
        assert.deepEqual(await brief(flux, kustomization()), []);
        const repository = gitRepository({ tag: "v1.2.3" });
        assert.deepEqual(await brief("kubernetes:source.toolkit.fluxcd.io/v1:GitRepository", repository), []);
      });
    }

    for (const rule of policyRules.filter(({ scope }) => scope !== "set")) {
      it(`reports what breaks ${rule.id} at its level, and accepts what does not`, async () => {
        await pack.configure(inEnvironment("production"));
        for (const { after } of examples(rule, "Bad")) {
          const found = await analyzeExample(rule, after[0] ?? null);
          assert.ok(found.length > 0, JSON.stringify(after));
          for (const { level, message } of found) {
            assert.equal(level, rule.levels.production);
            const [title, text = ""] = message.split("\n");
            assert.equal(title, rule.title);
            assert.match(text, /^The [\w:/.]+ "mariadb-db" (must|carries|cannot) /);
            assert.ok(text.includes(`${rule.remedy} See ${rule.docs}`), text);
          }
        }
        for (const { after } of examples(rule, "Good")) {
          const allowed = rule.id === exceptionValid.id ? /has expired|days ahead/ : /^$/;
          const found = await analyzeExample(rule, after[0] ?? null);
          assert.deepEqual(
            found.filter(({ message }) => !allowed.test(message)),
            [],
          );
        }
      });
    }

    for (const rule of policyRules.filter(({ scope }) => scope === "set")) {
      it(`reports what breaks ${rule.id} in a stack, at the resource, and accepts what does not`, async () => {
        await pack.configure(inEnvironment("production"));
        for (const { after } of examples(rule, "Bad")) {
          const found = await analyzeStack(rule, after);
          assert.ok(found.length > 0, JSON.stringify(after));
          for (const { level, urn, message } of found) {
            assert.equal(level, rule.levels.production);
            assert.match(urn, /^urn:pulumi:staging::project::kubernetes:[^:]+:\w+::resource-\d$/);
            assert.match(message, /\nThe \w+ "resource-\d" (must|cannot) /);
          }
        }
        for (const { after } of examples(rule, "Good")) {
          assert.deepEqual(await analyzeStack(rule, after), []);
        }
      });
    }

    it("reports a Kustomization", async () => {
      assert.deepEqual(await brief(flux, edit(kustomization(), ["spec", "prune"], true)), [
        "db-app-no-prune mandatory",
      ]);
    });
  });

  for (const [stack, environment] of [
    ["dev", "dev"],
    ["prod-eu", "production"],
    [undefined, "production"],
  ] as const) {
    it(`has the levels of ${environment} for the stack ${stack ?? "that nobody named"}`, async () => {
      pack = await Analyzer.start(stack);
      try {
        const info = await pack.info();
        for (const [index, policy] of info.getPoliciesList().entries()) {
          assert.equal(levelName(policy.getEnforcementlevel()), policyRules[index]?.levels[environment]);
        }
      } finally {
        await pack.stop();
      }
    });
  }
});
