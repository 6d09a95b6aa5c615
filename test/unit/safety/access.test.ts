import assert from "node:assert/strict";

import { guardManifests } from "../../../components/guard/manifests";
import { dataResources, powers, whoMay, type AccessReport } from "../../../safety/access";
import type { Value } from "../../../safety";

const api = "rbac.authorization.k8s.io/v1";
const aggregate = (to: string) => ({ [`rbac.authorization.k8s.io/aggregate-to-${to}`]: "true" });

interface RuleText {
  readonly groups?: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly names?: readonly string[];
}
function role(name: string, rule: RuleText, labels: Record<string, string> = {}, namespace?: string): Value {
  return {
    apiVersion: api,
    kind: namespace === undefined ? "ClusterRole" : "Role",
    metadata: { name, labels, ...(namespace === undefined ? {} : { namespace }) },
    rules: [
      {
        apiGroups: rule.groups ?? ["k8s.mariadb.com"],
        resources: rule.resources,
        verbs: rule.verbs,
        ...(rule.names === undefined ? {} : { resourceNames: rule.names }),
      },
    ],
  };
}
function binding(to: string, subject: Value, namespace?: string, kind = "ClusterRole"): Value {
  return {
    apiVersion: api,
    kind: namespace === undefined ? "ClusterRoleBinding" : "RoleBinding",
    metadata: { name: `b-${to}`, ...(namespace === undefined ? {} : { namespace }) },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: to },
    subjects: [subject],
  };
}
const alice = { kind: "User", name: "alice" };
const lines = ({ accesses }: AccessReport): string[] =>
  accesses.map(
    ({ subject, power, namespace, resources, expected }) =>
      `${expected ? "expected " : ""}${subject} ${power} ${namespace || "*"} ${resources.join()}`,
  );
const deleting = { resources: ["mariadbs"], verbs: ["delete"] };

