import assert from "node:assert/strict";

import { Environment } from "../../../../components/environments";
import { admissionObjects, guardObjects, staticObjects } from "../../../../components/guard/static";

const reach = { environment: Environment.Production, namespaces: ["mariadb-production"] };
const suffix = ".static.k8s.io";

describe("the guard as files of the control plane", () => {
  const all = [...staticObjects(reach, true), ...admissionObjects(reach, true)];
  const named = (kind: string): string[] =>
    all.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

  it("has the names that the API server asks for, each once", () => {
    for (const kind of ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]) {
      const names = named(kind);
      assert.ok(names.length > 0 && names.every((name) => name.endsWith(suffix)), kind);
      assert.equal(new Set(names).size, names.length, kind);
    }
  });

  it("binds each policy, and only policies that are files as well", () => {
    const bound = all.flatMap(({ spec }) => (typeof spec.policyName === "string" ? [spec.policyName] : []));
    assert.deepEqual([...new Set(bound)].sort(), named("ValidatingAdmissionPolicy").sort());
  });

  it("reads nothing from the API: no parameters, in no field and no expression", () => {
    for (const { metadata, spec } of all) {
      assert.ok(!("paramKind" in spec) && !("paramRef" in spec), metadata.name);
      assert.doesNotMatch(JSON.stringify(spec), /\bparams\b/, metadata.name);
    }
  });

  it("judges everything else as the guard in the API does", () => {
    // A file has no clock to keep.
    const inApi = guardObjects(reach, true).filter(
      ({ kind, metadata }) => kind === "ValidatingAdmissionPolicy" && !metadata.name.endsWith("-clock"),
    );
    const files = staticObjects(reach, true).filter(({ kind }) => kind === "ValidatingAdmissionPolicy");
    assert.deepEqual(
      files.map(({ spec }) => [
        spec.matchConstraints,
        spec.matchConditions,
        (spec.validations as object[]).length,
      ]),
      inApi.map(({ spec }) => [
        spec.matchConstraints,
        spec.matchConditions,
        (spec.validations as object[]).length,
      ]),
    );
  });

  it("only warns when it is told so", () => {
    const actions = [...staticObjects(reach, false), ...admissionObjects(reach, false)].flatMap(({ spec }) =>
      Array.isArray(spec.validationActions) ? [spec.validationActions.join()] : [],
    );
    assert.deepEqual([...new Set(actions)], ["Warn,Audit"]);
  });
});
