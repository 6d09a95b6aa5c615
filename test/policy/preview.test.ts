import assert from "node:assert/strict";
import type { Value } from "../../safety";
import { application, edit, type Manifest } from "../unit/safety/objects";
import { Analyzer } from "./analyzer";

const argo = "kubernetes:argoproj.io/v1alpha1:Application";
const automated = ["spec", "syncPolicy", "automated"];

/** An unknown value and a secret, as the engine sends them. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = (value: Value): Value => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

describe("the policy pack of the stack staging, in a preview", function () {
  this.timeout(60_000);
  let pack: Analyzer;

  const analyze = (type: string, object: Manifest, options?: { name?: string; stack?: string }) =>
    pack.analyze(type, object, { protect: true, ...options });
  const brief = async (type: string, object: Manifest, options?: { stack?: string }) =>
    (await analyze(type, object, options)).map(({ policy, level }) => `${policy} ${level}`);

  before(async () => {
    pack = await Analyzer.start("staging");
  });
  after(() => pack.stop());
  beforeEach(() => pack.configure({}));

  it("reports what cannot be decided at preview as mandatory, and everything else as well", async () => {
    const object = edit(edit(application("staging"), automated, unknown), ["spec", "project"], "default");
    assert.deepEqual(await brief(argo, object), [
      "allow-empty-false mandatory",
      "db-app-no-prune mandatory",
      "project-required mandatory",
      "staging-no-selfheal advisory",
    ]);
    const pruning = (await analyze(argo, object)).find(({ policy }) => policy === "db-app-no-prune");
    assert.match(
      pruning?.message ?? "",
      /cannot be decided at preview: spec\.syncPolicy\.automated is not known yet/,
    );
  });

  it("takes no notice of unknown values that decide nothing", async () => {
    const object = edit(application("staging"), ["spec", "destination", "server"], unknown);
    assert.deepEqual(await brief(argo, object), []);
  });

  it("never prints a secret", async () => {
    const hidden = secret("hunter2");
    const places = [["spec"], ["spec", "project"], ["spec", "syncPolicy"], ["spec", "source"], automated];
    const more = [
      ["metadata"],
      ["metadata", "finalizers"],
      [...automated, "prune"],
      ["spec", "source", "helm", "values"],
    ];
    for (const place of [...places, ...more]) {
      for (const { message } of await analyze(argo, edit(application("staging"), place, hidden))) {
        assert.ok(!message.includes("hunter2"), message);
      }
    }
    const [prune] = await analyze(argo, edit(application("staging"), [...automated, "prune"], hidden));
    assert.match(prune?.message ?? "", /as a boolean, not as a string/);
  });

  it("reads a secret's value like any other", async () => {
    const object = edit(application("staging"), [...automated, "prune"], secret(true));
    assert.deepEqual(await brief(argo, object), ["db-app-no-prune mandatory"]);
  });

  it("raises and lowers levels by configuration", async () => {
    const object = edit(application("staging"), [...automated, "selfHeal"], true);
    assert.deepEqual(await brief(argo, object), ["staging-no-selfheal advisory"]);
    await pack.configure({ "staging-no-selfheal": { enforcementLevel: "mandatory" } });
    assert.deepEqual(await brief(argo, object), ["staging-no-selfheal mandatory"]);
    const pruning = edit(application("staging"), [...automated, "prune"], true);
    await pack.configure({ all: "advisory" });
    assert.deepEqual(await brief(argo, pruning), ["db-app-no-prune advisory"]);
    await pack.configure({ "db-app-no-prune": "disabled" });
    assert.deepEqual(await brief(argo, pruning), []);
  });

  it("holds an object to the level of a stricter label than its stack", async () => {
    const object = edit(application("production"), automated, { prune: false });
    assert.deepEqual(await brief(argo, object), ["prod-manual-sync mandatory"]);
    const [violation] = await analyze(argo, object, { name: "db" });
    assert.match(
      violation?.message ?? "",
      /^Production syncs only .*\nThe Application "db" must not switch on/,
    );
  });

  it("holds a resource to the stack that its URN names", async () => {
    const object = edit(application("dev"), [...automated, "selfHeal"], false);
    assert.deepEqual(await brief(argo, object, { stack: "dev" }), []);
    for (const stack of ["production", "prod-eu"]) {
      const violations = ["pinned-revision mandatory", "prod-manual-sync mandatory"];
      assert.deepEqual(await brief(argo, object, { stack }), violations);
    }
  });

  it("takes the environment of the configuration over that of the stack's name", async () => {
    const object = edit(application("dev"), [...automated, "selfHeal"], false);
    await pack.configure({
      "pinned-revision": { environment: "dev" },
      "prod-manual-sync": { environment: "production" },
    });
    assert.deepEqual(await brief(argo, object), ["prod-manual-sync mandatory"]);
  });

  it("does not let a weaker label escape", async () => {
    const object = edit(application("dev"), [...automated, "selfHeal"], false);
    assert.deepEqual(await brief(argo, object), ["pinned-revision mandatory"]);
  });

  it("sees patches and the custom resources of Pulumi YAML", async () => {
    const object = edit(application("staging"), [...automated, "prune"], true);
    for (const type of [`${argo}Patch`, "kubernetes:apiextensions.k8s.io:CustomResource"]) {
      assert.deepEqual(await brief(type, object), ["db-app-no-prune mandatory"]);
    }
  });

  it("leaves other resources alone", async () => {
    const object = { spec: { syncPolicy: { automated: { prune: true } }, prune: true } };
    for (const type of [
      "aws:s3/bucket:Bucket",
      "kubernetes:core/v1:ConfigMap",
      "kubernetes:example.com/v1:Application",
    ]) {
      assert.deepEqual(await brief(type, object), []);
    }
  });
});
