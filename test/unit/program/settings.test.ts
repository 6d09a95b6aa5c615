import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { Environment, environments } from "../../../components/environments";
import { secretKeys, settingKeys } from "../../../program/setting-keys";
import { readSettings, type StackSettings } from "../../../program/settings";
import { SettingsError } from "../../../program/config-reader";

const root = join(__dirname, "../../..");
const withoutRevision = { kubeContext: "kind-dev", repositoryUrl: "https://example.com/databases.git" };
const required = { ...withoutRevision, targetRevision: "v1.2.3" };

/** The committed configuration of a stack, as the CLI hands it over. */
function committed(stack: string): Record<string, string> {
  const file = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  return Object.fromEntries(
    Object.entries(file.config).map(([key, value]) => [
      key.replace("mariadb-gitops:", ""),
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** The settings, with every secret stored as it should be. */
function settingsOf(stack: string, values: Record<string, string>): StackSettings {
  return readSettings(stack, { values, encrypted: secretKeys });
}

function problems(
  stack: string,
  values: Record<string, string>,
  encrypted: readonly string[] = secretKeys,
): readonly string[] {
  try {
    readSettings(stack, { values, encrypted });
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    return error.problems;
  }
}

describe("readSettings", () => {
  for (const environment of Object.values(Environment)) {
    it(`reads the committed stack file of ${environment}, which says what the table of defaults says`, () => {
      const settings = settingsOf(environment, { ...committed(environment), kubeContext: "kind" });
      const { delivery, secretsBackend } = environments[environment];
      assert.equal(settings.environment, environment);
      assert.deepEqual(settings.delivery.policy, {
        automated: delivery.automated,
        selfHeal: delivery.selfHeal,
      });
      if (delivery.targetRevision === undefined) {
        assert.match(settings.delivery.targetRevision, /^v\d+\.\d+\.\d+$/);
      } else {
        assert.equal(settings.delivery.targetRevision, delivery.targetRevision);
      }
      assert.equal(settings.secrets.backend, secretsBackend);
      assert.equal(settings.delivery.namespace, `mariadb-${environment}`);
      assert.deepEqual(settings.delivery.databases, [
        { name: "mariadb", path: `gitops/overlays/${environment}` },
      ]);
      assert.equal(settings.deletionProtection, true);
    });

    it(`needs nothing but the context, the repository and the revision in ${environment}`, () => {
      assert.deepEqual(problems(environment, required), []);
    });
  }

  it("refuses to guess a cluster, and says how to name one", () => {
    const [problem = ""] = problems("dev", { repositoryUrl: required.repositoryUrl });
    assert.match(problem, /^kubeContext is missing; .*pulumi config set kubeContext/);
  });

  for (const environment of [Environment.Staging, Environment.Production]) {
    it(`asks ${environment} for the release to deliver, unset or empty, and gives an example`, () => {
      for (const config of [withoutRevision, { ...withoutRevision, targetRevision: "" }]) {
        assert.deepEqual(problems(environment, config), [
          `targetRevision is missing; it is required in ${environment}, which delivers one release. ` +
            "Run: pulumi config set targetRevision v1.4.2",
        ]);
      }
    });
  }

  it("follows main in dev, unless told otherwise", () => {
    const revision = (config: Record<string, string>): string =>
      settingsOf("dev", config).delivery.targetRevision;
    assert.equal(revision(withoutRevision), "main");
    assert.equal(revision({ ...withoutRevision, targetRevision: "feature" }), "feature");
  });

  it("reports everything that is wrong at once", () => {
    const found = problems("dev", { automated: "yes", namespace: "Not_A_Name", secretsBackend: "vault" });
    const keys = found.map((problem) => problem.split(" ")[0]).sort();
    assert.deepEqual(keys, ["automated", "kubeContext", "namespace", "repositoryUrl", "secretsBackend"]);
  });

  const wrong: [string, string, string, RegExp][] = [
    ["an unknown environment", "environment", "prod", /"prod"; set one of dev, staging, production/],
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
      /"databases"; set an https, ssh or file URL/,
    ],
    ["a path that leaves the repository", "path", "../other", /set a folder inside the repository/],
    ["a list that is none", "syncGroups", "dbas", /set a list of strings/],
    ["self-heal without automatic sync", "selfHeal", "true", /self-heal needs automated sync/],
    ["a list of databases that is none", "databases", "orders", /databases must be a list/],
    ["a database without a path", "databases", '[{"name":"orders"}]', /databases\[0\]\.path is missing/],
    [
      "a field of a database that nobody knows",
      "databases",
      '[{"name":"orders","path":"orders","prune":true}]',
      /databases\[0\]\.prune is not a known field; set one of name, path, wave, users/,
    ],
    [
      "two databases of one name",
      "databases",
      '[{"name":"orders","path":"a"},{"name":"orders","path":"b"}]',
      /databases\[1\]\.name is "orders", as that of an earlier entry/,
    ],
    [
      "a sync window without a length",
      "syncWindows",
      '[{"kind":"deny","schedule":"0 0 * * *"}]',
      /syncWindows\[0\]\.duration is missing/,
    ],
    ["an unknown engine", "engine", "spinnaker", /"spinnaker"; set one of argocd, flux/],
    [
      "an escrow folder without its passphrase",
      "sealingKeyEscrowFolder",
      "key.pem",
      /sealingKeyPassphrase is missing/,
    ],
    ["charts that are no object", "charts", "[]", /charts is "\[\]"; set an object/],
    [
      "a chart that nobody installs",
      "charts",
      '{"vault":{}}',
      /charts\.vault is not a chart .* set one of argoCd, flux/,
    ],
    [
      "a chart that is no object",
      "charts",
      '{"argoCd":"10.1.1"}',
      /charts\.argoCd must be an object with the fields/,
    ],
    [
      "a field of a chart that nobody knows",
      "charts",
      '{"argoCd":{"values":{}}}',
      /charts\.argoCd\.values is not a known field; set one of repository, version, path/,
    ],
    [
      "a range of chart versions",
      "charts",
      '{"argoCd":{"version":"10.x"}}',
      /charts\.argoCd\.version is "10\.x"; set an exact version/,
    ],
    ["a mirror that is no object", "mirror", '"registry.example.com"', /mirror is .* set an object/],
    [
      "a field of the mirror that nobody knows",
      "mirror",
      '{"registry":"registry.example.com"}',
      /mirror\.registry is not a known field; set one of charts, images, imagePullSecrets/,
    ],
    [
      "a mirror of images with a scheme",
      "mirror",
      '{"images":"https://registry.example.com"}',
      /mirror\.images is "https:.*set a registry and folder without a scheme/,
    ],
    [
      "a mirror of charts without one",
      "mirror",
      '{"charts":"registry.example.com/charts"}',
      /mirror\.charts is .*; set an https:\/\/ or oci:\/\/ address/,
    ],
    [
      "a pull secret that is no name",
      "mirror",
      '{"imagePullSecrets":["My Login"]}',
      /mirror\.imagePullSecrets has "My Login"; set the name of a Secret/,
    ],
    ["a bucket name with capitals", "backupBucket", "Backups", /set a bucket name/],
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

  it("never prints a password, also when the URL is wrong in another way", () => {
    const found = problems("dev", { ...required, repositoryUrl: "ftp://user:hunter2@example.com/x.git" });
    assert.match(found.join(), /carries credentials/);
    assert.ok(!found.join().includes("hunter2"));
  });

  for (const key of secretKeys) {
    it(`refuses ${key} in clear, and does not print it`, () => {
      const found = problems("dev", { ...required, [key]: "hunter2" }, []);
      assert.ok(
        found.some((problem) => problem.startsWith(`${key} is stored in plaintext`)),
        found.join("\n"),
      );
      assert.ok(!found.join().includes("hunter2"));
    });
  }

  it("refuses a Teams address that is no URL, and does not print it", () => {
    const found = problems("dev", { ...required, teamsWebhookUrl: "hunter2" });
    assert.match(found.join(), /teamsWebhookUrl must be an https URL/);
    assert.ok(!found.join().includes("hunter2"));
  });

  it("leaves Argo CD's sync policy out on Flux, and moves to Flux's namespace", () => {
    const settings = settingsOf("production", { ...required, engine: "flux" });
    assert.equal(settings.delivery.policy, undefined);
    assert.equal(settings.engine.namespace, "flux-system");
  });

  it("runs the engine in several replicas in production only, unless told otherwise", () => {
    const ha = (stack: string, config = {}) =>
      settingsOf(stack, { ...required, ...config }).engine.highAvailability;
    assert.deepEqual(
      Object.values(Environment).map((stack) => ha(stack)),
      [false, false, true],
    );
    assert.equal(ha("dev", { highAvailability: "true" }), true);
  });

  it("asks for the environment when the stack has another name", () => {
    const [problem = ""] = problems("eu-west", required);
    assert.match(problem, /^environment is "eu-west"; set one of/);
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
