import assert from "node:assert/strict";
import { UNKNOWN, evaluate, formatPath, rules, type Value } from "../../../safety";
import { templateOverrides } from "../../../safety/application";
import { applicationSet, edit } from "./objects";

const set = applicationSet("production");
const patch = "spec:\n  syncPolicy:\n    automated:\n      prune: true\n";
const template = { spec: { syncPolicy: { automated: { prune: true } } } };

const generators = (value: Value) => edit(set, ["spec", "generators"], value);
const overridden = (object: Value) => templateOverrides(object).map((finding) => formatPath(finding.path));

/** Rules that read only the set's own metadata, which no override of its template changes. */
const aboutTheSetItself = ["argocd-namespace"];

describe("templateOverrides", () => {
  it("accepts generators that only give parameters", () => {
    assert.deepEqual(overridden(set), []);
    assert.deepEqual(overridden(generators([{ list: { elements: UNKNOWN } }])), []);
  });

  it("finds a template patch", () => {
    assert.deepEqual(overridden(edit(set, ["spec", "templatePatch"], patch)), ["spec.templatePatch"]);
    assert.deepEqual(overridden(edit(set, ["spec", "templatePatch"], UNKNOWN)), ["spec.templatePatch"]);
    assert.deepEqual(overridden(edit(set, ["spec", "templatePatch"], "")), []);
  });

  it("finds the template of a generator, in a matrix as well", () => {
    assert.deepEqual(overridden(generators([{ list: { template } }])), ["spec.generators[0].list.template"]);
    assert.deepEqual(
      overridden(generators([{ matrix: { generators: [{ clusters: {} }, { git: { template } }] } }])),
      ["spec.generators[0].matrix.generators[1].git.template"],
    );
  });

  it("finds a generator's template of which nothing is known", () => {
    const place = ["spec.generators[0].list.template"];
    assert.deepEqual(overridden(generators([{ list: { template: UNKNOWN } }])), place);
    assert.deepEqual(overridden(generators([{ list: { template: { spec: UNKNOWN } } }])), place);
  });

  it("accepts the empty template that Argo CD writes", () => {
    const empty = { metadata: {}, spec: { destination: {}, project: "", sources: [] } };
    assert.deepEqual(overridden(generators([{ list: { elements: [], template: empty } }])), []);
  });

  it("finds generators that are not known yet, or of the wrong shape", () => {
    assert.deepEqual(overridden(generators(UNKNOWN)), ["spec.generators"]);
    assert.deepEqual(overridden(generators([UNKNOWN])), ["spec.generators[0]"]);
    assert.deepEqual(overridden(generators([{ list: UNKNOWN }])), ["spec.generators[0].list"]);
    assert.deepEqual(overridden(generators("x")), ["spec.generators"]);
    assert.deepEqual(overridden(generators(["x"])), ["spec.generators[0]"]);
    assert.deepEqual(overridden(generators([{ list: "x" }])), ["spec.generators[0].list"]);
  });

  it("leaves no rule about what an ApplicationSet generates decided", () => {
    const object = edit(set, ["spec", "templatePatch"], patch);
    for (const rule of rules
      .filter((rule) => rule.scope === "object")
      .filter(({ appliesTo }) => appliesTo.some(({ kinds }) => kinds.includes("ApplicationSet")))
      .filter(({ id }) => !aboutTheSetItself.includes(id))) {
      const findings = evaluate(rule, object, { environment: "production" });
      assert.deepEqual(
        findings.map(({ undecided }) => undecided),
        [true],
        rule.id,
      );
    }
  });
});
