import assert from "node:assert/strict";
import { previewBatch } from "../../../review/preview";
import { UNKNOWN } from "../../../safety";
import { findings, run, scratch } from "./support";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function step(op: string, name: string, type: string, inputs: object, state: object = {}) {
  const urn = `urn:pulumi:production::shop::${type}::${name}`;
  const full = { urn, type, inputs, ...state };
  return {
    op,
    urn,
    ...(op === "create" ? {} : { oldState: full }),
    ...(op === "delete" ? {} : { newState: full }),
  };
}

const application = "kubernetes:argoproj.io/v1alpha1:Application";

function batch(...steps: object[]) {
  return previewBatch(JSON.stringify({ steps }, undefined, 2), "p.json", undefined);
}

describe("previewBatch", () => {
  it("reads the stack, the resources and their options", () => {
    const { environment, resources } = batch(
      step("create", "a", application, { spec: { project: "x" } }, { protect: true }),
      step("same", "b", "aws:s3/bucket:Bucket", { bucket: "b" }),
    );
    assert.equal(environment, "production");
    assert.deepEqual(resources?.get(0), {
      type: application,
      name: "a",
      options: { protect: true },
      object: { apiVersion: "argoproj.io/v1alpha1", kind: "Application", spec: { project: "x" } },
    });
    assert.deepEqual(resources.get(1)?.options, { protect: false });
  });

  it("reads what is not known yet, and what is secret, as unknown", () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: '"x"',
    };
    const { after } = batch(
      step("create", "a", "kubernetes:core/v1:Secret", {
        a: unknown,
        b: "[secret]",
        c: [secret, { d: unknown, n: null, e: 1 }],
        __defaults: [],
      }),
    );
    assert.deepEqual(after[0]?.object, {
      apiVersion: "v1",
      kind: "Secret",
      a: UNKNOWN,
      b: UNKNOWN,
      c: [UNKNOWN, { d: UNKNOWN, n: null, e: 1 }],
    });
  });

  it("takes the state for the earlier revision, and a replacement for one resource", () => {
    const { before, after } = batch(
      step("delete", "a", application, {}),
      step("create-replacement", "b", application, {}),
      step("replace", "b", application, {}),
      step("delete-replaced", "b", application, {}),
      { op: "weird" },
    );
    assert.equal(before?.length, 2);
    assert.equal(after.length, 1);
  });
});

describe("--preview", () => {
  const folder = scratch();
  const file = `${folder.path}/preview.json`;
  after(() => {
    folder.remove();
  });

  it("applies object, set and resource rules, at the line of the resource", async () => {
    const steps = [
      step("create", "delivery", application, {
        metadata: { name: "mariadb" },
        spec: { project: "databases", syncPolicy: { automated: { prune: true } } },
      }),
    ];
    folder.write({ "preview.json": JSON.stringify({ steps }, undefined, 2) });
    const found = (await findings(["--preview", file])).join("\n");
    assert.match(found, /error db-app-no-prune .*preview\.json:\d+:\d+/);
    assert.match(found, /error protect-production-data /);
    assert.doesNotMatch(found, /preview\.json:1:1$/m);
    const { out } = await run(["review", "--preview", file]);
    assert.match(out, /The Application "delivery"/);
  });

  it("is held to the environment of the command line, then of the stack", async () => {
    const metadata = { finalizers: ["resources-finalizer.argocd.argoproj.io"] };
    folder.write({
      "preview.json": JSON.stringify({ steps: [step("create", "a", application, { metadata })] }),
    });
    const level = (found: readonly string[]) =>
      found.find((line) => line.includes("db-app-no-cascade-finalizer"))?.split(" ")[0];
    assert.equal(level(await findings(["--preview", file])), "error");
    assert.equal(level(await findings(["--preview", file, "--env", "dev"])), "warning");
  });

  it("refuses other files", async () => {
    for (const [text, message] of [
      ["not json", /is not JSON/],
      ["[]", /has no steps/],
      ['{"steps": []}', /has no steps/],
    ] as const) {
      folder.write({ "preview.json": text });
      const { code, err } = await run(["review", "--preview", file]);
      assert.equal(code, 2);
      assert.match(err, message);
    }
    assert.match((await run(["review", "--preview", "none.json"])).err, /none\.json cannot be read/);
  });
});