describe("whoMay", () => {
  it("finds each power, and none in a role that only reads and writes", () => {
    const cases: readonly [RuleText, string][] = [
      [deleting, "delete * mariadbs"],
      [{ resources: ["databases"], verbs: ["deletecollection"] }, "delete * databases"],
      [{ resources: ["restores"], verbs: ["create"] }, "restore * restores"],
      [{ resources: ["sqljobs"], verbs: ["create"] }, "sql * sqljobs"],
      [{ resources: ["mariadbs"], verbs: ["confirm-deletion"] }, "confirm * mariadbs"],
      [{ resources: ["mariadbs"], verbs: ["confirm-weakening"] }, "confirm * mariadbs"],
      [{ groups: [""], resources: ["users"], verbs: ["impersonate"] }, "impersonate * users"],
      [
        { groups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] },
        "impersonate * serviceaccounts/token",
      ],
      [
        { groups: ["rbac.authorization.k8s.io"], resources: ["clusterroles"], verbs: ["bind"] },
        "escalate * clusterroles",
      ],
      [
        { groups: ["rbac.authorization.k8s.io"], resources: ["roles"], verbs: ["escalate"] },
        "escalate * roles",
      ],
      [
        {
          groups: ["admissionregistration.k8s.io"],
          resources: ["validatingadmissionpolicybindings"],
          verbs: ["patch"],
        },
        "admission * validatingadmissionpolicybindings",
      ],
    ];
    for (const [rule, expected] of cases) {
      assert.deepEqual(lines(whoMay([role("r", rule), binding("r", alice)], [])), [`User:alice ${expected}`]);
    }
    const harmless = { resources: ["*"], verbs: ["get", "list", "watch", "update", "patch"] };
    assert.deepEqual(lines(whoMay([role("r", harmless), binding("r", alice)], [])), []);
    const elsewhere = { ...deleting, groups: ["apps"] };
    assert.deepEqual(lines(whoMay([role("r", elsewhere), binding("r", alice)], [])), []);
  });

  it("knows every kind that the guard keeps from deletion", () => {
    // What acts on a protected server from elsewhere has powers of its own, and one ClusterRole says what is guarded.
    const others = ["references", "reach"];
    const guarded = guardManifests({ environment: "production", namespaces: ["shop"] }, true)
      .filter(({ name }) => !others.includes(name))
      .flatMap(({ policy }) => policy.spec.matchConstraints.resourceRules)
      .filter(({ operations }) => operations.includes("DELETE"))
      .flatMap(({ apiGroups, resources }) =>
        apiGroups.flatMap((group) =>
          // No subresource is deleted.
          resources.filter((one) => !one.includes("/")).map((one) => `${one}.${group}`),
        ),
      );
    const known = dataResources.map(({ group, resource }) => `${resource}.${group}`);
    assert.deepEqual(
      guarded.filter((one) => !known.includes(one)),
      [],
    );
  });

  it("reads a star as everything", () => {
    const all = { groups: ["*"], resources: ["*"], verbs: ["*"] };
    assert.deepEqual(
      lines(whoMay([role("r", all), binding("r", alice)], [])),
      powers.map((power) => `User:alice ${power} * *`),
    );
  });

  it("keeps a RoleBinding to its namespace, where it reaches nothing of the whole cluster", () => {
    const rule = {
      groups: [""],
      resources: ["persistentvolumes", "persistentvolumeclaims"],
      verbs: ["delete"],
    };
    assert.deepEqual(lines(whoMay([role("r", rule), binding("r", alice, "shop")], [])), [
      "User:alice delete shop persistentvolumeclaims",
    ]);
    assert.deepEqual(lines(whoMay([role("r", rule, {}, "shop"), binding("r", alice, "shop", "Role")], [])), [
      "User:alice delete shop persistentvolumeclaims",
    ]);
  });

  it("looks at the namespaces of databases only, named or labelled", () => {
    const objects: readonly Value[] = [
      role("r", deleting),
      binding("r", alice, "shop"),
      binding("r", alice, "other"),
    ];
    const labelled: Value = {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "shop", labels: { "mariadb-gitops.dev/protected": "true" } },
    };
    assert.equal(whoMay(objects, []).accesses.length, 2);
    assert.deepEqual(lines(whoMay([...objects, labelled], [])), ["User:alice delete shop mariadbs"]);
    assert.deepEqual(lines(whoMay(objects, [], ["other"])), ["User:alice delete other mariadbs"]);
  });

  it("names the object that a rule names, and grants no collection and no creation by it", () => {
    const named = { resources: ["mariadbs", "restores"], verbs: ["*"], names: ["old"] };
    assert.deepEqual(lines(whoMay([role("r", named), binding("r", alice)], [])), [
      "User:alice delete * mariadbs/old",
      "User:alice confirm * mariadbs/old,restores/old",
    ]);
    const collection = { ...named, verbs: ["deletecollection"] };
    assert.deepEqual(lines(whoMay([role("r", collection), binding("r", alice)], [])), []);
  });

  it("says through which role aggregation reaches edit and admin, also when nobody is bound to them", () => {
    const shipped = role(
      "mariadb-operator-edit",
      { resources: ["*"], verbs: ["create", "delete"] },
      aggregate("edit"),
    );
    const { aggregated, accesses } = whoMay([shipped, binding("admin", alice, "shop")], []);
    assert.deepEqual(
      aggregated.map(({ role: into, from, power }) => `${into} ${power} ${from}`),
      ["edit", "admin"].flatMap((into) =>
        ["delete", "restore", "sql"].map((power) => `${into} ${power} mariadb-operator-edit`),
      ),
    );
    const [first] = accesses;
    assert.deepEqual(first?.via, [
      "RoleBinding/shop/b-admin -> ClusterRole/admin (from mariadb-operator-edit)",
      "RoleBinding/shop/b-admin -> ClusterRole/admin (from edit)",
    ]);
    assert.deepEqual(whoMay([role("r", deleting)], []).aggregated, []);
  });

  it("names the origin of a rule that the controller has already written into the role", () => {
    const filled: Value = {
      apiVersion: api,
      kind: "ClusterRole",
      metadata: { name: "edit" },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregate("edit") }] },
      rules: [{ apiGroups: ["k8s.mariadb.com"], resources: ["mariadbs"], verbs: ["delete"] }],
    };
    const { aggregated, accesses } = whoMay(
      [filled, role("extra", deleting, aggregate("edit")), binding("edit", alice, "shop")],
      [],
    );
    assert.deepEqual(accesses.map(({ via }) => via).flat(), [
      "RoleBinding/shop/b-edit -> ClusterRole/edit (from extra)",
    ]);
    assert.ok(aggregated.every(({ from }) => from === "extra"));
  });

  it("selects by expressions as well, and survives roles that add up each other", () => {
    const selecting = (name: string, selector: Value): Value => ({
      apiVersion: api,
      kind: "ClusterRole",
      metadata: { name, labels: { ring: "yes" } },
      aggregationRule: { clusterRoleSelectors: [selector] },
    });
    for (const [operator, values, found] of [
      ["In", ["yes"], 1],
      ["In", ["no"], 0],
      ["NotIn", ["no"], 1],
      ["NotIn", ["yes"], 0],
      ["Exists", [], 1],
      ["DoesNotExist", [], 0],
    ] as const) {
      const objects: readonly Value[] = [
        selecting("a", { matchExpressions: [{ key: "ring", operator, values }] }),
        selecting("b", { matchLabels: { ring: "yes" } }),
        role("r", deleting, { ring: "yes" }),
        binding("a", alice),
      ];
      // NotIn and DoesNotExist select the roles of every cluster as well.
      const reached = whoMay(objects, []).accesses.filter(({ resources }) => resources.includes("mariadbs"));
      assert.equal(reached.length, found, `${operator} ${values.join()}`);
    }
  });

  it("expects who is named, for the powers that are named", () => {
    const objects: readonly Value[] = [
      role("r", { resources: ["mariadbs"], verbs: ["delete", "confirm-deletion"] }),
      binding("r", { kind: "ServiceAccount", name: "bot", namespace: "ci" }),
    ];
    const unexpected = (...expected: string[]): string[] =>
      whoMay(objects, expected)
        .accesses.filter((one) => !one.expected)
        .map(({ power }) => power);
    assert.deepEqual(unexpected(), ["delete", "confirm"]);
    assert.deepEqual(unexpected("ServiceAccount:ci/bot"), []);
    assert.deepEqual(unexpected("ServiceAccount:ci/*=confirm"), ["delete"]);
    assert.deepEqual(unexpected("ServiceAccount:ci/bo", "User:bot", "Group:*"), ["delete", "confirm"]);
  });

  it("expects the control plane in its own bindings, and nobody whom somebody put beside it", () => {
    const admins = binding("cluster-admin", { kind: "Group", name: "system:masters" }) as {
      metadata: object;
    };
    const own: Value = { ...(admins as object), metadata: { name: "cluster-admin" } };
    const all = whoMay([own], []).accesses;
    assert.equal(all.length, powers.length);
    assert.ok(all.every(({ expected }) => expected));
    const intruder: Value = { ...own, subjects: [{ kind: "Group", name: "system:masters" }, alice] };
    const others = whoMay([intruder], []).accesses.filter(({ expected }) => !expected);
    assert.deepEqual([...new Set(others.map(({ subject }) => subject))], ["User:alice"]);
    const elsewhere: Value = { ...own, metadata: { name: "mine" } };
    assert.ok(whoMay([elsewhere], []).accesses.every(({ expected }) => !expected));
  });

  it("names a role that nobody defines", () => {
    assert.deepEqual(whoMay([binding("gone", alice, "shop")], []).undefinedRoles, [
      "ClusterRole/gone of RoleBinding/b-gone",
    ]);
  });
});
