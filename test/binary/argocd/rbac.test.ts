import assert from "node:assert/strict";

import { rbacProblems, rbacConfig, type ArgoCdRbacArgs } from "../../../components/engine/argocd-login";
import { useArgoCdCli } from "../../support/argocd-cli";

const application = "databases-production/mariadb";

/** What destroys data, or removes what keeps it. */
const forbidden = [
  ["applications", "delete", application],
  ["applications", "delete/k8s.mariadb.com/MariaDB/mariadb-production/mariadb", application],
  ["applications", "override", application],
  ["applications", "action/k8s.mariadb.com/MariaDB/suspend", application],
  ["applications", "action/apps/StatefulSet/restart", application],
  ["applications", "update", application],
  ["applications", "update/k8s.mariadb.com/MariaDB/mariadb-production/mariadb", application],
  ["applications", "create", application],
  ["applicationsets", "create", application],
  ["applicationsets", "update", application],
  ["applicationsets", "delete", application],
  ["projects", "update", "databases-production"],
  ["projects", "delete", "databases-production"],
  ["exec", "create", application],
] as const;

describe("argocd-rbac-cm, evaluated by Argo CD itself", function () {
  this.timeout(120_000);
  const cli = useArgoCdCli();

  /** The requests that a subject is granted, of those that are asked for. */
  async function granted(
    args: ArgoCdRbacArgs,
    subject: string,
    requests: readonly (readonly [string, string, string])[],
  ): Promise<string[]> {
    const found = await Promise.all(
      requests.map(async ([resource, action, object]) =>
        (await cli().can(rbacConfig(args), subject, action, resource, object))
          ? [`${action} ${resource} ${object}`]
          : [],
      ),
    );
    return found.flat();
  }

  it("lets everybody read and nobody change anything", async () => {
    assert.deepEqual(await granted({}, "anybody", forbidden), []);
    assert.deepEqual(
      await granted({}, "anybody", [
        ["applications", "get", application],
        ["applications", "sync", application],
        ["logs", "get", application],
      ]),
      [`get applications ${application}`, `get logs ${application}`],
    );
  });

  it("takes from the local admin what could destroy a database, and leaves the sync", async () => {
    assert.deepEqual(await granted({}, "admin", forbidden), []);
    assert.deepEqual(await granted({}, "admin", [["applications", "sync", application]]), [
      `sync applications ${application}`,
    ]);
  });

  it("takes it from the admin groups, and only in the database projects", async () => {
    const args = { adminGroups: ["platform"], databaseProjects: ["databases-*"] };
    assert.deepEqual(await granted(args, "platform", forbidden), []);
    const elsewhere = forbidden.map(([resource, action, object]) => {
      return [resource, action, object.replace("databases-production", "shop")] as const;
    });
    assert.equal((await granted(args, "platform", elsewhere)).length, forbidden.length);
  });

  it("lets the break-glass group do it, and nobody else", async () => {
    const args = { breakGlassGroups: ["rescue"], adminGroups: ["platform"] };
    assert.deepEqual(await granted(args, "rescue", forbidden.slice(0, 7)), [
      ...forbidden.slice(0, 7).map(([resource, action, object]) => `${action} ${resource} ${object}`),
    ]);
    assert.deepEqual(await granted(args, "rescue", forbidden.slice(7)), []);
    assert.deepEqual(await granted(args, "platform", forbidden), []);
    assert.deepEqual(await granted(args, "anybody", forbidden), []);
  });

  it("understands the name of a group from a directory", async () => {
    const group = 'cn="dba",ou=groups,dc=example';
    const args = { breakGlassGroups: [group] };
    assert.equal((await granted(args, group, forbidden.slice(0, 1))).length, 1);
  });

  it("would grant everything to an admin group without the denials", async () => {
    const rbac = { "policy.default": "role:readonly", "policy.csv": "g, platform, role:admin" };
    assert.equal(await cli().can(rbac, "platform", "delete", "applications", application), true);
  });
});

describe("rbacProblems", () => {
  const reasons = (args: ArgoCdRbacArgs): string =>
    rbacProblems(args)
      .map(({ reason }) => reason)
      .join();

  it("finds nothing wrong with the defaults, globs and directory names", () => {
    assert.deepEqual(rbacProblems({}), []);
    assert.deepEqual(rbacProblems({ databaseProjects: ["databases-*"], adminGroups: ["cn=dba,ou=x"] }), []);
  });

  it("refuses what would protect nothing or add lines to the policy", () => {
    assert.match(reasons({ databaseProjects: [] }), /databaseProjects is empty/);
    assert.match(reasons({ databaseProjects: ["a, b"] }), /databaseProjects has "a, b"/);
    for (const group of ["", "x\np, x, applications, delete, */*, allow", "role:admin"]) {
      assert.match(reasons({ adminGroups: [group] }), /a group is/);
      assert.match(reasons({ breakGlassGroups: [group] }), /a group is/);
    }
  });
});
