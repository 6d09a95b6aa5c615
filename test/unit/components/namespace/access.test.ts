import assert from "node:assert/strict";

import {
  developerAccess,
  developerRules,
  syncIdentity,
  syncRules,
  syncServiceAccount,
} from "../../../../components/delivery/namespace-access";
import { onDutyAccess, onDutyRules } from "../../../../components/delivery/on-duty-access";
import { whoMay } from "../../../../safety/access";
import type { Value } from "../../../../safety";
import { deliveredKinds } from "../../../../components/delivery/kinds";
import { projectManifest } from "../../../../components/delivery/database-project";

const rules = syncRules("mariadb-dev", false);
const place = { namespace: "mariadb-dev", labels: {} };

describe("the sync identity", () => {
  it("has no verb that deletes, and no wildcard anywhere", () => {
    for (const { apiGroups, resources, verbs } of [...rules, ...syncRules("n", true)]) {
      assert.deepEqual(
        verbs.filter((verb) => /delete|\*|impersonate|bind|escalate/.test(verb)),
        [],
      );
      assert.ok(![...apiGroups, ...resources].includes("*"));
    }
  });

  it("may write exactly the kinds that the AppProject allows", () => {
    const project = projectManifest({
      name: "p",
      argocdNamespace: "argocd",
      labels: {},
      sourceRepositories: [],
      destination: { server: "s", namespace: "n" },
      heldWhileUsed: true,
      readOnlyGroups: [],
      syncGroups: [],
      syncWindows: [],
    });
    const allowed = project.spec.namespaceResourceWhitelist.map(({ group, kind }) => `${group}/${kind}`);
    const writable = rules
      .filter(({ verbs }) => verbs.includes("patch"))
      .flatMap(({ apiGroups, resources }) => resources.map((resource) => [apiGroups[0], resource] as const))
      .map(([group, plural]) => deliveredKinds.find((kind) => kind.group === group && kind.plural === plural))
      .map((kind) => `${kind?.group ?? "?"}/${kind?.kind ?? "?"}`);
    assert.deepEqual(writable, allowed);
  });

  it("has what server-side apply, comparison and health checks ask for", () => {
    const [first] = rules;
    assert.deepEqual(first?.verbs, ["get", "list", "watch", "create", "update", "patch"]);
  });

  it("sees its own namespace and no other", () => {
    assert.deepEqual(rules.at(-1), {
      apiGroups: [""],
      resources: ["namespaces"],
      resourceNames: ["mariadb-dev"],
      verbs: ["get"],
    });
  });

  it("touches Secrets only where Git holds them", () => {
    const secrets = (secretsInGit: boolean) =>
      syncRules("n", secretsInGit).some(({ resources }) => resources.includes("secrets"));
    assert.deepEqual([secrets(false), secrets(true)], [false, true]);
  });

  it("is bound to its account in its own namespace", () => {
    const { serviceAccount, role, roleBinding } = syncIdentity(place, false);
    assert.equal(serviceAccount.metadata.name, syncServiceAccount);
    assert.equal(serviceAccount.automountServiceAccountToken, false);
    assert.equal(roleBinding.roleRef.name, role.metadata.name);
    assert.deepEqual(roleBinding.subjects, [
      { kind: "ServiceAccount", name: "mariadb-sync", namespace: "mariadb-dev" },
    ]);
  });
});

describe("developer access", () => {
  it("looks and does nothing else", () => {
    for (const { verbs } of developerRules()) {
      assert.deepEqual(verbs, ["get", "list", "watch"]);
    }
  });

  it("reads no Secret, opens no shell and no tunnel", () => {
    const resources = developerRules().flatMap((rule) => rule.resources);
    for (const kept of ["secrets", "pods/exec", "pods/attach", "pods/portforward", "*"]) {
      assert.ok(!resources.includes(kept), kept);
    }
    for (const seen of ["mariadbs", "restores", "sqljobs", "pods", "pods/log", "persistentvolumeclaims"]) {
      assert.ok(resources.includes(seen), seen);
    }
  });

  it("goes to groups", () => {
    const { roleBinding } = developerAccess(place, ["developers"]);
    assert.deepEqual(roleBinding.subjects, [
      { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "developers" },
    ]);
  });
});

describe("access of who is on duty", () => {
  const groups = ["on-duty"];

  it("confirms, and deletes nothing", () => {
    const { role, roleBinding } = onDutyAccess(place, groups);
    const { accesses } = whoMay([role, roleBinding] as unknown as Value[], []);
    assert.deepEqual(
      accesses.map(({ subject, power, namespace }) => `${subject} ${power} ${namespace}`),
      ["Group:on-duty confirm mariadb-dev"],
    );
    const [confirms] = accesses;
    for (const kind of [
      "mariadbs",
      "databases",
      "grants",
      "backups",
      "persistentvolumeclaims",
      "kustomizations",
    ]) {
      assert.ok(confirms?.resources.includes(kind), kind);
    }
  });

  it("may write the confirmation wherever it may confirm", () => {
    for (const { verbs, resources } of onDutyRules("mariadb-dev")) {
      assert.equal(verbs.includes("confirm-deletion"), verbs.includes("patch"), resources.join());
      assert.equal(verbs.includes("confirm-deletion"), verbs.includes("confirm-weakening"), resources.join());
    }
  });

  it("reads no Secret, and reaches no namespace but its own", () => {
    const rules = onDutyRules("mariadb-dev");
    assert.ok(
      !rules.some(({ resources }) =>
        resources.some((one) => /secrets|pods\/|[*]/.test(one) && one !== "pods/log"),
      ),
    );
    assert.deepEqual(
      rules.filter(({ resources }) => resources.includes("namespaces")),
      [
        {
          apiGroups: [""],
          resources: ["namespaces"],
          resourceNames: ["mariadb-dev"],
          verbs: ["get", "patch", "confirm-deletion", "confirm-weakening"],
        },
      ],
    );
  });
});

describe("the roles of a namespace of databases", () => {
  it("grant nobody the deletion of data, SQL, another identity or the guard's own objects", () => {
    const identity = syncIdentity(place, true);
    const developers = developerAccess(place, ["developers"]);
    const objects = [identity.role, identity.roleBinding, developers.role, developers.roleBinding];
    assert.deepEqual(whoMay(objects as unknown as Value[], []).accesses, []);
  });

  it("are added to no role of the cluster, and say nothing about admission", () => {
    const all = [syncIdentity(place, true), developerAccess(place, []), onDutyAccess(place, [])].map(
      ({ role }) => role,
    );
    for (const { metadata, rules: granted } of all) {
      assert.deepEqual(metadata.labels, {});
      const groups = granted.flatMap(({ apiGroups }) => apiGroups);
      assert.ok(!groups.includes("admissionregistration.k8s.io") && !groups.includes("*"), metadata.name);
    }
  });
});
