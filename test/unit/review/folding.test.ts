import assert from "node:assert/strict";
import { join } from "node:path";
import { foldOverlays } from "../../../review/folding";
import { needRenderer } from "../../support/kustomize";
import { database, run, scratch, type Scratch } from "./support";

interface Finding {
  readonly rule: string;
  readonly level: string;
  readonly object: string;
  readonly message: string;
  readonly overlay: string;
  readonly related?: readonly { readonly overlay: string; readonly level: string; readonly object: string }[];
}

describe("a finding about a base in several overlays", function () {
  this.timeout(60_000);
  let folder: Scratch;
  before(function () {
    needRenderer(this);
    folder = scratch();
    const overlay = (environment: string) => `namespace: mariadb-${environment}\nresources: [../../base]\n`;
    folder.write({
      "base/kustomization.yaml": "resources: [database.yaml]\n",
      // The default is utf8mb3: advisory in dev, an error elsewhere.
      "base/database.yaml": database("app").replace(/ {2}c(haracterSet|ollate).*\n/g, ""),
      "overlays/dev/kustomization.yaml": overlay("dev"),
      "overlays/staging/kustomization.yaml": overlay("staging"),
      "overlays/production/kustomization.yaml": overlay("production"),
    });
  });
  after(() => {
    folder.remove();
  });

  const at = (name: string) => join(folder.path, "overlays", name);
  const of = (rule: string, text: string) =>
    (JSON.parse(text) as { findings: Finding[] }).findings.filter((one) => one.rule === rule);

  it("is shown once, at its strictest level, with the others beside it", async () => {
    const { code, out } = await run(["review", folder.path, "--format", "json"]);
    assert.equal(code, 1);
    const [first, ...more] = of("database-charset", out).filter(({ message }) =>
      message.includes("must set spec.characterSet"),
    );
    assert.deepEqual(more, []);
    assert.equal(first?.level, "error");
    const names = [at("dev"), at("production"), at("staging")].join(", ");
    assert.ok(first.message.endsWith(` (in 3 overlays: ${names}).`), first.message);
    const all = [
      { overlay: first.overlay, level: first.level, object: first.object },
      ...(first.related ?? []),
    ];
    assert.deepEqual(
      all.sort((a, b) => (a.overlay < b.overlay ? -1 : 1)),
      [
        { overlay: at("dev"), level: "warning", object: "Database/mariadb-dev/app" },
        { overlay: at("production"), level: "error", object: "Database/mariadb-production/app" },
        { overlay: at("staging"), level: "error", object: "Database/mariadb-staging/app" },
      ],
    );
  });

  it("is one result of SARIF with related locations, and one line of text", async () => {
    const { out } = await run(["review", folder.path, "--format", "sarif"]);
    const { runs } = JSON.parse(out) as {
      runs: { results: { ruleId: string; message: { text: string }; relatedLocations?: unknown[] }[] }[];
    };
    const results = (runs[0]?.results ?? []).filter(({ message }) =>
      message.text.includes("must set spec.characterSet"),
    );
    assert.deepEqual(
      results.map(({ relatedLocations }) => relatedLocations?.length),
      [2],
    );
    const { out: text } = await run(["review", folder.path]);
    assert.equal(text.split("\n").filter((line) => line.includes("must set spec.characterSet")).length, 1);
  });

  it("names no overlays where one is reviewed", async () => {
    const { out } = await run(["review", at("staging"), "--format", "json"]);
    const [first] = of("database-charset", out);
    assert.doesNotMatch(first?.message ?? "", /overlays/);
    assert.equal(first?.related, undefined);
  });
});

describe("notes about charts", () => {
  const review = (notes: readonly string[]) => ({ diagnostics: [], notes, files: 0, rules: [] });
  const left = (name: string, reason = "no helm is on PATH") =>
    `The chart ${name} is left out, because its templates are not manifests and it cannot be rendered: ${reason}.`;

  it("are one for those that are left out for the same reason, and stay what they are otherwise", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g"].map((name) => left(`apps/${name}`));
    const others = [left("apps/x", "helm says: no"), "another note", "more of them"];
    assert.deepEqual(foldOverlays(review([...names, ...others])).notes, [
      "7 charts (apps/a, apps/b, apps/c, apps/d, apps/e and 2 more) are left out, because their templates are not " +
        "manifests and they cannot be rendered: no helm is on PATH.",
      ...others,
    ]);
  });
});
