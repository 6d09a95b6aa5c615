import assert from "node:assert/strict";

import { choosePlatform, type Choice, type OfficialParts } from "../../../sandbox/platform-choice";

const found: OfficialParts = {
  kubernetesProvider: { path: "/official/pulumi-resource-kubernetes" },
  argoCd: { path: "/charts/argo-cd" },
  // Without a path Helm downloads the chart itself.
  mariadbOperatorCrds: {},
  mariadbOperator: {},
  operatorProgram: { path: "/official/mariadb-operator" },
};
const choose = (choice: Partial<Choice>) =>
  choosePlatform({ engine: "argocd", standIns: false, earlier: undefined, parts: found, ...choice });

describe("the platform of the sandbox", () => {
  it("is installed from charts where all official parts can be had", () => {
    assert.deepEqual(choose({}), { installed: ["argocd", "mariadb-operator"], reasons: {} });
  });

  it("has a stand-in for the operator alone where only its program is missing", () => {
    const parts = { ...found, operatorProgram: { missing: "it is packed for linux-amd64 only" } };
    assert.deepEqual(choose({ parts }), {
      installed: ["argocd"],
      reasons: {
        "mariadb-operator": "the operator's program is not available (it is packed for linux-amd64 only)",
      },
    });
  });

  for (const [part, title] of [
    ["kubernetesProvider", "Pulumi's official kubernetes provider"],
    ["argoCd", "the chart argo-cd"],
  ] as const) {
    it(`is a stand-in as a whole without ${title}`, () => {
      const why = `${title} is not available (no internet)`;
      assert.deepEqual(choose({ parts: { ...found, [part]: { missing: "no internet" } } }), {
        installed: [],
        reasons: { argocd: why, "mariadb-operator": why },
      });
    });
  }

  it("is a stand-in where the user asks for it, or where Flux delivers", () => {
    assert.deepEqual(choose({ standIns: true }).installed, []);
    assert.deepEqual(choose({ engine: "flux" }).installed, []);
  });

  it("stays a stand-in in a sandbox that was started so, because a chart does not adopt existing objects", () => {
    const { installed, reasons } = choose({ earlier: [] });
    assert.deepEqual(installed, []);
    assert.equal(reasons.argocd, "an earlier start chose the stand-in, until npm stop -- --clean");
  });

  it("stays installed for a sandbox that was started so, on either engine", () => {
    const earlier = ["argocd"] as const;
    for (const engine of ["argocd", "flux"] as const) {
      const { installed, reasons } = choose({ earlier, engine });
      assert.deepEqual(installed, ["argocd"]);
      assert.deepEqual(reasons, { "mariadb-operator": "an earlier start chose the stand-in" });
    }
  });

  it("is refused, with the way out, when what is installed is not available any more", () => {
    const earlier = ["argocd", "mariadb-operator"] as const;
    const parts = { ...found, operatorProgram: { missing: "its folder is gone" } };
    const message =
      /has argocd and mariadb-operator installed from charts.*\(its folder is gone\).*npm stop -- --clean/;
    assert.throws(() => choose({ earlier, parts }), message);
    assert.throws(() => choose({ earlier, standIns: true }), /--stand-ins is set.*npm stop -- --clean/);
  });

  it("does not miss a part that the sandbox never installed", () => {
    const parts = { ...found, operatorProgram: { missing: "its folder is gone" } };
    assert.deepEqual(choose({ earlier: ["argocd"], parts }).installed, ["argocd"]);
  });
});
