import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parseAllDocuments } from "yaml";

import { accessCommand } from "../../../bin/access";
import { guardCommand } from "../../../bin/guard";
import { scratch } from "../review/support";

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
async function run(command: "access" | "guard", words: readonly string[], stdin = ""): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const world = {
    out: (text: string) => out.push(text),
    err: (text: string) => err.push(text),
    readStdin: () => stdin,
    colour: false,
    today: "2026-01-01",
  };
  const code = command === "access" ? await accessCommand(words, world) : guardCommand(words, world);
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const bound = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: devs, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: devs }]
`;

describe("mariadb-gitops access", () => {
  const folder = scratch();
  before(() => {
    folder.write({
      "binding.yaml": bound,
      "broken.yaml": "a: [\n",
      "expected.txt": "# everyday\nGroup:devs # ours\n",
    });
  });
  after(() => {
    folder.remove();
  });
  const at = (name: string): string => join(folder.path, name);

  it("reads files and standard input, and ends with 1 for who is not expected", async () => {
    for (const { code, out } of [
      await run("access", [at("binding.yaml")]),
      await run("access", ["-"], bound),
    ]) {
      assert.equal(code, 1);
      assert.match(
        out,
        /NOT EXPECTED +Group:devs +delete +shop +persistentvolumeclaims secrets +RoleBinding\/shop\/devs/,
      );
    }
  });

  it("takes who is expected from a flag or a file, for single powers too", async () => {
    for (const words of [
      ["--expect", "Group:devs"],
      ["--expected", at("expected.txt")],
      ["--expect", "Group:d*=delete,impersonate"],
    ]) {
      const { code, err } = await run("access", [at("binding.yaml"), ...words]);
      assert.equal(code, 0, words.join(" "));
      assert.match(err, /Nobody but those who are expected/);
    }
    const { code, out } = await run("access", [
      at("binding.yaml"),
      "--expect",
      "Group:devs=confirm",
      "--json",
    ]);
    assert.equal(code, 1);
    const { accesses } = JSON.parse(out) as { accesses: { expected: boolean }[] };
    assert.ok(accesses.length > 0 && accesses.every(({ expected }) => !expected));
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["--expect", "devs"], /devs names no subject; use User:NAME/],
    [["--expect", "Group:devs=drop"], /unknown power drop; use delete, restore/],
    [["--expected", "absent.txt"], /--expected absent\.txt cannot be read/],
    [["absent.yaml"], /absent\.yaml does not exist/],
    [["--wrong"], /--wrong/],
  ];
  for (const [words, said] of wrong) {
    it(`refuses ${words.join(" ")}`, async () => {
      const { code, err } = await run("access", words);
      assert.equal(code, 2);
      assert.match(err, said);
    });
  }

  it("proves nothing with a file that it cannot read", async () => {
    const { code, err } = await run("access", [at("broken.yaml")]);
    assert.equal(code, 2);
    assert.match(err, /broken\.yaml:\d+ cannot be read/);
  });
});

describe("mariadb-gitops guard", () => {
  const folder = scratch();
  after(() => {
    folder.remove();
  });

  it("writes the files of the control plane whole, and prints the configuration that names their folder", async () => {
    const place = join(folder.path, "policies");
    const { code, out, err } = await run("guard", ["render", "--environment", "dev", "--static", place]);
    assert.equal(code, 0);
    assert.deepEqual(readdirSync(place).sort(), [
      "mariadb-gitops-dev-admission.yaml",
      "mariadb-gitops-dev-guard.yaml",
    ]);
    const [{ plugins }] = parseAllDocuments(out).map((document) => document.toJS() as unknown) as [
      { plugins: { configuration: { staticManifestsDir: string } }[] },
    ];
    assert.equal(plugins[0]?.configuration.staticManifestsDir, place);
    assert.match(err, /--feature-gates=ManifestBasedAdmissionControlConfig=true/);
    for (const file of readdirSync(place)) {
      const text = readFileSync(join(place, file), "utf8");
      assert.doesNotMatch(text, /[&*]a\d/, "no anchors");
      assert.ok(parseAllDocuments(text).every(({ errors }) => errors.length === 0));
    }
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /guard does nothing by itself; use guard render/],
    [["show"], /guard show is unknown; use guard render/],
    [["render"], /--environment is missing; use one of dev, staging, production/],
    [["render", "--environment", "prod"], /--environment prod is unknown; use one of/],
    [["render", "--environment", "dev", "--mode", "audit"], /--mode audit is unknown; use deny or warn/],
    [["render", "--environment", "dev", "--namespace", "Shop"], /"Shop", which no namespace can be called/],
    [
      ["render", "--environment", "dev", "--clock", "ours"],
      /--clock ours names no Lease; use NAMESPACE\/NAME/,
    ],
    [["render", "--environment", "dev", "--static", "/dev/null/x"], /\/dev\/null/],
  ];
  for (const [words, said] of wrong) {
    it(`refuses ${words.join(" ") || "nothing"}`, async () => {
      const { code, out, err } = await run("guard", words);
      assert.equal(code, 2);
      assert.equal(out, "");
      assert.match(err, said);
    });
  }
});
