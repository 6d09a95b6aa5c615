import assert from "node:assert/strict";
import { database, findings, pruning, run, scratch, today } from "./support";

/** An Application whose deletion deletes its objects: a warning in dev, an error from staging on. */
const cascading = (metadata: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: mariadb
  finalizers: [resources-finalizer.argocd.argoproj.io]
${metadata}
spec:
  project: databases
`;

describe("the rules over manifests", () => {
  const folder = scratch();
  const at = (name: string) => `${folder.path}/${name}`;
  after(() => {
    folder.remove();
  });

  /** What is found by a rule in a text. */
  async function found(rule: string, text: string, ...words: string[]): Promise<string[]> {
    folder.write({ "a.yaml": text });
    const all = await findings([at("a.yaml"), ...words]);
    return all.filter((line) => line.includes(` ${rule} `)).map((line) => line.replace(/ .*a\.yaml/, ""));
  }

  it("find in the level of the environment", async () => {
    const text = cascading("  labels: {}");
    assert.deepEqual(await found("db-app-no-cascade-finalizer", text, "--env", "dev"), ["warning:5:16"]);
    assert.deepEqual(await found("db-app-no-cascade-finalizer", text, "--env", "production"), ["error:5:16"]);
    assert.deepEqual(await found("db-app-no-cascade-finalizer", text), ["error:5:16"]);
  });

  it("hold an object whose label is stricter to its own level", async () => {
    const text = cascading("  labels: {mariadb-gitops.dev/environment: production}");
    assert.deepEqual(await found("db-app-no-cascade-finalizer", text, "--env", "dev"), ["error:5:16"]);
  });

  it("accept a valid exception on the object, and report an expired one", async () => {
    const exception = (until: string) =>
      cascading(
        `  annotations:\n    exceptions.mariadb-gitops.dev/db-app-no-cascade-finalizer: "until=${until}; reason=moving"`,
      );
    assert.deepEqual(await found("db-app-no-cascade-finalizer", exception("2026-02-01")), []);
    assert.equal((await found("db-app-no-cascade-finalizer", exception("2026-01-01"))).length, 1);
    assert.deepEqual(await found("exception-valid", exception("2026-01-01")), ["error:7:5"]);
  });

  it("accept an exception in the configuration, and report one without a reason", async () => {
    const configure = (reason: string) => {
      const exceptions = [{ object: "Application//mariadb", reason, until: "2026-02-01" }];
      folder.write({ "config.json": JSON.stringify({ "db-app-no-cascade-finalizer": { exceptions } }) });
    };
    configure("moving");
    assert.deepEqual(
      await found("db-app-no-cascade-finalizer", cascading(""), "--config", at("config.json")),
      [],
    );
    configure(" ");
    assert.equal(
      (await found("db-app-no-cascade-finalizer", cascading(""), "--config", at("config.json"))).length,
      1,
    );
    assert.equal((await found("exception-valid", cascading(""), "--config", at("config.json"))).length, 1);
  });

  it("take level and environment from the configuration; the command line's environment goes first", async () => {
    const count = async (settings: object, ...words: string[]) => {
      folder.write({ "config.json": JSON.stringify({ "db-app-no-cascade-finalizer": settings }) });
      return found("db-app-no-cascade-finalizer", cascading(""), "--config", at("config.json"), ...words);
    };
    assert.deepEqual(await count({ enforcementLevel: "advisory" }), ["warning:5:16"]);
    assert.deepEqual(await count({ enforcementLevel: "disabled" }), []);
    assert.deepEqual(await count({ environment: "dev" }), ["warning:5:16"]);
    assert.deepEqual(await count({ environment: "dev" }, "--env", "production"), ["error:5:16"]);
  });

  it("look for relations in everything of one environment, and not across", async () => {
    const secret = (kind: string, namespace: string) =>
      `apiVersion: ${kind === "SealedSecret" ? "bitnami.com/v1alpha1" : "external-secrets.io/v1"}
kind: ${kind}
metadata: {name: mariadb, namespace: ${namespace}}
spec: {}
`;
    folder.write({
      "dev.yaml": secret("SealedSecret", "dev"),
      "also-dev.yaml": secret("ExternalSecret", "dev"),
      "staging.yaml": secret("ExternalSecret", "staging"),
    });
    const producers = async (...files: string[]) =>
      (await findings(files.map(at))).filter((line) => line.includes("one-secret-producer")).length;
    assert.equal(await producers("dev.yaml", "also-dev.yaml"), 2);
    assert.equal(await producers("dev.yaml", "staging.yaml"), 0);
  });

  it("read standard input", async () => {
    const { code, out, err } = await run(["review", "-"], { stdin: pruning });
    assert.equal(code, 1);
    assert.match(out, /^stdin:6:3: error \[db-app-no-prune\]/m);
    assert.match(
      err,
      /note: stdin: no label, namespace or path names the environment, so production is assumed/,
    );
  });

  it("say once what a rule and the schema both find", async () => {
    const text = database("a").replace("k8s.mariadb.com/v1alpha1", "mariadb.mmontes.io/v1alpha1");
    assert.deepEqual(await found("mariadb-api-group", text), ["error:1:1"]);
    assert.deepEqual(await found("schema", text), []);
    folder.write({ "config.json": '{"mariadb-api-group": "disabled"}' });
    assert.deepEqual(await found("schema", text, "--config", at("config.json")), ["error:1:1"]);
  });

  it("never print control characters of a manifest", async () => {
    const text = pruning.replace("name: databases", 'name: "a\\u001b[2J\\n::error::b"');
    const { out } = await run(["review", "-"], { stdin: text });
    assert.ok(!out.includes("\u001b"));
    assert.doesNotMatch(out, /^::error/m);
  });

  it("pass what is well written", async () => {
    assert.deepEqual(await found("schema", database("a")), []);
    assert.equal(today.length, 10);
  });
});
