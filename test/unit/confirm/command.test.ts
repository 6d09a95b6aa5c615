import assert from "node:assert/strict";

import type { Answer, ClusterApi } from "../../../confirm/cluster";
import { confirmCommand } from "../../../confirm/command";

const uid = "6f1cd3a0-0000-4000-8000-000000000001";
const date = new Date("2026-01-31T12:00:00Z");
const path = "/apis/k8s.mariadb.com/v1alpha1/namespaces/mariadb-staging/databases/app";
const guard =
  "ValidatingAdmissionPolicy 'mariadb-gitops-staging-databases' with binding 'b' denied request: ";

const answer = (status: number, body: object = {}): Answer => ({ status, body: { ...body }, date });
const said = (status: number, message: string): Answer => answer(status, { message });
const resource = (name: string, kind: string, extra: object = {}) => ({
  resource: name,
  responseKind: { kind },
  scope: "Namespaced",
  singularResource: kind.toLowerCase(),
  ...extra,
});
const group = (name: string, ...resources: object[]) => ({
  metadata: { name },
  versions: [
    { version: "v1alpha1", resources },
    { version: "v1", resources },
  ],
});

/** An API server that knows one Database, with some of its answers replaced. */
function server(replaced: Readonly<Record<string, Answer>> = {}) {
  const sent: { path: string; body: object }[] = [];
  const answers: Record<string, Answer> = {
    "GET /api": answer(200, { items: [group("", resource("secrets", "Secret"))] }),
    "GET /apis": answer(200, {
      items: [
        group(
          "k8s.mariadb.com",
          resource("databases", "Database", { shortNames: ["dmdb"] }),
          resource("backups", "Backup"),
        ),
        group("velero.io", resource("backups", "Backup"), resource("restores", "Restore")),
        group("example.com", resource("restores", "Restore")),
      ],
    }),
    [`GET ${path}`]: answer(200, {
      metadata: { uid, creationTimestamp: "2025-12-31T12:00:00Z" },
      spec: { cleanupPolicy: "Skip" },
    }),
    [`PATCH ${path}?dryRun=All`]: said(403, `${guard}it does not begin with the uid`),
    "POST /apis/authentication.k8s.io/v1/selfsubjectreviews": answer(201, {
      status: { userInfo: { username: "jane@example.com" } },
    }),
    [`PATCH ${path}`]: answer(200),
    ...replaced,
  };
  const send = async (method: string, to: string, body?: object): Promise<Answer> => {
    if (body !== undefined) {
      sent.push({ path: to, body });
    }
    return Promise.resolve(answers[`${method} ${to}`] ?? said(404, `${to} not found`));
  };
  const api: ClusterApi = {
    server: "https://cluster.example.com",
    namespace: "mariadb-staging",
    get: async (to) => send("GET", to),
    post: async (to, body) => send("POST", to, body),
    patch: async (to, body) => send("PATCH", to, body),
  };
  return { api, sent };
}

interface Run {
  readonly words?: string;
  readonly typed?: string | undefined;
  readonly answers?: Readonly<Record<string, Answer>>;
}

async function run({ words = "database/app", typed = "app", answers = {} }: Run) {
  const { api, sent } = server(answers);
  const lines = { out: [] as string[], err: [] as string[] };
  const code = await confirmCommand(words.split(" "), {
    out: (text) => lines.out.push(text),
    err: (text) => lines.err.push(text),
    ask: async () => Promise.resolve(typed),
    connect: async () => Promise.resolve(api),
  });
  return { code, sent, out: lines.out.join("\n"), err: lines.err.join("\n") };
}

