import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import { accessCommand } from "../../bin/access";
import { dataResources, whoMay, type AccessReport } from "../../safety/access";
import type { Value } from "../../safety";
import { waitFor } from "../../sandbox/ground/wait";
import { buildMinutes, sandboxForTests, type TestSandbox } from "../support/sandbox";
import { skip } from "../support/skip";

const group = "rbac.authorization.k8s.io";
const apiVersion = `${group}/v1`;
const home = "access-tests";

/** A role as the chart of mariadb-operator ships it, aggregated to edit. */
const shipped = {
  apiVersion,
  kind: "ClusterRole",
  metadata: { name: "access-tests-edit", labels: { [`${group}/aggregate-to-edit`]: "true" } },
  rules: [
    { apiGroups: ["k8s.mariadb.com"], resources: ["*"], verbs: ["create", "update", "patch", "delete"] },
  ],
};
const custom = (name: string, rules: object[]) => ({
  apiVersion,
  kind: "ClusterRole",
  metadata: { name: `access-tests-${name}` },
  rules,
});
const bind = (user: string, role: string, namespace?: string) => ({
  apiVersion,
  kind: namespace === undefined ? "ClusterRoleBinding" : "RoleBinding",
  metadata: { name: `access-tests-${user}`, ...(namespace === undefined ? {} : { namespace }) },
  roleRef: { apiGroup: group, kind: "ClusterRole", name: role },
  subjects: [{ apiGroup: group, kind: "User", name: user }],
});
const users = [
  "editor",
  "admin",
  "viewer",
  "on-duty",
  "collector",
  "namer",
  "impostor",
  "everything",
  "starred",
];
const objects = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: home } },
  shipped,
  custom("on-duty", [
    { apiGroups: ["k8s.mariadb.com"], resources: ["mariadbs"], verbs: ["get", "confirm-deletion"] },
  ]),
  custom("collector", [
    { apiGroups: [""], resources: ["persistentvolumes", "secrets"], verbs: ["deletecollection"] },
  ]),
  custom("namer", [
    {
      apiGroups: [""],
      resources: ["secrets"],
      resourceNames: ["one"],
      verbs: ["delete", "deletecollection"],
    },
  ]),
  custom("impostor", [{ apiGroups: ["*"], resources: ["*"], verbs: ["impersonate", "bind"] }]),
  custom("starred", [{ apiGroups: ["k8s.mariadb.com"], resources: ["*"], verbs: ["*"] }]),
  bind("editor", "edit", home),
  bind("admin", "admin", home),
  bind("viewer", "view"),
  bind("on-duty", "access-tests-on-duty", home),
  bind("collector", "access-tests-collector", home),
  bind("namer", "access-tests-namer", home),
  bind("impostor", "access-tests-impostor"),
  bind("everything", "cluster-admin"),
  bind("starred", "access-tests-starred", home),
];

