import assert from "node:assert/strict";

import { policyRules } from "../../policy/levels";
import { application, edit, named, type Manifest } from "../unit/safety/objects";
import { Analyzer, levelName } from "./analyzer";

const argo = "kubernetes:argoproj.io/v1alpha1:Application";
/** A safe Application of dev, which production would refuse: it syncs by itself, and follows a branch. */
const ofDev = edit(application("dev"), ["spec", "syncPolicy", "automated", "selfHeal"], false);

describe("the policy pack of the stack flux", function () {
  this.timeout(60_000);
  let pack: Analyzer;

  const start = async (config?: Readonly<Record<string, string>>, stack = "flux"): Promise<void> => {
    pack = await Analyzer.start(stack, config);
    await pack.configure({});
  };
  const analyze = (type: string, object: Manifest, stack = "flux") =>
    pack.analyze(type, object, { stack, protect: true, name: "db" });
  const brief = async (object: Manifest, stack?: string) =>
    (await analyze(argo, object, stack)).map(({ policy, level }) => `${policy} ${level}`);

  afterEach(() => pack.stop());

  it("is that of dev where the stack's configuration says so, levels included", async () => {
    await start({ "project:environment": "dev" });
    assert.deepEqual(await brief(ofDev), []);
    for (const [index, policy] of (await pack.info()).getPoliciesList().entries()) {
      assert.equal(levelName(policy.getEnforcementlevel()), policyRules[index]?.levels.dev);
    }
    const [violation, ...others] = await analyze(argo, edit(ofDev, ["spec", "project"], "default"));
    assert.deepEqual(others, []);
    assert.doesNotMatch(violation?.message ?? "", /judged as/);
  });

  it("is that of staging where the pack's own key says so", async () => {
    await start({ "mariadb-gitops:environment": "staging", "project:environment": "blue" });
    assert.deepEqual(await brief(ofDev), ["pinned-revision mandatory"]);
  });

  it("is that of production where nobody says anything, and each finding says how to tell", async () => {
    await start();
    const found = await analyze(argo, ofDev);
    assert.deepEqual(
      found.map(({ policy, level }) => `${policy} ${level}`),
      ["pinned-revision mandatory", "prod-manual-sync mandatory"],
    );
    for (const { message } of found) {
      assert.match(
        message,
        /This is judged as production, because the stack "flux" is not named dev, staging or production and its configuration sets no environment\. If the stack is not production, run: pulumi config set mariadb-gitops:environment dev \(or staging\)\.$/,
      );
    }
  });

  it("says it in the policies about the whole stack too", async () => {
    await start();
    const properties = named("k8s.mariadb.com/v1alpha1", "MariaDB", "mariadb", "databases");
    const type = "kubernetes:k8s.mariadb.com/v1alpha1:MariaDB";
    const found = (await pack.analyzeStack([{ type, properties }], "flux")).filter(
      ({ policy }) => policy === "backup-required",
    );
    assert.ok(found.length > 0);
    for (const { message } of found) {
      assert.match(message, /This is judged as production, because the stack "flux" /);
    }
  });

  it("has nothing to explain about an object that is labelled production itself", async () => {
    await start();
    const object = edit(application("production"), ["spec", "project"], "default");
    const [violation] = await analyze(argo, object);
    assert.equal(violation?.policy, "project-required");
    assert.doesNotMatch(violation.message, /judged as/);
  });

  it("lets no label lower what nobody said", async () => {
    await start();
    assert.ok((await brief(ofDev)).includes("prod-manual-sync mandatory"));
  });

  it("holds an object to a stricter label than the configuration", async () => {
    await start({ "project:environment": "dev" });
    const object = edit(application("production"), ["spec", "syncPolicy", "automated"], { prune: false });
    assert.deepEqual(await brief(object), ["prod-manual-sync mandatory"]);
  });

  it("is that of the policy's own configuration before everything else, in silence", async () => {
    await start();
    await pack.configure({
      "pinned-revision": { environment: "dev" },
      "prod-manual-sync": { environment: "staging" },
    });
    assert.deepEqual(await brief(ofDev), []);
  });

  it("does not weaken a stack that is named production", async () => {
    await start({ "project:environment": "dev" }, "production");
    const found = await analyze(argo, ofDev, "production");
    const violation = found.find(({ policy }) => policy === "prod-manual-sync");
    assert.match(
      violation?.message ?? "",
      /The stack is named production and its configuration sets environment to dev: the stricter one counts\.$/,
    );
  });

  it("leaves roles alone that are a chart's by their URN, and not by their labels", async () => {
    await start({ "project:environment": "production" });
    const type = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole";
    const rules = [{ apiGroups: [""], resources: ["secrets"], verbs: ["list"] }];
    const role = {
      ...named("rbac.authorization.k8s.io/v1", "ClusterRole", "operator"),
      rules,
    };
    const labels = { "app.kubernetes.io/managed-by": "Helm", "helm.sh/chart": "mariadb-operator" };
    const labelled = edit(role, ["metadata", "labels"], labels);
    const parents = ["kubernetes:helm.sh/v4:Chart"];
    assert.deepEqual(await pack.analyze(type, role, { stack: "flux", parents }), []);
    const found = await pack.analyze(type, labelled, { stack: "flux" });
    assert.deepEqual(
      found.map(({ policy }) => policy),
      ["secrets-read-by-name"],
    );
  });
});
