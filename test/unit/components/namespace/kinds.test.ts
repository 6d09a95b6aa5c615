import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parseAllDocuments } from "yaml";

import { deliveredKinds, oneTimeKinds, rulesFor } from "../../../../components/delivery/kinds";
import { mariadbKinds } from "../../../../schemas/mariadb";
import { needShared } from "../../../support/shared";

const operatorKinds = [...deliveredKinds, ...oneTimeKinds].filter(({ group }) => group === "k8s.mariadb.com");

/** The parts of a CRD that name its kind. */
interface Definition {
  kind?: string;
  spec?: { group: string; scope: string; names: { kind: string; plural: string } };
}

describe("the kinds that are delivered", () => {
  it("are, with those that act once, all kinds of the operator, under their plurals", () => {
    const ours = Object.fromEntries(operatorKinds.map(({ kind, plural }) => [kind, plural]));
    const theirs = Object.fromEntries(Object.values(mariadbKinds).map(({ kind, plural }) => [kind, plural]));
    assert.deepEqual(ours, theirs);
  });

  it("have the plurals of the official CRDs, and are namespaced", function () {
    const folder = needShared(this, "crds");
    const official = readdirSync(folder).flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), "utf8")).map((one) => one.toJS() as Definition),
    );
    for (const { group, kind, plural } of [...deliveredKinds, ...oneTimeKinds]) {
      if (group === "") {
        continue;
      }
      const found = official.find(({ spec }) => spec?.group === group && spec.names.kind === kind);
      assert.equal(found?.spec?.names.plural, plural, kind);
      assert.equal(found.spec.scope, "Namespaced", kind);
    }
  });

  it("hold nothing that acts once, no Secret, and nothing that grants rights", () => {
    const kinds = deliveredKinds.map(({ kind }) => kind);
    for (const kind of ["Restore", "SqlJob", "Secret", "Role", "RoleBinding", "Namespace", "Pod", "Job"]) {
      assert.ok(!kinds.includes(kind), kind);
    }
  });

  it("hold every kind of the overlays", () => {
    const root = join(__dirname, "../../../../gitops");
    const kinds = ["base", "overlays"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".yaml"))
        .flatMap((file) => parseAllDocuments(readFileSync(join(root, folder, file), "utf8")))
        .map((one) => (one.toJS() as Definition).kind ?? ""),
    );
    const known = [...deliveredKinds.map(({ kind }) => kind), "Kustomization"];
    assert.deepEqual(
      [...new Set(kinds)].filter((kind) => !known.includes(kind)),
      [],
    );
  });
});

describe("rulesFor", () => {
  it("makes one rule for each API group", () => {
    const rules = rulesFor(deliveredKinds, ["get"]);
    assert.deepEqual(
      rules.map(({ apiGroups }) => apiGroups),
      [["k8s.mariadb.com"], ["external-secrets.io"], ["bitnami.com"], [""]],
    );
    assert.deepEqual(rules.at(-1), {
      apiGroups: [""],
      resources: ["configmaps", "serviceaccounts"],
      verbs: ["get"],
    });
  });
});
