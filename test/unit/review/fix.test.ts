import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import { runCommand } from "../../../review/command";
import { database, run, scratch, today, type Scratch } from "./support";

const unsafe = `# The shop's own database
${database("app").replace("  cleanupPolicy: Skip\n", "  cleanupPolicy: Delete # for now\n").replace('"Prune=false,Delete=false"', "Prune=true,Validate=false")}`;
const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: mariadb
  namespace: argocd
  finalizers:
    - resources-finalizer.argocd.argoproj.io # cascade
spec:
  syncPolicy:
    automated: { prune: true, selfHeal: true }
`;

describe("review --fix", () => {
  let folder: Scratch;
  beforeEach(() => {
    folder = scratch();
    folder.write({ "db.yaml": unsafe, "app.yaml": application });
  });
  afterEach(() => {
    folder.remove();
  });
  const text = (name: string) => readFileSync(`${folder.path}/${name}`, "utf8");
  const words = (...more: readonly string[]) => [
    "review",
    folder.path,
    "--env",
    "production",
    "--fix",
    ...more,
  ];

  it("writes what is exact, keeps comments and order, and the second review no longer finds it", async () => {
    const { err } = await run(words("--yes"));
    assert.match(err, /fixed \d+ findings in 2 files\./);
    assert.equal(
      text("db.yaml"),
      unsafe
        .replace("cleanupPolicy: Delete # for now", "cleanupPolicy: Skip # for now")
        .replace("Prune=true,Validate=false", "Prune=false,Validate=false,Delete=false"),
    );
    assert.equal(
      text("app.yaml"),
      application
        .replace("  finalizers:\n    - resources-finalizer.argocd.argoproj.io # cascade\n", "")
        .replace("prune: true, selfHeal: true", "prune: false, selfHeal: false") +
        "    syncOptions:\n      - Delete=false\n      - Prune=false\n",
    );
    const again = await run(["review", folder.path, "--env", "production"]);
    assert.doesNotMatch(
      again.out,
      /\[(cleanup-policy-skip|kept-by-argo-cd|no-prune-on-data|db-app-no-prune|app-keeps-objects)\]/,
    );
  });

  it("only shows the difference without a terminal and without --yes", async () => {
    const { out, err, code } = await run(words());
    assert.equal(code, 1);
    assert.match(
      out,
      /^ {3}collate: utf8mb4_unicode_ci\n- {2}cleanupPolicy: Delete # for now\n\+ {2}cleanupPolicy: Skip # for now$/m,
    );
    assert.match(err, /nothing was written; add --yes to write what is shown/);
    assert.equal(text("db.yaml"), unsafe);
  });

  it("asks at a terminal, and takes only a yes for one", async () => {
    const answered = async (answer: string) => {
      const questions: string[] = [];
      await runCommand(words(), {
        out: () => undefined,
        err: () => undefined,
        readStdin: () => "",
        colour: false,
        today,
        ask: (question) => {
          questions.push(question);
          return Promise.resolve(answer);
        },
      });
      assert.deepEqual(questions, ["Write this? [y/N] "]);
      return text("db.yaml") !== unsafe;
    };
    assert.equal(await answered(""), false);
    assert.equal(await answered("no"), false);
    assert.equal(await answered("y"), true);
  });

  it("leaves what a person has to decide", async () => {
    folder.write({
      "db.yaml": database("app").replace("utf8mb4_unicode_ci", "latin1_swedish_ci"),
      "app.yaml": "",
    });
    const before = text("db.yaml");
    const { err } = await run(words("--yes"));
    assert.match(err, /--fix has nothing to write/);
    assert.equal(text("db.yaml"), before);
  });

  it("leaves what is behind an anchor, with a sentence", async () => {
    const shared = "x: &spec\n  cleanupPolicy: Delete\n  mariaDbRef: {name: mariadb}\n";
    folder.write({
      "db.yaml": `${shared}${database("app").replace(/spec:[^]*$/, "spec: *spec\n")}`,
      "app.yaml": "",
    });
    const { err } = await run(words("--yes"));
    assert.match(
      err,
      /Database\/mariadb-production\/app: spec\.cleanupPolicy is left as it is, because .*db\.yaml/,
    );
  });

  it("takes back what a patch overrides", async () => {
    folder.write({
      "app.yaml": "",
      "k/db.yaml": unsafe,
      "k/kustomization.yaml":
        'resources: [db.yaml]\npatches:\n  - target: {kind: Database}\n    patch: \'[{"op": "replace", "path": "/spec/cleanupPolicy", "value": "Delete"}]\'\n',
    });
    const { err } = await run(["review", `${folder.path}/k`, "--env", "production", "--fix", "--yes"]);
    assert.match(
      err,
      /k\/db\.yaml: taken back, because the second review says: The Database "app" must not set/,
    );
    assert.equal(text("k/db.yaml"), unsafe);
  });

  it("leaves what a chart renders, and says where to set it", async () => {
    folder.write({
      "app.yaml": "",
      "db.yaml": "",
      "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
      "chart/templates/db.yaml": unsafe,
      // Renders as helm does for a template without parameters.
      "bin/helm":
        '#!/bin/sh\nfor chart; do :; done\nprintf -- "---\\n# Source: shop/templates/db.yaml\\n"\ncat "$FIX_TEMPLATE"\n',
    });
    chmodSync(`${folder.path}/bin/helm`, 0o755);
    const { PATH } = process.env;
    process.env.PATH = `${folder.path}/bin:${PATH ?? ""}`;
    process.env.FIX_TEMPLATE = `${folder.path}/chart/templates/db.yaml`;
    try {
      const { err } = await run(words("--yes"));
      assert.match(
        err,
        /Database\/mariadb-production\/app: spec\.cleanupPolicy is rendered by the chart .*chart, so --fix leaves it; set it in the values/,
      );
      assert.equal(text("chart/templates/db.yaml"), unsafe);
    } finally {
      process.env.PATH = PATH;
      Reflect.deleteProperty(process.env, "FIX_TEMPLATE");
    }
  });

  it("refuses standard input, comparisons and another writer", async () => {
    for (const [more, message] of [
      [["-"], /--fix is about the files of today/],
      [["--base", "main"], /--fix is about the files of today/],
      [["--write-baseline"], /--write-baseline and --fix write different files/],
    ] as const) {
      const { code, err } = await run(words(...more));
      assert.equal(code, 2);
      assert.match(err, message);
    }
    const { err } = await run(["review", folder.path, "--yes"]);
    assert.match(err, /--yes answers the question of --fix/);
  });
});