describe("mariadb-gitops confirm", () => {
  it("shows the object, asks for its name, and writes uid, person and end", async () => {
    const { code, sent, out, err } = await run({});
    assert.equal(code, 0, err);
    assert.equal(out, "confirmed until 2026-01-31T12:30:00Z");
    assert.match(err, /You confirm the deletion of Database mariadb-staging\/app\n/);
    assert.match(err, /cluster {2}https:\/\/cluster.example.com\n/);
    assert.match(err, /there for 31 days\n/);
    assert.match(err, /What the operator does then cannot be undone.\n {2}Its cleanupPolicy is Skip.\n/);
    assert.deepEqual(sent.at(-1), {
      path,
      body: {
        metadata: {
          uid,
          labels: { "mariadb-gitops.dev/confirmation": "true" },
          annotations: {
            "mariadb-gitops.dev/confirm-deletion": `${uid} jane@example.com 2026-01-31T12:30:00Z`,
          },
        },
      },
    });
  });

  it("has a key of its own for weakening, and leaves a full hour the lateness of the guard's clock", async () => {
    const { out, err, sent } = await run({ words: "dmdb.k8s.mariadb.com/app --weakening --for 1h --yes" });
    assert.equal(out, "confirmed until 2026-01-31T12:59:30Z");
    assert.match(err, /You confirm the weakening of Database/);
    assert.ok(JSON.stringify(sent.at(-1)).includes('"mariadb-gitops.dev/confirm-weakening":'));
  });

  const usage: Readonly<Record<string, readonly [string, RegExp]>> = {
    "no object": ["--yes", /name one object as KIND\/NAME/],
    "a kind without a name": ["database app", /name one object as KIND\/NAME/],
    "more than an hour": ["database/app --for 61m", /--for 61m is too long; a confirmation counts for 1h/],
    "no duration": ["database/app --for 1d", /--for 1d is not a duration; use a number with its unit/],
    "no time at all": ["database/app --for 0s", /--for 0s is not a duration/],
    "an unknown option": ["database/app --force", /--force/],
  };
  for (const [what, [words, message]] of Object.entries(usage)) {
    it(`ends with 2 and its usage on ${what}, before it connects`, async () => {
      const { code, sent, err } = await run({ words });
      assert.equal(code, 2);
      assert.match(err, message);
      assert.match(err, /\n\nUsage: mariadb-gitops confirm/);
      assert.deepEqual(sent, []);
    });
  }

  const dry = `PATCH ${path}?dryRun=All`;
  const problems: Readonly<Record<string, readonly [Run, RegExp]>> = {
    "an unknown kind": [{ words: "databse/app" }, /^The API server serves no kind databse; kubectl api-res/],
    "a kind of two groups": [{ words: "restore/a" }, /may be restores.velero.io, restores.example.com; name/],
    "an object that is not there": [
      { words: "database/gone" },
      /^Database mariadb-staging\/gone does not exist in the cluster at https:\/\/cluster.example.com.$/,
    ],
    "an object that may not be read": [
      { answers: { [`GET ${path}`]: said(403, 'User "jane" cannot get resource') } },
      /^Database mariadb-staging\/app cannot be read: User "jane" cannot get resource$/,
    ],
    "an object that may not be changed": [
      { answers: { [dry]: said(403, 'User "jane" cannot patch resource') } },
      /^Database mariadb-staging\/app cannot be changed: User "jane" cannot patch resource$/,
    ],
    "an unprotected object": [{ answers: { [dry]: answer(200) } }, /app is not protected: no deletion guard/],
    "a person without the verb": [
      { answers: { [`PATCH ${path}`]: said(403, `${guard}this user may not confirm-deletion databases`) } },
      /You are jane@example.com, and no role allows you the verb confirm-deletion on databases.k8s.mariadb.com/,
    ],
    "a guard without a clock": [
      { answers: { [`PATCH ${path}`]: said(422, `${guard}no params found for policy binding`) } },
      /The deletion guard has no clock: the Lease that tells it the time does not exist/,
    ],
    "a clock that stands still": [
      { answers: { [`PATCH ${path}`]: said(403, `${guard}it reaches further than one hour ahead`) } },
      /clock does not tell the time of the API server, which is 2026-01-31T12:00:00.000Z: the Lease is not/,
    ],
    "another object of the name by now": [
      { answers: { [`PATCH ${path}`]: said(409, "Precondition failed") } },
      /Database app is no longer the object that you looked at/,
    ],
    "any other refusal": [
      { answers: { [`PATCH ${path}`]: said(500, "etcd is down") } },
      /The confirmation of Database app was refused: etcd is down/,
    ],
    "another name at the terminal": [{ typed: "ap" }, /That is not app; nothing was confirmed.$/],
  };
  for (const [what, [given, message]] of Object.entries(problems)) {
    it(`ends with 1 and one sentence on ${what}`, async () => {
      const { code, out, err } = await run(given);
      assert.equal(code, 1, err);
      assert.equal(out, "");
      assert.match(err.split("\n").at(-1) ?? "", message);
      assert.ok(!err.includes("    at "), "no stack");
    });
  }

  it("takes the kind that the guard knows where others have the name, too", async () => {
    const backup = path.replace("databases/app", "backups/nightly");
    const { code, err } = await run({
      words: "backup/nightly --yes",
      answers: {
        [`GET ${backup}`]: answer(200, { metadata: { uid, creationTimestamp: "2025-12-31T12:00:00Z" } }),
        [`PATCH ${backup}?dryRun=All`]: said(403, guard),
        [`PATCH ${backup}`]: answer(200),
      },
    });
    assert.equal(code, 0, err);
  });

  it("says that nothing was confirmed when the cluster does not answer, or when it may not ask", async () => {
    const lines: string[] = [];
    const world = { out: (text: string) => lines.push(text), err: (text: string) => lines.push(text) };
    const refused = new Error("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:6443") });
    const connect = async (): Promise<ClusterApi> => Promise.reject(refused);
    assert.equal(await confirmCommand(["database/app"], { ...world, ask: undefined, connect }), 1);
    assert.deepEqual(lines, ["Not confirmed: fetch failed: connect ECONNREFUSED 127.0.0.1:6443"]);
    const { api } = server();
    const known = async (): Promise<ClusterApi> => Promise.resolve(api);
    assert.equal(await confirmCommand(["database/app"], { ...world, ask: undefined, connect: known }), 1);
    assert.equal(lines.at(-1), "There is no terminal to ask at; add --yes if you mean it.");
    assert.equal(await confirmCommand(["--help"], { ...world, ask: undefined, connect }), 0);
  });
});
