import assert from "node:assert/strict";
import { PolicySeverity } from "@pulumi/pulumi/proto/analyzer_pb";
import { environments, rules } from "../../safety";
import type { Environment } from "../../safety";
import { application, edit, gitRepository, kustomization } from "../unit/safety/objects";
import type { Manifest } from "../unit/safety/objects";
import { Analyzer, levelName } from "./analyzer";

const argo = "kubernetes:argoproj.io/v1alpha1:Application";
const flux = "kubernetes:kustomize.toolkit.fluxcd.io/v1:Kustomization";
const automated = ["spec", "syncPolicy", "automated"];

/** The configuration that makes the pack judge every resource as in one environment. */
const inEnvironment = (environment: Environment) =>
  Object.fromEntries(
    rules.map((rule) => [rule.id, { enforcementLevel: rule.levels[environment], environment }]),
  );

describe("the policy pack as a process", function () {
  this.timeout(60_000);
  let pack: Analyzer;

  const analyze = (type: string, object: Manifest, options?: { name?: string; stack?: string }) =>
    pack.analyze(type, object, options);
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
      assert.equal(info.getVersion(), "0.1.0");
      assert.ok(info.getSupportsconfig() && info.getDisplayname() !== "" && info.getDescription() !== "");
      const policies = info.getPoliciesList();
      assert.deepEqual(
        policies.map((policy) => policy.getName()),
        rules.map((rule) => rule.id),
      );
      for (const [index, policy] of policies.entries()) {
        const rule = rules[index];
        assert.ok(rule);
        assert.equal(policy.getDescription(), rule.title);
        assert.equal(policy.getDisplayname(), `${rule.number} ${rule.id}`);
        assert.equal(policy.getRemediationSteps(), rule.remedy);
        assert.equal(policy.getUrl(), rule.docs);
        assert.equal(
          PolicySeverity[`POLICY_SEVERITY_${rule.severity.toUpperCase()}` as keyof typeof PolicySeverity],
          policy.getSeverity(),
        );
        assert.equal(policy.getFramework()?.getReference(), rule.number);
        assert.ok(policy.getTagsList().includes("mariadb"));
        assert.deepEqual(policy.getConfigschema()?.getProperties()?.toJavaScript().environment, {
          type: "string",
          enum: [...environments],
          description: "The environment of the stack, where the stack is not named after it.",
        });
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

    const violating: Readonly<Record<string, readonly [Environment, Manifest]>> = {
      "db-app-no-prune": ["dev", edit(application("dev"), [...automated, "prune"], true)],
      "db-app-no-cascade-finalizer": [
        "staging",
        edit(application("staging"), ["metadata", "finalizers"], ["resources-finalizer.argocd.argoproj.io"]),
      ],
      "prod-manual-sync": ["production", edit(application("production"), automated, {})],
      "staging-no-selfheal": ["staging", edit(application("staging"), [...automated, "selfHeal"], true)],
      "allow-empty-false": ["dev", edit(application("dev"), [...automated, "allowEmpty"], true)],
      "pinned-revision": [
        "production",
        edit(application("production"), ["spec", "source", "targetRevision"], "main"),
      ],
      "project-required": ["dev", edit(application("dev"), ["spec", "project"], "default")],
    };
    for (const rule of rules) {
      it(`reports a violation of ${rule.id}, alone and at its level`, async () => {
        const [environment, object] = violating[rule.id] ?? assert.fail("no violating object");
        await pack.configure(inEnvironment(environment));
        const [violation, ...others] = await analyze(argo, object, { name: "mariadb-db" });
        assert.deepEqual(others, []);
        assert.equal(violation?.policy, rule.id);
        assert.equal(violation.level, rule.levels[environment]);
        assert.ok(
          violation.message.startsWith(`${rule.title}\nThe Application "mariadb-db" must not `),
          violation.message,
        );
        assert.ok(violation.message.endsWith(`${rule.remedy} See ${rule.docs} (${rule.number}).`));
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
          assert.equal(levelName(policy.getEnforcementlevel()), rules[index]?.levels[environment]);
        }
      } finally {
        await pack.stop();
      }
    });
  }
});