describe("the list of who may delete or restore what, on a real API server", function () {
  this.timeout(180_000);
  let sandbox: TestSandbox;
  let report: AccessReport;

  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await sandboxForTests();
    for (const object of objects) {
      await sandbox.cluster.apply(object);
    }
    await waitFor(
      "the role edit to be added up",
      async () =>
        JSON.stringify(
          await sandbox.cluster.read({ apiVersion, kind: "ClusterRole", metadata: { name: "edit" } }),
        ).includes("k8s.mariadb.com"),
      { seconds: 60 },
    );
    const listed = await Promise.all([
      ...["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"].map((kind) =>
        sandbox.cluster.list(apiVersion, kind),
      ),
    ]);
    report = whoMay(listed.flat() as unknown as Value[], [], [home]);
  });
  after(async () => {
    for (const object of objects.filter(({ kind }) => kind !== "Namespace").reverse()) {
      await sandbox.cluster.delete(object);
    }
  });

  it("finds nobody but the control plane in a cluster that nobody has changed", () => {
    const strangers = report.accesses.filter(
      ({ expected, subject }) => !expected && !users.some((user) => subject === `User:${user}`),
    );
    assert.deepEqual(strangers, []);
  });

  it("agrees with the API server about every user, power and kind", async () => {
    const deeds: readonly (readonly [string, string, string, string])[] = [
      ...dataResources.flatMap(({ group: of, resource }) => [
        ["delete", "delete", of, resource] as const,
        ["delete", "deletecollection", of, resource] as const,
        ["confirm", "confirm-deletion", of, resource] as const,
      ]),
      ["restore", "create", "k8s.mariadb.com", "restores"],
      ["sql", "create", "k8s.mariadb.com", "sqljobs"],
      ["impersonate", "impersonate", "", "users"],
      ["impersonate", "impersonate", "", "serviceaccounts"],
      ["impersonate", "create", "", "serviceaccounts/token"],
      ...["clusterroles", "roles"].flatMap((resource) =>
        ["bind", "escalate"].map((verb) => ["escalate", verb, group, resource] as const),
      ),
      ["admission", "delete", "admissionregistration.k8s.io", "validatingadmissionpolicies"],
      ["admission", "patch", "admissionregistration.k8s.io", "validatingadmissionpolicybindings"],
    ];
    const wrong: string[] = [];
    for (const user of users) {
      for (const power of new Set(deeds.map(([one]) => one))) {
        const said = report.accesses.filter((one) => one.subject === `User:${user}` && one.power === power);
        for (const resource of new Set(deeds.filter(([one]) => one === power).map((deed) => deed[3]))) {
          const asked = deeds.filter((deed) => deed[0] === power && deed[3] === resource);
          const answers = await Promise.all(asked.map(([, verb, of, name]) => may(user, verb, of, name)));
          const listed = said.some(
            ({ resources }) => resources.includes(resource) || resources.includes("*"),
          );
          if (answers.includes(true) !== listed) {
            wrong.push(`${user} ${power} ${resource}: the API server says ${String(answers.includes(true))}`);
          }
        }
      }
    }
    assert.deepEqual(wrong, []);
  });

  /** Cluster-scoped kinds are asked for without a namespace, as in their requests. */
  async function may(user: string, verb: string, of: string, name: string): Promise<boolean> {
    const [resource = "", subresource] = name.split("/");
    const global =
      dataResources.some((one) => one.group === of && one.resource === name && one.cluster === true) ||
      (of === "" && name === "users") ||
      of === "admissionregistration.k8s.io";
    return sandbox.cluster.mayAccess({
      user,
      groups: ["system:authenticated"],
      resourceAttributes: {
        namespace: global ? "" : home,
        verb,
        group: of,
        resource,
        ...(subresource === undefined ? {} : { subresource }),
      },
    });
  }

  it("names the object where a rule does", () => {
    const namer = report.accesses.filter(({ subject }) => subject === "User:namer");
    assert.deepEqual(
      namer.map(({ power, resources }) => `${power} ${resources.join()}`),
      ["delete secrets/one"],
    );
  });

  it("is what the command prints of a cluster, with kubectl, and ends with 1 for who is not expected", async function () {
    if (spawnSync("kubectl", ["version", "--client"]).status !== 0) {
      skip(this, "kubectl is not on PATH");
    }
    const run = async (...words: string[]) => {
      const out: string[] = [];
      const err: string[] = [];
      const world = {
        out: (text: string) => out.push(text),
        err: (text: string) => err.push(text),
        readStdin: () => "",
        colour: false,
        today: "2026-01-01",
      };
      const place = ["--kubeconfig", sandbox.kubeconfig, "--namespace", home];
      const code = await accessCommand([...place, ...words], world);
      return { code, out: out.join("\n"), err: err.join("\n") };
    };
    const listed = await run("--json");
    assert.equal(listed.code, 1);
    const { accesses } = JSON.parse(listed.out) as AccessReport;
    assert.deepEqual(accesses, report.accesses);
    const table = await run();
    assert.match(
      table.out,
      /NOT EXPECTED +User:editor +restore +access-tests +restores +RoleBinding\/access-tests\/access-tests-editor -> ClusterRole\/edit \(from access-tests-edit\)/,
    );
    const named = await run(...users.flatMap((user) => ["--expect", `User:${user}`]));
    assert.equal(named.code, 0, named.out);
    const elsewhere = await run("--context", "nowhere");
    assert.equal(elsewhere.code, 2);
    assert.match(elsewhere.err, /The cluster cannot be asked with kubectl: .*nowhere/);
  });
});
