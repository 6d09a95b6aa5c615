import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { Environment, environments } from "../../../components";
import { SettingsError } from "../../../program/config-reader";
import { readSettings, settingKeys } from "../../../program/settings";

const root = join(__dirname, "../../..");
const required = { kubeContext: "kind-dev", repositoryUrl: "https://example.com/databases.git" };

/** The committed configuration of a stack, as the CLI hands it over. */
function committed(stack: string): Record<string, string> {
  const file = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  return Object.fromEntries(
    Object.entries(file.config).map(([key, value]) => [key.replace("mariadb-gitops:", ""), String(value)]),
  );
}

function problems(stack: string, config: Record<string, string>): readonly string[] {
  try {
    readSettings(stack, config);
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    return error.problems;
  }
}

describe("readSettings", () => {
  for (const environment of Object.values(Environment)) {
    it(`reads the committed stack file of ${environment}, which says what the table of defaults says`, () => {
      const settings = readSettings(environment, { ...committed(environment), kubeContext: "kind" });
      const { delivery, secretsBackend } = environments[environment];
      assert.equal(settings.environment, environment);
      assert.equal(settings.automated, delivery.automated);
      assert.equal(settings.selfHeal, delivery.selfHeal);
      assert.equal(settings.source.targetRevision, delivery.targetRevision);
      assert.equal(settings.secretsBackend, secretsBackend);
      assert.equal(settings.namespace, `mariadb-${environment}`);
      assert.equal(settings.source.path, `gitops/overlays/${environment}`);
    });

    it(`needs nothing but the context and the repository in ${environment}`, () => {
      assert.deepEqual(problems(environment, required), []);
    });
  }

  it("refuses to guess a cluster, and says how to name one", () => {
    const [problem = ""] = problems("dev", { repositoryUrl: required.repositoryUrl });
    assert.match(problem, /^kubeContext is missing; .*pulumi config set kubeContext/);
  });

  it("reports everything that is wrong at once", () => {
    const found = problems("dev", { automated: "yes", namespace: "Not_A_Name", secretsBackend: "vault" });
    const keys = found.map((problem) => problem.split(" ")[0]).sort();
    assert.deepEqual(keys, ["automated", "kubeContext", "namespace", "repositoryUrl", "secretsBackend"]);
  });

  const wrong: [string, string, string, RegExp][] = [
    ["an unknown environment", "environment", "prod", /"prod"; write one of dev, staging, production/],
    ["a misspelt key", "targetRevison", "main", /targetRevison is not a key of this project/],
    ["a prune switch, which does not exist", "prune", "true", /prune is not a key/],
    [
      "credentials in the repository URL",
      "repositoryUrl",
      "https://user:pw@example.com/x.git",
      /carries credentials/,
    ],
    [
      "a repository that is no URL",
      "repositoryUrl",
      "databases",
      /"databases"; write an https, ssh or file URL/,
    ],
    ["a path that leaves the repository", "path", "../other", /write a folder inside the repository/],
    ["a list that is none", "syncGroups", "dbas", /write a list of texts/],
    ["self-heal without automatic sync", "selfHeal", "true", /self-heal needs automated sync/],
    ["a bucket name with capitals", "backupBucket", "Backups", /write a bucket name/],
  ];
  for (const [what, key, value, message] of wrong) {
    it(`refuses ${what}`, () => {
      const found = problems("production", { ...required, [key]: value });
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", message);
    });
  }

  it("never prints the credentials that it refuses", () => {
    const found = problems("dev", { ...required, repositoryUrl: "https://user:hunter2@example.com/x.git" });
    assert.ok(!found.join().includes("hunter2"));
  });

  it("asks for the environment when the stack has another name", () => {
    const [problem = ""] = problems("eu-west", required);
    assert.match(problem, /^environment is "eu-west"; write one of/);
    assert.deepEqual(problems("eu-west", { ...required, environment: "staging" }), []);
  });

  it("knows exactly the keys that Pulumi.yaml describes, each with type, default and description", () => {
    const { config } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as {
      config: Record<string, { type?: string; default?: unknown; description?: string }>;
    };
    assert.deepEqual(Object.keys(config).sort(), [...settingKeys].sort());
    for (const [key, { type, default: fallback, description }] of Object.entries(config)) {
      assert.ok(type !== undefined && fallback !== undefined && description !== undefined, key);
    }
  });

  it("reads the defaults of Pulumi.yaml as the CLI passes them on", () => {
    const { config } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as {
      config: Record<string, { default: unknown }>;
    };
    const defaults = Object.entries(config).map(([key, { default: value }]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    assert.deepEqual(
      problems("dev", { ...(Object.fromEntries(defaults) as Record<string, string>), ...required }),
      [],
    );
  });
});
